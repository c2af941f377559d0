"""Reading which stories wait for an office or partner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, or_, select

from app.moderation.models import HandOver
from app.programme.models import Office
from app.staff.rules import Scope
from app.stories.models import Story


@dataclass(frozen=True)
class Waiting:
    """That a story waits for somebody, and since when."""

    office: str
    since: date
    #: The day on which staff ask how it stands.
    remind_on: date
    #: Until when the office promised to answer, if it did.
    answer_due: date | None

    def is_late(self, today: date) -> bool:
        """Whether the office promised an answer for a day that has passed."""
        return self.answer_due is not None and self.answer_due < today


def waits_for(session: Session, story: Story) -> Waiting | None:
    """Return whom the story waits for now, if anybody."""
    return waits_by_story(session, [story.id or 0]).get(story.id or 0)


def waits_by_story(session: Session, story_ids: Sequence[int]) -> dict[int, Waiting]:
    """Return whom each of these stories waits for, of those that do."""
    found = (
        select(HandOver, Office.name)
        .join(Office, col(Office.id) == HandOver.office_id)
        .where(col(HandOver.story_id).in_(story_ids), col(HandOver.ended_on).is_(None))
    )
    return {
        row.story_id: Waiting(name, row.since, row.remind_on, row.answer_due)
        for row, name in session.exec(found)
    }


def open_hand_over(session: Session, story: Story) -> HandOver | None:
    """Return the hand-over of `story` that goes on, if there is one."""
    mine = select(HandOver).where(HandOver.story_id == story.id, col(HandOver.ended_on).is_(None))
    return session.exec(mine).one_or_none()


def count_reminders(session: Session, scope: Scope, *, today: date) -> int:
    """Return for how many stories of the scope staff have to ask somebody today."""
    due = (
        select(func.count())
        .select_from(HandOver)
        .join(Story, col(Story.id) == HandOver.story_id)
        .where(HandOver.remind_on <= today, col(HandOver.ended_on).is_(None))
    )
    if not scope.everything:
        mine = col(Story.district_id).in_(scope.district_ids)
        due = due.where(or_(mine, col(Story.district_id).is_(None)))
    return session.exec(due).one()
