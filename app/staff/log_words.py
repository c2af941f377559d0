"""The audit log in Dutch: what its verbs, kinds and facts are called."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

_ACTIONS = {
    "added": _l("toegevoegd"),
    "answered": _l("beantwoord"),
    "answered_many": _l("samen beantwoord"),
    "appointed": _l("vervanging afgesproken"),
    "approved": _l("goedgekeurd"),
    "asked_again": _l("nagevraagd"),
    "asked": _l("gevraagd"),
    "brought_back": _l("weer in gebruik genomen"),
    "called_off": _l("vervanging afgezegd"),
    "cancelled": _l("afgezegd"),
    "changed": _l("gewijzigd"),
    "closed_early": _l("eerder gesloten"),
    "consent_changed": _l("toestemming veranderd"),
    "council_only": _l("alleen voor het beraad"),
    "decided": _l("besloten"),
    "deleted": _l("verwijderd"),
    "destroyed": _l("vernietigd"),
    "district_changed": _l("andere wijk"),
    "done": _l("klaar gemeld"),
    "dropped": _l("weggehaald"),
    "envelope_refused": _l("envelop geweigerd"),
    "exported": _l("bestand gemaakt"),
    "extended": _l("aangevuld"),
    "frozen": _l("regels vastgezet"),
    "guardian_consent": _l("toestemming van ouder of voogd"),
    "help_changed": _l("andere hulp"),
    "left_out": _l("iets weggelaten"),
    "letters_destroyed": _l("bestand met brieven vernietigd"),
    "letters_downloaded": _l("brieven opgehaald"),
    "letters_dropped": _l("brieven weggegooid"),
    "letters_made": _l("brieven gemaakt"),
    "letters_passphrase": _l("wachtwoord van brieven getoond"),
    "letters_voided": _l("brieven vervallen"),
    "chosen": _l("keuze voor het pakket veranderd"),
    "draft": _l("teruggehaald"),
    "gathered": _l("nieuws voor het pakket opgehaald"),
    "held": _l("geweest"),
    "introduced": _l("inleiding geschreven"),
    "planned": _l("gepland"),
    "ready": _l("aangekondigd"),
    "written": _l("opgeschreven"),
    "handed_back": _l("terug bij de wijkmanager"),
    "handed_over": _l("overgedragen"),
    "loaded": _l("geladen"),
    "made": _l("gemaakt"),
    "mail_off": _l("e-mailadres gewist"),
    "mail_on": _l("e-mailadres gegeven"),
    "moved": _l("verplaatst"),
    "not_reached": _l("niet bereikt"),
    "objected": _l("bezwaar gemaakt"),
    "objection_granted": _l("bezwaar: gelijk gegeven"),
    "objection_rejected": _l("bezwaar: besluit blijft"),
    "opened": _l("in behandeling genomen"),
    "option_added": _l("keuze toegevoegd"),
    "option_changed": _l("keuze gewijzigd"),
    "option_moved": _l("keuze verplaatst"),
    "option_removed": _l("keuze weggehaald"),
    "ordered": _l("andere volgorde"),
    "pack_confirmed": _l("pak papier door tweede geteld"),
    "pack_counted": _l("pak papier geteld"),
    "pack_different": _l("pak papier anders geteld"),
    "pack_dropped": _l("pak papier vervallen"),
    "password": _l("nieuw wachtwoord"),
    "photo_blurred": _l("deel van een foto wazig gemaakt"),
    "photo_described": _l("foto beschreven"),
    "picked": _l("gekozen"),
    "picture": _l("foto erbij gezet"),
    "picture_described": _l("foto beschreven"),
    "picture_removed": _l("foto weggehaald"),
    "picture_set": _l("foto toegevoegd"),
    "printed": _l("gedrukt"),
    "promised": _l("beloofd"),
    "published": _l("geplaatst"),
    "questions_set": _l("vragen gesteld"),
    "quote_approved": _l("citaat goedgekeurd"),
    "quote_refused": _l("citaat geweigerd"),
    "quoted": _l("geciteerd"),
    "received": _l("ontvangen"),
    "redacted": _l("afgeschermd"),
    "refused": _l("geweigerd"),
    "reopened": _l("weer op de lijst gezet"),
    "reopened_by_residents": _l("door bewoners weer op de lijst gezet"),
    "replied": _l("gereageerd"),
    "reply_read": _l("bericht gelezen"),
    "reserve_handed_out": _l("reservebrief gegeven"),
    "result_opened": _l("uitslag geopend"),
    "retired": _l("gestopt"),
    "seen": _l("gegevens bekeken"),
    "signed_in": _l("ingelogd"),
    "signed_out": _l("overal uitgelogd"),
    "sorted": _l("ingedeeld"),
    "spoken": _l("gesproken"),
    "switched_off": _l("uitgezet"),
    "switched_on": _l("aangezet"),
    "stubs_applied": _l("strookjes verwerkt"),
    "tagged": _l("ingedeeld"),
    "taken_in": _l("weer opgenomen"),
    "taken_off": _l("van de site gehaald"),
    "tie_decided": _l("gelijke stand beslist"),
    "told": _l("vertellers bericht gegeven"),
    "typed": _l("van papier overgetypt"),
    "under_way": _l("in uitvoering gemeld"),
    "written_down": _l("samen opgeschreven"),
    "why_judged": _l("reactie van een bewoner beoordeeld"),
    "withdrawn": _l("ingetrokken"),
}
_KINDS = {
    "book": _l("citatenboek"),
    "bulk_answer": _l("antwoord aan velen"),
    "contact": _l("belverzoek"),
    "closed_day": _l("gesloten dag"),
    "cluster": _l("cluster"),
    "district": _l("wijk"),
    "advice": _l("advies"),
    "meeting": _l("beraad"),
    "edition": _l("uitgave"),
    "export": _l("verhalen in een bestand"),
    "enquiry_reply": _l("antwoorden op vragen"),
    "journal_entry": _l("reisverslag"),
    "photo": _l("foto"),
    "office": _l("afdeling of partner"),
    "poll": _l("stemming"),
    "programme": _l("programma"),
    "suggesting": _l("suggesties"),
    "promise": _l("toezegging"),
    "quote": _l("citaat"),
    "quote_book": _l("citatenboek"),
    "round": _l("ronde"),
    "staff": _l("account"),
    "standard_text": _l("standaardtekst"),
    "story": _l("verhaal"),
}
_ACTORS = {
    "bewoners": _l("Bewoners"),
    "command": _l("Opdracht op de server"),
    "system": _l("Het systeem"),
    "teller": _l("De verteller"),
}
_FACTS = {
    "active": _l("in gebruik"),
    "added": _l("nieuw"),
    "changed": _l("gewijzigd"),
    "districts": _l("wijken"),
    "ends_on": _l("laatste dag"),
    "district": _l("wijk"),
    "fields": _l("velden"),
    "first": _l("vanaf"),
    "format": _l("soort"),
    "keep_until": _l("bewaren tot en met"),
    "last": _l("tot en met"),
    "left_out": _l("weggelaten"),
    "number": _l("aantal"),
    "pack": _l("pak"),
    "decision": _l("besluit"),
    "deputy": _l("vervanger"),
    "due_on": _l("uiterlijk"),
    "office": _l("bij"),
    "outcome": _l("uitkomst"),
    "parts": _l("wat"),
    "remind_on": _l("navragen op"),
    "roles": _l("rollen"),
    "round": _l("ronde"),
    "starts_on": _l("eerste dag"),
    "status": _l("status"),
    "stories": _l("aantal"),
    "team": _l("team"),
    "teams": _l("teams"),
}


def action_in_words(action: str) -> str:
    """Return the Dutch for a verb such as `staff.added`; an unknown one stays as it is."""
    return str(_ACTIONS.get(action.rpartition(".")[2], action))


def kind_in_words(kind: str) -> str:
    """Return the Dutch for a kind of thing; an unknown one stays as it is."""
    return str(_KINDS.get(kind, kind))


def actor_in_words(actor: str, people: Mapping[str, str]) -> str:
    """Return the name behind a reference, or what else acted."""
    return str(people.get(actor) or _ACTORS.get(actor, actor))


def facts_in_words(facts: Mapping[str, Any]) -> str:
    """Return the facts that have a Dutch name, such as `rollen: beheerder`; others are left out."""
    known = [(name, facts[name]) for name in _FACTS if facts.get(name) not in (None, [], "")]
    return "; ".join(f"{_FACTS[name]}: {_value(value)}" for name, value in known)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(_("ja") if value else _("nee"))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
