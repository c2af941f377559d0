"""Writing down what the council advised, letting everybody read it, and promising it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, delete, select

from app.audit.services import record
from app.core.dates import local_day
from app.core.seen import check_seen
from app.core.versions import PUBLIC, raise_version
from app.council.meeting_services import Act
from app.council.models import Advice, AdviceCluster, AdviceStory, Meeting, PackItem
from app.council.queries import clusters_by_advice, stories_below
from app.council.rules import (
    AlreadyPromisedError,
    MeetingNotHeldError,
    MeetingState,
    PackKind,
    StepNotAllowedError,
)
from app.ledger.services import append
from app.moderation.models import StoryCluster
from app.programme.models import Cluster
from app.promises.linking_services import link_stories
from app.promises.models import Promise
from app.promises.rules import SourceKind
from app.promises.services import Plan, Source, Subject, make_promise
from app.stories.models import Story
from app.stories.rules import StoryStatus


@dataclass(frozen=True)
class Words:
    """What was advised about one subject, and what comes of it as far as that is known."""

    subject: str
    text: str
    #: None: for all districts of the meeting.
    district_id: int | None = None
    clusters: Collection[Cluster] = ()
    office: str = ""
    due_on: date | None = None
    answer: str = ""


def write_advice(
    session: Session, meeting: Meeting, words: Words, act: Act, *, is_example: bool = False
) -> Advice:
    """Write down an advice that only staff and the council read; flushed.

    It stands on the stories of the meeting's pack that are about its subjects.

    Raises:
        MeetingNotHeldError: the meeting was not held yet.
    """
    if meeting.state is not MeetingState.HELD or meeting.id is None:
        raise MeetingNotHeldError(meeting.ref)
    advice = Advice(
        meeting_id=meeting.id,
        subject=words.subject,
        text=words.text,
        written_at=act.now,
        written_by=act.actor,
        is_example=is_example,
    )
    session.add(advice)
    session.flush()
    _set(session, meeting, advice, words)
    _note(session, advice, "written", act)
    return advice


def seen_facts(session: Session, advice: Advice) -> dict[str, Any]:
    """Return what a form shows of an advice, to find out who changed it meanwhile."""
    clusters = clusters_by_advice(session, [advice.id or 0]).get(advice.id or 0, [])
    return {
        "subject": advice.subject,
        "text": advice.text,
        "office": advice.office,
        "due_on": advice.due_on,
        "answer": advice.answer,
        "clusters": [cluster.key for cluster in clusters],
        "where": advice.district_id,
        "public": advice.published_at is not None,
        "promise": advice.promise_ref,
    }


def change_advice(
    session: Session,
    meeting: Meeting,
    advice: Advice,
    words: Words,
    *,
    seen: str | None,
    act: Act,
) -> None:
    """Say otherwise what was advised; once it is public its own words stay as they are.

    Raises:
        AlreadyPromisedError: it became a promise.
        ChangedMeanwhileError: somebody else was first.
    """
    check_seen(seen, seen_facts(session, advice))
    if advice.promise_ref is not None:
        raise AlreadyPromisedError(advice.ref)
    if advice.published_at is None:
        advice.subject, advice.text = words.subject, words.text
    before = advice.answer
    _set(session, meeting, advice, words)
    _note(session, advice, "changed", act)
    if advice.published_at is not None and advice.answer != before:
        facts = {"subject": advice.ref, "about": advice.subject, "answer": advice.answer}
        append(session, "advice.answered", {**facts, "office": advice.office}, now=act.now)


def publish_advice(session: Session, meeting: Meeting, advice: Advice, act: Act) -> None:
    """Let everybody read the advice for ever: it goes into the ledger.

    Raises:
        StepNotAllowedError: they can already.
    """
    if advice.published_at is not None:
        raise StepNotAllowedError(advice.ref)
    advice.published_at = act.now
    session.add(advice)
    facts = {
        "subject": advice.ref,
        "meeting": meeting.ref,
        "day": local_day(meeting.starts_at).isoformat(),
        "about": advice.subject,
        "text": advice.text,
    }
    append(session, "advice.given", facts, now=act.now)
    if advice.answer:
        answered = {"subject": advice.ref, "about": advice.subject, "answer": advice.answer}
        append(session, "advice.answered", {**answered, "office": advice.office}, now=act.now)
    _note(session, advice, "published", act)


def promise_advice(
    session: Session, meeting: Meeting, advice: Advice, plan: Plan, act: Act
) -> Promise:
    """Promise in public what was advised; it stands on the stories of the advice; flushed.

    Raises:
        AlreadyPromisedError: it became a promise before.
        OfficeMissingError: nobody answers for it.
        PastDayError: the day is over.
        TextError: the words are empty or can't be published.
    """
    if advice.promise_ref is not None:
        raise AlreadyPromisedError(advice.ref)
    clusters = clusters_by_advice(session, [advice.id or 0]).get(advice.id or 0, [])
    subject = Subject(clusters, advice.district_id)
    source = Source(SourceKind.MEETING, meeting.ref)
    promise = make_promise(session, plan, subject, source, actor=act.actor, now=act.now)
    promise.is_example = advice.is_example
    link_stories(session, promise, stories_below(session, advice), now=act.now)
    advice.promise_ref, advice.office, advice.due_on = promise.ref, plan.office, plan.due_on
    session.add_all((advice, promise))
    _note(session, advice, "promised", act)
    return promise


def _set(session: Session, meeting: Meeting, advice: Advice, words: Words) -> None:
    advice.district_id, advice.office = words.district_id, words.office
    advice.due_on, advice.answer = words.due_on, words.answer
    session.add(advice)
    mine = col(AdviceCluster.advice_id) == advice.id
    session.exec(delete(AdviceCluster).where(mine))
    for cluster in words.clusters:
        session.add(AdviceCluster(advice_id=advice.id or 0, cluster_id=cluster.id or 0))
    session.exec(delete(AdviceStory).where(col(AdviceStory.advice_id) == advice.id))
    for ref in _discussed(session, meeting, advice, [each.id or 0 for each in words.clusters]):
        session.add(AdviceStory(advice_id=advice.id or 0, story_ref=ref))
    session.flush()


def _discussed(
    session: Session, meeting: Meeting, advice: Advice, clusters: Iterable[int]
) -> list[str]:
    """Return the stories of the meeting's pack that are about any of these clusters."""
    quoted = select(PackItem.story_ref).where(
        PackItem.meeting_id == meeting.id,
        PackItem.kind == PackKind.QUOTE,
        col(PackItem.chosen).is_(True),
    )
    about = select(StoryCluster.story_id).where(col(StoryCluster.cluster_id).in_(list(clusters)))
    wanted = select(Story.ref).where(
        col(Story.ref).in_(quoted),
        col(Story.id).in_(about),
        Story.status != StoryStatus.WITHDRAWN,
    )
    if advice.district_id is not None:
        wanted = wanted.where(Story.district_id == advice.district_id)
    return list(session.exec(wanted))


def _note(session: Session, advice: Advice, what: str, act: Act) -> None:
    record(session, act.actor, f"advice.{what}", ("advice", advice.ref), now=act.now)
    raise_version(session, PUBLIC)
