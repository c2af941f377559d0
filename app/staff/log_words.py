"""The audit log in Dutch: what its verbs, kinds and facts are called."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

_ACTIONS = {
    "added": _l("toegevoegd"),
    "answered": _l("beantwoord"),
    "approved": _l("goedgekeurd"),
    "brought_back": _l("weer in gebruik genomen"),
    "changed": _l("gewijzigd"),
    "consent_changed": _l("toestemming veranderd"),
    "council_only": _l("alleen voor het beraad"),
    "deleted": _l("verwijderd"),
    "destroyed": _l("vernietigd"),
    "district_changed": _l("andere wijk"),
    "dropped": _l("weggehaald"),
    "extended": _l("aangevuld"),
    "guardian_consent": _l("toestemming van ouder of voogd"),
    "loaded": _l("geladen"),
    "made": _l("gemaakt"),
    "mail_off": _l("e-mailadres gewist"),
    "mail_on": _l("e-mailadres gegeven"),
    "moved": _l("verplaatst"),
    "objected": _l("bezwaar gemaakt"),
    "opened": _l("in behandeling genomen"),
    "password": _l("nieuw wachtwoord"),
    "photo_blurred": _l("deel van een foto wazig gemaakt"),
    "photo_described": _l("foto beschreven"),
    "picked": _l("gekozen"),
    "picture": _l("foto erbij gezet"),
    "picture_removed": _l("foto weggehaald"),
    "printed": _l("gedrukt"),
    "published": _l("geplaatst"),
    "quote_approved": _l("citaat goedgekeurd"),
    "quote_refused": _l("citaat geweigerd"),
    "quoted": _l("geciteerd"),
    "received": _l("ontvangen"),
    "redacted": _l("afgeschermd"),
    "refused": _l("geweigerd"),
    "replied": _l("gereageerd"),
    "reply_read": _l("bericht gelezen"),
    "retired": _l("gestopt"),
    "signed_in": _l("ingelogd"),
    "signed_out": _l("overal uitgelogd"),
    "tagged": _l("ingedeeld"),
    "taken_off": _l("van de site gehaald"),
    "withdrawn": _l("ingetrokken"),
}
_KINDS = {
    "book": _l("citatenboek"),
    "closed_day": _l("gesloten dag"),
    "cluster": _l("cluster"),
    "district": _l("wijk"),
    "edition": _l("uitgave"),
    "journal_entry": _l("reisverslag"),
    "photo": _l("foto"),
    "programme": _l("programma"),
    "quote": _l("citaat"),
    "quote_book": _l("citatenboek"),
    "round": _l("ronde"),
    "staff": _l("account"),
    "standard_text": _l("standaardtekst"),
    "story": _l("verhaal"),
}
_ACTORS = {
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
    "fields": _l("velden"),
    "keep_until": _l("bewaren tot en met"),
    "outcome": _l("uitkomst"),
    "roles": _l("rollen"),
    "starts_on": _l("eerste dag"),
    "status": _l("status"),
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
