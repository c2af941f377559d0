"""One answer to many alike stories: each card gets it, and none that changed meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.audit.services import record
from app.core.text import check_text, clean_text
from app.moderation import decisions, services
from app.moderation.bulk_rules import BulkResult
from app.moderation.changes import Change
from app.moderation.models import BulkAnswer, BulkItem
from app.moderation.services import Decision
from app.staff.models import StaffMember
from app.staff.rules import Scope
from app.stories.models import Story
from app.stories.rules import Outcome, StoryStatus


@dataclass(frozen=True)
class Chosen:
    """A story as it was when somebody chose it."""

    ref: str
    version: int


@dataclass(frozen=True)
class Letter:
    """What is written to each teller, and decided where nothing was decided yet."""

    body: str
    outcome: Outcome | None = None


def plan(
    session: Session,
    member: StaffMember,
    chosen: Sequence[Chosen],
    letter: Letter,
    *,
    scope: Scope,
    now: datetime,
) -> BulkAnswer:
    """Store what is to be sent to whom; flushed, nothing is sent yet.

    Stories outside the scope get nothing.

    Raises:
        TextError: it says nothing, too much, or what can't be stored.
    """
    body = clean_text(letter.body)
    check_text(body, decisions.MAX_ANSWER)
    assert member.id is not None
    bulk = BulkAnswer(member_id=member.id, body=body, outcome=letter.outcome, asked_at=now)
    session.add(bulk)
    session.flush()
    assert bulk.id is not None
    versions = {each.ref: each.version for each in chosen}
    stories = session.exec(select(Story).where(col(Story.ref).in_(versions))).all()
    for story in stories:
        assert story.id is not None
        is_mine = scope.covers(story.district_id)
        item = BulkItem(bulk_id=bulk.id, story_id=story.id, seen_version=versions[story.ref])
        # One that went to another district since it was chosen is listed, so that it isn't lost.
        item.result = None if is_mine else BulkResult.GONE
        session.add(item)
    session.flush()
    about = ("bulk_answer", bulk.ref)
    record(session, member.ref, "story.answered_many", about, now=now, stories=len(stories))
    return bulk


def answer_one(
    session: Session, bulk: BulkAnswer, item: BulkItem, *, scope: Scope, now: datetime
) -> BulkResult:
    """Send the answer to one story unless it changed since it was chosen, and note what came of it.

    Call it in a transaction that holds the write lock; a second time nothing is sent.
    """
    if item.result is None:
        item.result = _send(session, bulk, item, scope=scope, now=now)
        session.add(item)
        session.flush()
    return item.result


def finish(session: Session, bulk: BulkAnswer, *, now: datetime) -> None:
    """Note that every story was dealt with; the text stays with each answer only."""
    bulk.done_at, bulk.body = now, ""
    session.add(bulk)
    session.flush()


def _send(
    session: Session, bulk: BulkAnswer, item: BulkItem, *, scope: Scope, now: datetime
) -> BulkResult:
    story = session.get(Story, item.story_id)
    member = session.get(StaffMember, bulk.member_id)
    assert member is not None
    if (
        story is None
        or story.status is StoryStatus.WITHDRAWN
        or not scope.covers(story.district_id)
    ):
        return BulkResult.GONE
    if story.version != item.seen_version:
        return BulkResult.CHANGED
    change = Change(member, item.seen_version, now)
    if bulk.outcome is None or story.outcome is not None:
        services.write_answer(session, story, bulk.body, change)
        return BulkResult.ANSWERED
    if bulk.outcome is Outcome.PUBLISHED and decisions.publish_bar(story) is not None:
        return BulkResult.BARRED
    services.answer_and_decide(session, story, bulk.body, Decision(bulk.outcome), change)
    return BulkResult.ANSWERED
