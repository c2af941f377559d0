"""Reading the counts of the monitor, and what stands beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from app.monitor.figure_models import StoryCount
from app.monitor.figures_rules import Place
from app.monitor.hiding_rules import is_small
from app.polls.models import Poll, PollResult
from app.staff.rules import Scope
from app.stories.models import Story
from app.stories.rules import StoryStatus

#: Polls of which is told how many letters were used.
POLLS: Final = 8
_WAITING: Final = (StoryStatus.RECEIVED, StoryStatus.IN_REVIEW)


@dataclass(frozen=True)
class Reach:
    """How many letters of a closed poll were handed out, and how many were used."""

    question: str
    letters: int
    votes: int

    @property
    def is_told(self) -> bool:
        """Whether neither side is so small that it could point at somebody."""
        return not is_small(self.votes) and not is_small(self.letters - self.votes)


def counts(session: Session, since: date | None = None) -> dict[Place, int]:
    """Return how many stories are counted at each place, from the month of `since` on."""
    columns = [getattr(StoryCount, name) for name in (*Place._fields, "stories")]
    wanted = sql_select(*columns)
    if since is not None:
        wanted = wanted.where(col(StoryCount.month) >= since)
    return {Place(*row[:-1]): row[-1] for row in session.connection().execute(wanted)}


def overdue(session: Session, scope: Scope, today: date) -> int:
    """Return how many stories wait longer than was promised."""
    late = select(func.count(col(Story.id))).where(
        col(Story.status).in_(_WAITING), col(Story.due_on) < today
    )
    if not scope.everything:
        late = late.where(col(Story.district_id).in_(scope.district_ids))
    return session.exec(late).one()


def reached(session: Session) -> Sequence[Reach]:
    """Return how many letters were used of polls by letter whose result is open, newest first."""
    found = session.exec(
        select(Poll.question, PollResult.figures)
        .where(PollResult.poll_id == Poll.id)
        .order_by(col(PollResult.opened_at).desc())
        .limit(POLLS)
    )
    return [
        Reach(question, turnout["letters"], turnout["votes"])
        for question, figures in found
        if (turnout := _turnout(dict(figures)))
    ]


def _turnout(figures: dict[str, Any]) -> dict[str, int] | None:
    return figures.get("turnout")
