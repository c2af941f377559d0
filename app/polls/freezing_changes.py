"""What the ledger says of the rules of polls, in Dutch: frozen, and what changed after that."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.dates import with_time
from app.ledger.words import Describer, Told


def describe_opened(facts: Mapping[str, Any]) -> Told:
    """Tell that the rules of a poll are fixed, when it opens and closes, and for how many codes."""
    words = [
        _("De regels staan vast: %(question)s", question=facts["question"]),
        _("Stemmen kan vanaf %(moment)s.", moment=_moment(facts, "opens_at")),
        _("Het stopt op %(moment)s.", moment=_moment(facts, "closes_at")),
    ]
    if facts.get("turnout_rule"):
        words.append(_minimum(facts))
    if codes := facts["codes_made"]:
        words.append(
            ngettext("Er is %(num)s stemcode gemaakt.", "Er zijn %(num)s stemcodes gemaakt.", codes)
        )
    return Told(" ".join(words), _address(facts))


def describe_extended(facts: Mapping[str, Any]) -> Told:
    """Tell until when people can vote now, until when they could, and why."""
    words = _(
        "De stemming is langer open: tot %(new)s. Eerst was het tot %(old)s.",
        new=_moment(facts, "closes_at"),
        old=_moment(facts, "before"),
    )
    return Told(f"{words} {facts['reason']}", _address(facts))


def describe_closed_early(facts: Mapping[str, Any]) -> Told:
    """Tell that the voting was stopped, when it would have ended, and why."""
    words = _(
        "De stemming is eerder gestopt: op %(new)s. Eerst was het tot %(old)s.",
        new=_moment(facts, "closes_at"),
        old=_moment(facts, "before"),
    )
    return Told(f"{words} {facts['reason']}", _address(facts))


def describe_help(facts: Mapping[str, Any]) -> Told:
    """Tell where people get help now, and why that changed."""
    words = _("Hulp bij de stemming is nu: %(help)s", help=facts["help_text"])
    return Told(f"{words} {facts['reason']}", _address(facts))


#: By kind of ledger entry.
DESCRIBERS: Final[Mapping[str, Describer]] = {
    "poll.opened": describe_opened,
    "poll.extended": describe_extended,
    "poll.closed_early": describe_closed_early,
    "poll.help_changed": describe_help,
}


def _minimum(facts: Mapping[str, Any]) -> str:
    return " ".join(
        [
            _("Ten minste %(percent)s procent moet stemmen.", percent=facts["min_turnout"]),
            _("Dat is van de brieven die zijn uitgedeeld."),
            _("Stemmen die dubbel kunnen zijn, gaan er eerst af."),
        ]
    )


def _moment(facts: Mapping[str, Any], name: str) -> str:
    return with_time(datetime.fromisoformat(facts[name]))


def _address(facts: Mapping[str, Any]) -> str:
    return f"/stemmen/{facts['slug']}"
