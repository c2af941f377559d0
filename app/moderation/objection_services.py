"""Objecting to a decision, and the ruling of a second person."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.core.text import check_text, clean_text
from app.moderation import decisions, queries
from app.moderation.changes import Change, begin, step
from app.moderation.models import Reply, Ruling
from app.moderation.objection_queries import decided_by, objection_views, open_to_objection
from app.moderation.objection_rules import (
    NoObjectionError,
    NothingToObjectError,
    ObjectionAbout,
    Verdict,
    check_new_outcome,
    check_second_person,
)
from app.moderation.services import (
    ANSWER_DAYS,
    AlreadyRepliedError,
    Decision,
    apply_decision,
    settle,
    take_back,
)
from app.stories.models import Story
from app.stories.notice_rules import Notice
from app.stories.notice_services import notify
from app.stories.rules import EventKind, Outcome
from app.stories.services import due_date

_EVENT_OF = {
    Verdict.GRANTED: EventKind.OBJECTION_GRANTED,
    Verdict.REJECTED: EventKind.OBJECTION_REJECTED,
}


@dataclass(frozen=True)
class Ruled:
    """What a second person says; the reason is for the teller."""

    verdict: Verdict
    reason: str
    #: What is decided in the place of a refusal that is taken back.
    outcome: Outcome | None = None


def object_to(
    session: Session,
    story: Story,
    about: ObjectionAbout,
    body: str,
    *,
    now: datetime,
    answer_days: int = ANSWER_DAYS,
) -> Reply:
    """Store why the teller doesn't agree; the story waits for staff again, with a new term.

    Raises:
        NothingToObjectError: there is no such decision, or it was objected to before.
        AlreadyRepliedError: an earlier objection still waits.
        TextError: it says nothing, too much, or what can't be stored.
    """
    assert story.id is not None
    if queries.open_objection(session, story.id) is not None:
        raise AlreadyRepliedError(story.ref)
    views = objection_views(session, story.id)
    if about not in open_to_objection(session, story, views):
        raise NothingToObjectError(story.ref)
    sent = Reply(story_id=story.id, body=body, is_objection=True, about=about, written_at=now)
    take_back(session, story, sent, due=due_date(session, now, answer_days))
    return sent


def rule(session: Session, story: Story, ruled: Ruled, change: Change) -> Ruling:
    """Rule on the objection that waits; a refusal that is taken back gets another decision.

    Raises:
        NewOutcomeError: the verdict asks for another decision and has none, or has one too many.
        NoObjectionError: none waits.
        PublishBarredError: the story may not be shown to everyone.
        ReasonNeededError: the reason is missing.
        SecondPersonError: who took the decision can't rule on it.
        StoryChangedError: somebody else was first.
    """
    story_id = begin(session, story, change)
    objection = queries.open_objection(session, story_id)
    if objection is None:
        raise NoObjectionError(story.ref)
    about = objection.about or ObjectionAbout.REFUSAL
    check_second_person(change.member.ref, decided_by(session, story, objection))
    check_new_outcome(about, ruled.verdict, ruled.outcome)
    reason = clean_text(ruled.reason)
    if not reason:
        raise decisions.ReasonNeededError(story.ref)
    check_text(reason, decisions.MAX_REASON)
    ruling = _store(session, story, objection, (ruled.verdict, reason), change)
    step(session, story, _EVENT_OF[ruled.verdict], change, decision=about.value)
    if ruled.outcome is not None:
        apply_decision(session, story, Decision(ruled.outcome, reason), change)
    notify(session, [story.ref], Notice.DECIDED, now=change.now)
    settle(session, story)
    return ruling


def _store(
    session: Session, story: Story, objection: Reply, said: tuple[Verdict, str], change: Change
) -> Ruling:
    assert story.id is not None
    assert objection.id is not None
    objection.handled_at = change.now
    verdict, reason = said
    ruling = Ruling(
        reply_id=objection.id,
        story_id=story.id,
        verdict=verdict,
        reason=reason,
        member_id=change.member.id,
        given_at=change.now,
    )
    session.add_all([objection, ruling])
    session.flush()
    return ruling
