"""What the ledger says of results, in Dutch."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

from app.ledger.words import Describer, Told


def describe_result(facts: Mapping[str, Any]) -> Told:
    """Tell that a result opened, how many voted, and who won as far as the votes decide."""
    ballots = ngettext("%(num)s mens stemde.", "%(num)s mensen stemden.", facts["ballots"])
    opened = _("De uitslag is open: %(question)s", question=facts["question"])
    words = [opened, ballots, _winner(facts)]
    if facts["faults"]:
        words += [_("Niet alles klopte."), facts["reason"] or ""]
    return Told(" ".join(filter(None, words)), _address(facts))


def describe_decided(facts: Mapping[str, Any]) -> Told:
    """Tell which option the lot or the advice of the bewonersberaad brought, and how."""
    by_lot = facts["decider"] == "lot"
    who = _("Er is geloot.") if by_lot else _("Het bewonersberaad gaf advies.")
    won = _("Gekozen: %(option)s.", option=facts["title"])
    return Told(f"{who} {won} {facts['note']}", _address(facts))


#: By kind of ledger entry.
DESCRIBERS: Final[Mapping[str, Describer]] = {
    "poll.result": describe_result,
    "poll.tie_decided": describe_decided,
}


def _winner(facts: Mapping[str, Any]) -> str:
    winner = facts["outcome"]["winner"]
    if winner is None:
        return ""
    title = next(each["title"] for each in facts["options"] if each["number"] == winner)
    return str(_("Bovenaan: %(option)s.", option=title))


def _address(facts: Mapping[str, Any]) -> str:
    return f"/stemmen/{facts['slug']}/uitslag"
