"""What comes next for a poll, as dated steps; and what a new one starts from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final

from flask_babel import gettext as _

from app.core.dates import with_time
from app.polls.making_rules import Missing
from app.polls.models import Poll
from app.polls.rules import Access, Electorate, PollStatus, TieRule

#: Letters take a fortnight to print and deliver, and people a fortnight to vote.
_DAYS_BEFORE: Final = 14
_DAYS_OPEN: Final = 14
_OPENS: Final = time(9, 0)
_CLOSES: Final = time(20, 0)


@dataclass(frozen=True)
class Step:
    """A step of `components/trail.html`."""

    title: str
    #: `done`, `now` or `next`.
    state: str = "next"
    when: str = ""
    text: str = ""


def defaults(today: date, districts: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
    """Return what the form of a new poll is filled with: what most polls need."""
    opens = today + timedelta(days=_DAYS_BEFORE)
    return {
        "access": Access.LETTERS,
        "electorate": Electorate.HOUSEHOLD,
        "max_choices": 1,
        "tie_rule": TieRule.LOT,
        "has_paper": "yes",
        "opens_day": opens,
        "opens_time": _OPENS,
        "closes_day": opens + timedelta(days=_DAYS_OPEN),
        "closes_time": _CLOSES,
        "districts": [key for key, _name in districts] if len(districts) == 1 else [],
    }


def steps_of(
    poll: Poll, status: PollStatus, missing: Collection[Missing], *, has_letters: bool
) -> list[Step]:
    """Return the life of a poll, with the step that it is at."""
    is_draft = status is PollStatus.DRAFT
    is_written = not is_draft or not set(missing) - {Missing.CODES}
    letters = [Step(_("Brieven maken"), "done" if has_letters else "next")]
    steps = [
        Step(_("Vraag en keuzes maken"), "done" if is_written else "next"),
        *(letters if poll.access is Access.LETTERS else []),
        Step(
            _("Regels vastzetten"),
            "next" if is_draft else "done",
            with_time(poll.frozen_at) if poll.frozen_at else "",
        ),
        Step(_("Open"), _reached(status, PollStatus.OPEN), with_time(poll.opens_at)),
        Step(
            _("Sluiten en tellen"), _reached(status, PollStatus.COUNTING), with_time(poll.closes_at)
        ),
        Step(
            _("Uitslag"),
            "done" if status is PollStatus.RESULT else "next",
            with_time(poll.result_at) if poll.result_at else "",
        ),
    ]
    return _with_now(steps)


def _reached(status: PollStatus, wanted: PollStatus) -> str:
    order = list(PollStatus)
    at, there = order.index(status), order.index(wanted)
    return "done" if at > there else "now" if at == there else "next"


def _with_now(steps: list[Step]) -> list[Step]:
    """Mark the first step that isn't done as the one to do now, unless one is marked."""
    if any(step.state == "now" for step in steps):
        return steps
    for at, step in enumerate(steps):
        if step.state == "next":
            return [*steps[:at], Step(step.title, "now", step.when, step.text), *steps[at + 1 :]]
    return steps
