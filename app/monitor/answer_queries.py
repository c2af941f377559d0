"""Reading how stories were answered and moderated: counts only, no words and no persons."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, func, select

from app.audit.queries import entries_since
from app.core.dates import local_day, working_days_between
from app.moderation.decisions import RefusalGround
from app.monitor.answer_rules import Case
from app.stories.models import Story
from app.stories.rules import StoryStatus

_WAITING: Final = (StoryStatus.RECEIVED, StoryStatus.IN_REVIEW)
_REFUSED: Final = "story.refused"
#: What is counted of the work on stories, in the order in which it is told.
ACTIONS: Final = (
    "story.published",
    "story.council_only",
    _REFUSED,
    "story.objected",
    "story.redacted",
    "story.photo_blurred",
)


@dataclass(frozen=True)
class Waiting:
    """What waits for staff now."""

    open: int
    overdue: int


@dataclass(frozen=True)
class Month:
    """What was done to stories in a month."""

    first: date
    #: By action; those that didn't happen are 0.
    actions: Mapping[str, int]
    #: Refusals by why.
    grounds: Mapping[RefusalGround, int]


def cases(session: Session, start: datetime, today: date, closed: Collection[date]) -> list[Case]:
    """Return how each story told since `start` was answered, those withdrawn before left out."""
    is_past = col(Story.due_on) < today
    found = select(Story.district_id, Story.received_at, Story.answered_at, is_past).where(
        Story.received_at >= start,
        (col(Story.status) != StoryStatus.WITHDRAWN) | col(Story.answered_at).is_not(None),
    )
    return [
        _case((district_id, local_day(received_at)), answered_at, closed, is_late=is_late)
        for district_id, received_at, answered_at, is_late in session.exec(found)
    ]


def waiting(session: Session, today: date) -> dict[int | None, Waiting]:
    """Return what waits now, by district; those where nothing waits are left out."""
    late = func.count().filter(col(Story.due_on) < today)
    found = (
        select(Story.district_id, func.count(), late)
        .where(col(Story.status).in_(_WAITING))
        .group_by(col(Story.district_id))
    )
    return {district: Waiting(count, overdue) for district, count, overdue in session.exec(found)}


def moderated(session: Session, start: datetime) -> dict[date, Month]:
    """Return what was done to stories since `start`, by first day of the month."""
    actions: dict[date, Counter[str]] = {}
    grounds: dict[date, Counter[RefusalGround]] = {}
    for entry in entries_since(session, start, ACTIONS):
        month = local_day(entry.at).replace(day=1)
        actions.setdefault(month, Counter())[entry.action] += 1
        if entry.action == _REFUSED:
            ground = RefusalGround(entry.facts.get("ground", RefusalGround.OTHER))
            grounds.setdefault(month, Counter())[ground] += 1
    return {
        month: Month(month, counted, grounds.get(month, Counter()))
        for month, counted in actions.items()
    }


def _case(
    told: tuple[int | None, date],
    answered_at: datetime | None,
    closed: Collection[date],
    *,
    is_late: bool,
) -> Case:
    district_id, received_on = told
    month = received_on.replace(day=1)
    if answered_at is None:
        return Case(district_id, month, None, is_overdue=is_late)
    days = working_days_between(received_on, local_day(answered_at), closed)
    return Case(district_id, month, days)
