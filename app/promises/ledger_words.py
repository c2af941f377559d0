"""What entries of the ledger about promises and decisions say in Dutch."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _

from app.core.dates import date_in_words
from app.ledger.words import Describer, Told

Facts = Mapping[str, Any]


def _promise(text: str, facts: Facts) -> Told:
    reason = str(facts.get("reason", ""))
    return Told(f"{text} {reason}".strip(), f"/beloofd/{facts['subject']}")


def _day(facts: Facts, name: str) -> str:
    return date_in_words(date.fromisoformat(facts[name]))


def _made(facts: Facts) -> Told:
    text = _(
        "%(office)s belooft: %(what)s Klaar vóór of op %(day)s.",
        office=facts["office"],
        what=_sentence(facts["what"]),
        day=_day(facts, "due"),
    )
    return _promise(text, facts)


def _changed(facts: Facts) -> Told:
    text = _("De tekst van een toezegging is nu: %(what)s", what=_sentence(facts["what"]))
    return _promise(text, facts)


def _moved(facts: Facts) -> Told:
    text = _(
        "%(office)s stelt uit: eerst %(old)s, nu %(new)s.",
        office=facts["office"],
        old=_day(facts, "old_due"),
        new=_day(facts, "due"),
    )
    return _promise(text, facts)


def _done(facts: Facts) -> Told:
    return _promise(_("%(office)s meldt dat het klaar is.", office=facts["office"]), facts)


def _dropped(facts: Facts) -> Told:
    return _promise(_("%(office)s laat een toezegging vervallen.", office=facts["office"]), facts)


def _reopened(facts: Facts) -> Told:
    text = _("%(office)s zet een toezegging weer op de lijst.", office=facts["office"])
    return _promise(text, facts)


def _reopened_by_residents(facts: Facts) -> Told:
    text = _(
        "Bewoners vinden dat het niet klaar is: %(no)s nee, %(yes)s ja. Het is weer open.",
        no=facts["no"],
        yes=facts["yes"],
    )
    return _promise(text, facts)


def _decided(facts: Facts) -> Told:
    if not facts["differs"]:
        text = _(
            "%(office)s besluit wat gekozen is: %(decided)s.",
            office=facts["office"],
            decided=facts["decided"] or facts["text"],
        )
        return Told(str(text))
    return Told(_different(facts))


def _under_way(facts: Facts) -> Told:
    if facts["differs"]:
        return Told(_different(facts))
    return Told(str(_("%(office)s is begonnen: %(text)s", **_who_what(facts))))


def _built(facts: Facts) -> Told:
    if facts["differs"]:
        return Told(_different(facts))
    return Told(str(_("%(office)s is klaar: %(text)s", **_who_what(facts))))


def _who_what(facts: Facts) -> dict[str, Any]:
    return {"office": facts["office"], "text": facts["text"]}


def _different(facts: Facts) -> str:
    return str(
        _(
            "%(office)s doet iets anders dan gekozen. Gekozen: %(chosen)s. Het wordt: %(decided)s. "
            "De reden: %(reason)s",
            office=facts["office"],
            chosen=facts["chosen"],
            decided=facts["decided"] or facts["text"],
            reason=facts["reason"],
        )
    )


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


#: For the ledger's page, by kind.
DESCRIBERS: Final[Mapping[str, Describer]] = {
    "promise.made": _made,
    "promise.changed": _changed,
    "promise.moved": _moved,
    "promise.done": _done,
    "promise.dropped": _dropped,
    "promise.reopened": _reopened,
    "promise.reopened_by_residents": _reopened_by_residents,
    "decision.decided": _decided,
    "decision.under_way": _under_way,
    "decision.done": _built,
}
