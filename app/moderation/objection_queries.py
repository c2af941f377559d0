"""Reading objections: what they are about, who took that decision, and who may rule on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from app.audit.queries import entries_about
from app.moderation import queries
from app.moderation.models import Reply, Ruling, StoryRedaction
from app.moderation.objection_rules import ObjectionAbout, may_object
from app.staff.models import StaffMember
from app.staff.queries import all_members, member_scope
from app.staff.rules import Role, Scope
from app.stories.models import Story, StoryEvent
from app.stories.rules import EventKind, Outcome

_REDACTED: Final = "story.redacted"


@dataclass(frozen=True)
class ObjectionView:
    """One objection, and what a second person said of it."""

    reply: Reply
    ruling: Ruling | None

    @property
    def about(self) -> ObjectionAbout:
        """What the teller didn't agree with."""
        return self.reply.about or ObjectionAbout.REFUSAL

    @property
    def waits(self) -> bool:
        """Whether nobody dealt with it yet."""
        return self.reply.handled_at is None


@dataclass(frozen=True)
class WaitingObjection:
    """An objection in the queue of somebody who may rule on it."""

    story_ref: str
    received_at: datetime
    due_on: date


def objection_views(session: Session, story_id: int) -> list[ObjectionView]:
    """Return the objections of the teller, oldest first, each with its ruling."""
    found = select(Ruling).where(Ruling.story_id == story_id)
    rulings = {each.reply_id: each for each in session.exec(found)}
    return [
        ObjectionView(reply, rulings.get(reply.id or 0))
        for reply in queries.objections_of(session, story_id)
    ]


def open_to_objection(
    session: Session, story: Story, views: Sequence[ObjectionView]
) -> frozenset[ObjectionAbout]:
    """Return which decisions about `story` its teller can object to now."""
    waits = any(view.waits for view in views)
    return frozenset(
        about
        for about in ObjectionAbout
        if may_object(
            _decided_at(session, story, about),
            [view.reply.written_at for view in views if view.about is about],
            waits=waits,
        )
    )


def decided_by(session: Session, story: Story, objection: Reply) -> set[str]:
    """Return references of the staff who took the decision: those may not rule on it.

    Who repairs something after the objection came may.
    """
    if objection.about is not ObjectionAbout.REDACTION:
        last = _last_refusal(session, story)
        return {last.actor} if last else set()
    entries = entries_about(session, "story", story.ref)
    return {
        entry.actor
        for entry in entries
        if entry.action == _REDACTED and entry.at <= objection.written_at
    }


def second_persons(
    session: Session, story: Story, but: Collection[str], *, today: date
) -> list[StaffMember]:
    """Return who may rule: wijkmanagers with rights on the district, else beheerders.

    Never one of those whose references are `but`.
    """
    others = [each for each in all_members(session) if each.active and each.ref not in but]
    near = [
        each
        for each in others
        if Role.DISTRICT_MANAGER in each.roles
        and member_scope(session, each, today=today).covers(story.district_id)
    ]
    return near or [each for each in others if Role.ADMINISTRATOR in each.roles]


def objections_for(session: Session, scope: Scope, member: StaffMember) -> list[WaitingObjection]:
    """Return what waits within `scope` and `member` may rule on, what is due first first."""
    wanted = (
        select(Story, Reply)
        .join(Reply, col(Reply.story_id) == col(Story.id))
        .where(col(Reply.is_objection), col(Reply.handled_at).is_(None))
        .order_by(col(Story.due_on), col(Story.id))
    )
    return [
        WaitingObjection(story.ref, story.received_at, story.due_on)
        for story, reply in session.exec(wanted)
        if scope.covers(story.district_id) and member.ref not in decided_by(session, story, reply)
    ]


def stories_objected(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which of these stories have an objection that waits."""
    wanted = select(Reply.story_id).where(
        col(Reply.story_id).in_(ids), col(Reply.is_objection), col(Reply.handled_at).is_(None)
    )
    return set(session.exec(wanted))


def _decided_at(session: Session, story: Story, about: ObjectionAbout) -> datetime | None:
    """Return when what stands was decided; None where there is nothing of the kind."""
    if about is ObjectionAbout.REFUSAL:
        last = _last_refusal(session, story)
        if story.outcome is not Outcome.REFUSED:
            return None
        return last.at if last else story.received_at
    hidden = select(StoryRedaction.id).where(StoryRedaction.story_id == story.id).limit(1)
    if story.outcome in {None, Outcome.REFUSED} or session.exec(hidden).first() is None:
        return None
    entries = entries_about(session, "story", story.ref)
    times = [entry.at for entry in entries if entry.action == _REDACTED]
    return max(times, default=story.received_at)


def _last_refusal(session: Session, story: Story) -> StoryEvent | None:
    wanted = select(StoryEvent).where(
        StoryEvent.story_id == story.id, StoryEvent.kind == EventKind.REFUSED
    )
    return session.exec(wanted.order_by(col(StoryEvent.id).desc()).limit(1)).first()
