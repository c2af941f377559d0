"""The conversation with a teller: answers, decisions, replies and objections."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, delete, update

from app.audit.services import record
from app.core.dates import local_day
from app.core.errors import ConflictError
from app.core.text import check_text, clean_text
from app.core.versions import raise_version
from app.moderation import decisions, queries
from app.moderation.changes import Change, WithdrawnError, begin, note, step
from app.moderation.hand_over_services import end_with_answer
from app.moderation.models import (
    Answer,
    HandOver,
    Reading,
    Reply,
    Ruling,
    StoryCluster,
    StoryRedaction,
)
from app.moderation.objection_rules import ObjectionAbout, ObjectionWaitsError
from app.staff.models import StaffMember
from app.stories.consent_rules import is_public
from app.stories.models import Story, StoryEvent
from app.stories.rules import EventKind, Outcome, StoryStatus
from app.stories.services import TELLER, add_event, due_date, move

#: Working days within which a reply or an objection is answered, unless told otherwise.
ANSWER_DAYS: Final = 10

_EVENT_OF: Final = {
    Outcome.PUBLISHED: EventKind.PUBLISHED,
    Outcome.COUNCIL_ONLY: EventKind.COUNCIL_ONLY,
    Outcome.REFUSED: EventKind.REFUSED,
}


class AlreadyRepliedError(ConflictError):
    """The teller wrote back to this message before, or an objection still waits."""


@dataclass(frozen=True)
class Decision:
    """What is decided about showing a story; the reason is for the teller."""

    outcome: Outcome
    reason: str = ""
    #: Of a refusal only; counted in public.
    ground: decisions.RefusalGround = decisions.RefusalGround.OTHER


def write_answer(
    session: Session, story: Story, body: str, change: Change, *, still_waits: bool = False
) -> Answer:
    """Send the teller a message, which also answers what the teller wrote back.

    A story that waits for an office waits no longer, unless it `still_waits`.

    Raises:
        TextError: it says nothing, too much, or what can't be stored.
        StoryChangedError: somebody else was first.
    """
    begin(session, story, change)
    answer = _answer(session, story, body, change, still_waits=still_waits)
    settle(session, story)
    return answer


def decide(session: Session, story: Story, decision: Decision, change: Change) -> None:
    """Decide whether the story is shown; another decision than before tells the teller why.

    Raises:
        AlreadyDecidedError: that is what was decided.
        ObjectionWaitsError: the teller objected to the decision that there is.
        PublishBarredError: it may not be shown to everyone.
        ReasonNeededError: the reason is missing.
        StoryChangedError: somebody else was first.
    """
    begin(session, story, change)
    check_no_objection(session, story)
    apply_decision(session, story, decision, change)
    settle(session, story)


def answer_and_decide(
    session: Session,
    story: Story,
    body: str,
    decision: Decision,
    change: Change,
    *,
    still_waits: bool = False,
) -> None:
    """Do both at once; raises what `write_answer` and `decide` raise."""
    begin(session, story, change)
    check_no_objection(session, story)
    _answer(session, story, body, change, still_waits=still_waits)
    apply_decision(session, story, decision, change)
    settle(session, story)


def mark_replies_read(session: Session, story: Story, change: Change) -> None:
    """Note that what the teller wrote back needs no answer; an objection always needs one."""
    story_id = begin(session, story, change)
    for reply in queries.waiting_replies(session, story_id):
        if not reply.is_objection:
            reply.handled_at = change.now
            session.add(reply)
    session.flush()
    note(session, story, change, "reply_read")
    settle(session, story)


def reply(
    session: Session,
    story: Story,
    answer: Answer,
    body: str,
    *,
    now: datetime,
    answer_days: int = ANSWER_DAYS,
) -> Reply:
    """Store what the teller writes back to a message; the story waits for staff again.

    Raises:
        AlreadyRepliedError: the teller wrote back to this message before.
        TextError: it says nothing, too much, or what can't be stored.
    """
    written = next(
        view for view in queries.answers_of(session, answer.story_id) if view.answer.id == answer.id
    )
    if written.reply is not None:
        raise AlreadyRepliedError(answer.ref)
    sent = Reply(story_id=answer.story_id, answer_id=answer.id, body=body, written_at=now)
    due = due_date(session, now, answer_days)
    take_back(session, story, sent, due=due)
    if answer.is_question and local_day(answer.written_at) <= story.due_on:
        # Staff needed to know this first. What was late when they asked stays late.
        story.due_on = max(story.due_on, due)
    return sent


def mark_reading(session: Session, story: Story, member: StaffMember, *, now: datetime) -> None:
    """Note that `member` has the story open, so that a colleague is told."""
    assert story.id is not None
    assert member.id is not None
    old = col(Reading.seen_at) < now - queries.READING_LASTS
    session.exec(delete(Reading).where(col(Reading.story_id) == story.id, old))
    session.merge(Reading(story_id=story.id, member_id=member.id, seen_at=now))
    session.flush()


def forget(session: Session, story: Story) -> None:
    """Remove everything that staff and teller wrote about a story that is withdrawn."""
    for table in (Ruling, Reply, Answer, StoryRedaction, StoryCluster, Reading, HandOver):
        session.exec(delete(table).where(col(table.story_id) == story.id))
    steps = update(StoryEvent).where(col(StoryEvent.story_id) == story.id)
    session.exec(steps.values(reason=None))
    story.refusal_reason = None
    session.add(story)
    session.flush()


def take_back(session: Session, story: Story, sent: Reply, *, due: date) -> None:
    """Store what the teller sent, and let the clock of an answered story run anew."""
    if story.status is StoryStatus.WITHDRAWN:
        raise WithdrawnError(story.ref)
    sent.body = clean_text(sent.body)
    check_text(sent.body, decisions.MAX_ANSWER)
    session.add(sent)
    if story.status is StoryStatus.ANSWERED:
        move(session, story, StoryStatus.IN_REVIEW)
        story.due_on = due
    story.version += 1
    session.add(story)
    session.flush()
    kind = EventKind.OBJECTED if sent.is_objection else EventKind.REPLIED
    add_event(session, story, kind, actor=TELLER, now=sent.written_at)
    record(session, TELLER, f"story.{kind}", ("story", story.ref), now=sent.written_at)


def new_message(
    session: Session, story: Story, body: str, change: Change, *, is_question: bool = False
) -> Answer:
    """Store what staff write to the teller, which deals with what the teller wrote back.

    Not with an objection: a second person rules on that.
    """
    assert story.id is not None
    cleaned = clean_text(body)
    check_text(cleaned, decisions.MAX_ANSWER)
    for reply in queries.waiting_replies(session, story.id):
        if not reply.is_objection:
            reply.handled_at = change.now
            session.add(reply)
    message = Answer(
        story_id=story.id,
        member_id=change.member.id,
        body=cleaned,
        is_question=is_question,
        written_at=change.now,
    )
    session.add(message)
    return message


def _answer(
    session: Session, story: Story, body: str, change: Change, *, still_waits: bool
) -> Answer:
    answer = new_message(session, story, body, change)
    story.answered_at = story.answered_at or change.now
    session.add(story)
    session.flush()
    step(session, story, EventKind.ANSWERED, change)
    if not still_waits:
        end_with_answer(session, story, change)
    return answer


def apply_decision(session: Session, story: Story, decision: Decision, change: Change) -> None:
    """Store a decision about a story that is claimed already; raises what `decide` raises."""
    was_public = is_public(story)
    reason = clean_text(decision.reason)
    decisions.check_decision(
        story.outcome, decision.outcome, reason=reason, bar=decisions.publish_bar(story)
    )
    if reason:
        check_text(reason, decisions.MAX_REASON)
    is_published = decision.outcome is Outcome.PUBLISHED
    story.outcome = decision.outcome
    story.published_at = change.now if is_published else None
    story.refusal_reason = reason if decision.outcome is Outcome.REFUSED else None
    session.add(story)
    refused = decision.outcome is Outcome.REFUSED
    facts = {"ground": decision.ground.value} if refused else {}
    step(session, story, _EVENT_OF[decision.outcome], change, reason=reason or None, **facts)
    if was_public or is_public(story):
        raise_version(session, "public")


def check_no_objection(session: Session, story: Story) -> None:
    """Raise `ObjectionWaitsError` while an objection to the refusal of `story` waits."""
    waits = queries.open_objection(session, story.id or 0)
    if waits is not None and waits.about is not ObjectionAbout.REDACTION:
        raise ObjectionWaitsError(story.ref)


def settle(session: Session, story: Story) -> None:
    """Move the story to where it belongs after what staff did; flushed."""
    assert story.id is not None
    after = decisions.status_after(
        story.status,
        outcome=story.outcome,
        has_answer=story.answered_at is not None,
        reply_waits=bool(queries.waiting_replies(session, story.id)),
    )
    if after is not story.status:
        move(session, story, after)
    session.add(story)
    session.flush()
