"""Making promises and keeping them: every step is public, audited, and in the ledger."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from app.audit.services import record
from app.core.dates import local_day
from app.core.text import check_text
from app.core.versions import PUBLIC, raise_version
from app.programme.models import Cluster
from app.promises.linking_services import link_stories
from app.promises.models import DecisionStep, Promise, PromiseCluster
from app.promises.rules import (
    MAX_WHAT,
    DecisionAsksMoreError,
    OfficeMissingError,
    PromiseEventKind,
    PromiseStatus,
    SourceKind,
    Voices,
    check_day,
    list_place,
)
from app.promises.steps import RESIDENTS, Act, Told, begin, claim, take


@dataclass(frozen=True)
class Plan:
    """What is promised: the words, who answers for it, and by when."""

    what: str
    office: str
    due_on: date
    for_whom: str = ""


@dataclass(frozen=True)
class Subject:
    """What a promise is about, beside its words."""

    clusters: Collection[Cluster] = ()
    #: None: for all districts.
    district_id: int | None = None
    #: Key of one of the programme's efforts (inspanningen).
    effort: str | None = None


@dataclass(frozen=True)
class Source:
    """Where a promise was made."""

    kind: SourceKind = SourceKind.HAND
    #: Reference of that story, poll or meeting.
    ref: str | None = None


def make_promise(
    session: Session,
    plan: Plan,
    subject: Subject,
    source: Source,
    *,
    actor: str,
    now: datetime,
) -> Promise:
    """Promise something in public; flushed. A story that it was made from is linked.

    Raises:
        OfficeMissingError: nobody answers for it.
        PastDayError: the day is over.
        TextError: the words are empty or can't be published.
    """
    _check(plan)
    check_day(plan.due_on, local_day(now))
    promise = Promise(
        what=plan.what,
        for_whom=plan.for_whom,
        office=plan.office,
        first_due=plan.due_on,
        due_on=plan.due_on,
        status=PromiseStatus.OPEN,
        list_place=list_place(PromiseStatus.OPEN, plan.due_on, None),
        source_kind=source.kind,
        source_ref=source.ref,
        district_id=subject.district_id,
        effort=subject.effort,
        made_at=now,
    )
    session.add(promise)
    session.flush()
    _set_clusters(session, promise, subject.clusters)
    take(session, promise, Told(PromiseEventKind.MADE, new_due=plan.due_on), Act(actor, 1, now))
    if source.kind is SourceKind.STORY and source.ref is not None:
        link_stories(session, promise, [source.ref], now=now)
    return promise


def change_words(session: Session, promise: Promise, plan: Plan, reason: str, act: Act) -> None:
    """Say otherwise what is promised, for whom or by which office; what stood there stays to read.

    The day is not looked at: that is moved, with a reason of its own. The same words change
    nothing.

    Raises:
        OfficeMissingError: nobody answers for it.
        PromiseChangedError: somebody else was first.
        ReasonMissingError: no public reason is given.
        StepNotAllowedError: it is not open.
        TextError: the words are empty or can't be published.
    """
    _check(plan)
    if (plan.what, plan.for_whom, plan.office) == (promise.what, promise.for_whom, promise.office):
        return
    begin(session, promise, PromiseEventKind.CHANGED, reason, act)
    was = " · ".join(filter(None, (promise.what, promise.for_whom, promise.office)))
    promise.what, promise.for_whom, promise.office = plan.what, plan.for_whom, plan.office
    take(session, promise, Told(PromiseEventKind.CHANGED, reason, was=was), act)


def sort_promise(session: Session, promise: Promise, subject: Subject, act: Act) -> None:
    """Set what a promise is about; nothing that was promised changes.

    Raises:
        PromiseChangedError: somebody else was first.
    """
    claim(session, promise, act)
    promise.district_id, promise.effort = subject.district_id, subject.effort
    session.add(promise)
    _set_clusters(session, promise, subject.clusters)
    record(session, act.actor, "promise.sorted", ("promise", promise.ref), now=act.now)
    raise_version(session, PUBLIC)


def move_promise(session: Session, promise: Promise, due_on: date, reason: str, act: Act) -> None:
    """Promise another day; the days before it and the reason stay visible.

    Raises:
        PastDayError: the day is over.
        PromiseChangedError: somebody else was first.
        ReasonMissingError: no public reason is given.
        StepNotAllowedError: it is not open.
    """
    check_day(due_on, local_day(act.now))
    begin(session, promise, PromiseEventKind.MOVED, reason, act)
    told = Told(PromiseEventKind.MOVED, reason, old_due=promise.due_on, new_due=due_on)
    promise.due_on = due_on
    take(session, promise, told, act)


def finish_promise(session: Session, promise: Promise, note: str, act: Act) -> None:
    """Say that it is done, today: nobody can say so for a day before; residents are asked.

    Raises:
        DecisionAsksMoreError: what became of a poll has to say what was built.
        PromiseChangedError: somebody else was first.
        StepNotAllowedError: it is not open.
    """
    decided = select(DecisionStep.id).where(DecisionStep.promise_id == promise.id)
    if session.exec(decided.limit(1)).first() is not None:
        raise DecisionAsksMoreError(promise.ref)
    finish_decided(session, promise, note, act)


def finish_decided(session: Session, promise: Promise, note: str, act: Act) -> None:
    """Do as `finish_promise` for the promise of a decision, where what was built is told too."""
    begin(session, promise, PromiseEventKind.DONE, note, act)
    promise.turn += 1
    _close(promise, PromiseStatus.DONE, act.now)
    take(session, promise, Told(PromiseEventKind.DONE, note), act)


def drop_promise(session: Session, promise: Promise, reason: str, act: Act) -> None:
    """Say that it won't be done, and why; it stays in the list.

    Raises:
        PromiseChangedError: somebody else was first.
        ReasonMissingError: no public reason is given.
        StepNotAllowedError: it is not open.
    """
    begin(session, promise, PromiseEventKind.DROPPED, reason, act)
    _close(promise, PromiseStatus.DROPPED, act.now)
    take(session, promise, Told(PromiseEventKind.DROPPED, reason), act)


def reopen_promise(session: Session, promise: Promise, reason: str, act: Act) -> None:
    """Put a promise that was done or dropped back on the list.

    Raises:
        PromiseChangedError: somebody else was first.
        ReasonMissingError: no public reason is given.
        StepNotAllowedError: it is open already.
    """
    begin(session, promise, PromiseEventKind.REOPENED, reason, act)
    promise.status, promise.closed_on = PromiseStatus.OPEN, None
    take(session, promise, Told(PromiseEventKind.REOPENED, reason), act)


def reopen_by_residents(
    session: Session, promise: Promise, voices: Voices, *, now: datetime
) -> None:
    """Put a promise back on the list because residents say that it isn't done.

    Raises:
        StepNotAllowedError: it is not done.
    """
    act = Act(RESIDENTS, promise.version, now)
    kind = PromiseEventKind.REOPENED_BY_RESIDENTS
    begin(session, promise, kind, "", act)
    promise.status, promise.closed_on = PromiseStatus.OPEN, None
    counted = {"yes": voices.yes, "no": voices.no, "unknown": voices.unknown}
    take(session, promise, Told(kind, office=RESIDENTS, facts=counted), act)


def _check(plan: Plan) -> None:
    if not plan.office.strip():
        raise OfficeMissingError("office")
    check_text(plan.what, MAX_WHAT)


def _close(promise: Promise, status: PromiseStatus, now: datetime) -> None:
    promise.status, promise.closed_on = status, local_day(now)


def _set_clusters(session: Session, promise: Promise, clusters: Collection[Cluster]) -> None:
    mine = col(PromiseCluster.promise_id) == promise.id
    session.exec(delete(PromiseCluster).where(mine))
    for cluster in clusters:
        assert cluster.id is not None
        session.add(PromiseCluster(promise_id=_id(promise), cluster_id=cluster.id))
    session.flush()


def _id(promise: Promise) -> int:
    assert promise.id is not None
    return promise.id
