"""What the ledger says of letters, in Dutch: numbers and reasons, never an address."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.ledger.words import Describer, Told
from app.polls.code_rules import LetterReason

REASON_NAMES: Final = {
    LetterReason.LOST: _l("Brief is kwijt"),
    LetterReason.DAMAGED: _l("Brief is kapot"),
    LetterReason.NEVER_CAME: _l("Brief is niet gekomen"),
    LetterReason.WRONG_ADDRESS: _l("Brief kwam op het verkeerde adres"),
    LetterReason.RETURNED: _l("Brief is teruggegeven"),
    LetterReason.NO_LETTER: _l("Dit adres kreeg nog geen brief"),
}


def describe_voided(facts: Mapping[str, Any]) -> Told:
    """Tell which letters were taken out of use, and why."""
    numbers = (
        _("Brief %(first)s werkt niet meer.", first=facts["first"])
        if facts["first"] == facts["last"]
        else ngettext(
            "%(num)s brief werkt niet meer, van %(first)s tot en met %(last)s.",
            "%(num)s brieven werken niet meer, van %(first)s tot en met %(last)s.",
            facts["letters"],
            first=facts["first"],
            last=facts["last"],
        )
    )
    return Told(f"{numbers} {_reason(facts)}", _address(facts))


def describe_handed_out(facts: Mapping[str, Any]) -> Told:
    """Tell which reserve letter was put into use, and in the place of which."""
    number, old = facts["number"], facts["replaces"]
    words = (
        _("Reservebrief %(number)s is uitgegeven.", number=number)
        if old is None
        else _("Reservebrief %(number)s vervangt brief %(old)s.", number=number, old=old)
    )
    return Told(f"{words} {_reason(facts)}", _address(facts))


#: By kind of ledger entry.
DESCRIBERS: Final[Mapping[str, Describer]] = {
    "poll.letters_voided": describe_voided,
    "poll.reserve_handed_out": describe_handed_out,
}


def _reason(facts: Mapping[str, Any]) -> str:
    return f"{REASON_NAMES[LetterReason(facts['reason'])]}."


def _address(facts: Mapping[str, Any]) -> str:
    return f"/stemmen/{facts['slug']}"
