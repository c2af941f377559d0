"""Reading promises: what was promised, where it stands today, and how it came to that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, tuple_
from sqlmodel import Session, col, select, true

from app.core.errors import NotFoundError
from app.programme.models import Cluster, District
from app.promises.models import Promise, PromiseCluster, PromiseEvent, PromiseStory
from app.promises.rules import PromiseStatus, SourceKind, Standing, standing_of
from app.staff.rules import Scope
from app.stories.models import Story

#: `Promise.list_place` and id: where a promise stands in the list.
Place = tuple[int, int]


@dataclass(frozen=True)
class Wanted:
    """Which promises; None means all of them."""

    district_id: int | None = None
    cluster_id: int | None = None
    office: str | None = None
    standing: Standing | None = None
    #: Only those that somebody of the staff with this scope answers for.
    scope: Scope | None = None


#: When a story was published, and its reference: where it stands in the list below a promise.
StoryPlace = tuple[datetime, str]


class PublicStory(NamedTuple):
    """A story below a promise, as everybody can read it."""

    ref: str
    published_at: datetime
    #: Name of its district; None when nobody knows it.
    district: str | None


@dataclass(frozen=True)
class PromiseView:
    """A promise as a list shows it."""

    promise: Promise
    standing: Standing
    clusters: Sequence[Cluster]
    #: Name of the district; None where it is for all of them.
    district: str | None


def get_promise(session: Session, ref: str) -> Promise:
    """Return the promise with this reference; raise `NotFoundError` without one."""
    promise = session.exec(select(Promise).where(Promise.ref == ref)).one_or_none()
    if promise is None:
        raise NotFoundError(ref)
    return promise


def find_promises(session: Session, refs: Iterable[str]) -> Mapping[str, Promise]:
    """Return those of these promises that there are, by their references."""
    found = session.exec(select(Promise).where(col(Promise.ref).in_(list(refs))))
    return {promise.ref: promise for promise in found}


def standing(promise: Promise, today: date) -> Standing:
    """Return how the promise counts today."""
    return standing_of(
        promise.status,
        first_due=promise.first_due,
        due_on=promise.due_on,
        closed_on=promise.closed_on,
        today=today,
    )


def list_promises(
    session: Session,
    wanted: Wanted,
    today: date,
    *,
    limit: int,
    place: Place | None = None,
    back: bool = False,
) -> Sequence[Promise]:
    """Return up to `limit` promises in the order of the walk, those that are overdue first."""
    here = tuple_(col(Promise.list_place), col(Promise.id))
    found = select(Promise).where(_chosen(wanted, today)).limit(limit)
    if place is not None:
        found = found.where(here < place if back else here > place)
    if back:
        found = found.order_by(col(Promise.list_place).desc(), col(Promise.id).desc())
        return session.exec(found).all()
    return session.exec(found.order_by(col(Promise.list_place), col(Promise.id))).all()


def due_between(session: Session, scope: Scope, first: date, last: date) -> Sequence[Promise]:
    """Return the open promises within `scope` that are due from `first` to `last`."""
    due = select(Promise).where(
        Promise.status == PromiseStatus.OPEN,
        col(Promise.due_on).between(first, last),
        within(scope),
    )
    return session.exec(due.order_by(col(Promise.due_on), col(Promise.id))).all()


def count_by_standing(session: Session, wanted: Wanted, today: date) -> dict[Standing, int]:
    """Return how many promises stand where, whatever standing is `wanted`."""
    which = case(*((_stands(each, today), each.value) for each in Standing))
    counted = select(which, func.count()).where(_chosen(replace(wanted, standing=None), today))
    found = dict(session.exec(counted.group_by(which)).all())
    return {each: found.get(each.value, 0) for each in Standing}


def offices(session: Session) -> Sequence[str]:
    """Return every office that promised something, in order of their names."""
    return session.exec(select(Promise.office).distinct().order_by(col(Promise.office))).all()


def views_of(session: Session, promises: Sequence[Promise], today: date) -> list[PromiseView]:
    """Return what lists say about these promises, in two reads for all of them."""
    clusters = clusters_by_promise(session, [promise.id or 0 for promise in promises])
    names = dict(session.exec(select(District.id, District.name)).all()) if promises else {}
    return [
        PromiseView(
            promise=promise,
            standing=standing(promise, today),
            clusters=clusters.get(promise.id or 0, []),
            district=names.get(promise.district_id),
        )
        for promise in promises
    ]


def clusters_by_promise(session: Session, ids: Iterable[int]) -> Mapping[int, list[Cluster]]:
    """Return the clusters of each promise that has any, in their order."""
    found: dict[int, list[Cluster]] = {}
    tagged = (
        select(PromiseCluster.promise_id, Cluster)
        .where(col(Cluster.id) == col(PromiseCluster.cluster_id))
        .where(col(PromiseCluster.promise_id).in_(list(ids)))
        .order_by(col(Cluster.kind).desc(), col(Cluster.position), col(Cluster.id))
    )
    for promise_id, cluster in session.exec(tagged):
        found.setdefault(promise_id, []).append(cluster)
    return found


def events_of(session: Session, promise: Promise) -> Sequence[PromiseEvent]:
    """Return every step of a promise, oldest first."""
    steps = select(PromiseEvent).where(PromiseEvent.promise_id == promise.id)
    return session.exec(steps.order_by(col(PromiseEvent.id))).all()


def promises_on(session: Session, story_ref: str) -> Sequence[Promise]:
    """Return the promises that stand on a story, in the order of the list."""
    found = (
        select(Promise)
        .join(PromiseStory, col(PromiseStory.promise_id) == col(Promise.id))
        .where(PromiseStory.story_ref == story_ref)
    )
    return session.exec(found.order_by(col(Promise.list_place), col(Promise.id))).all()


def stands_on(session: Session, promise: Promise, story_ref: str) -> bool:
    """Whether the promise stands on this story."""
    assert promise.id is not None
    return session.get(PromiseStory, (promise.id, story_ref)) is not None


def stories_below(session: Session, promise: Promise) -> Sequence[str]:
    """Return references of the stories that the promise stands on."""
    found = select(PromiseStory.story_ref).where(PromiseStory.promise_id == promise.id)
    return session.exec(found.order_by(col(PromiseStory.story_ref))).all()


def count_stories(session: Session, promise: Promise) -> int:
    """Return on how many stories the promise stands."""
    counted = select(func.count()).where(PromiseStory.promise_id == promise.id)
    return session.exec(counted).one()


def public_stories(
    session: Session,
    promise: Promise,
    *,
    limit: int,
    place: StoryPlace | None = None,
    back: bool = False,
) -> list[PublicStory]:
    """Return up to `limit` stories below the promise that everybody can read, newest first.

    They are those behind `place`, or with `back` those before it, nearest first.
    """
    here = tuple_(col(Story.published_at), col(Story.ref))
    found = (
        select(Story.ref, col(Story.published_at), District.name)
        .join(PromiseStory, col(PromiseStory.story_ref) == col(Story.ref))
        .join(District, col(District.id) == col(Story.district_id), isouter=True)
        .where(PromiseStory.promise_id == promise.id, col(Story.is_public).is_(True))
        .limit(limit)
    )
    if place is not None:
        found = found.where(here > place if back else here < place)
    order = col(Story.published_at), col(Story.ref)
    found = found.order_by(*(each if back else each.desc() for each in order))
    return [PublicStory._make(row) for row in session.exec(found)]


def promises_from(session: Session, kind: SourceKind, ref: str) -> Sequence[Promise]:
    """Return the promises that were made at this place, in the order of the list."""
    found = select(Promise).where(Promise.source_kind == kind, Promise.source_ref == ref)
    return session.exec(found.order_by(col(Promise.list_place), col(Promise.id))).all()


def within(scope: Scope | None) -> ColumnElement[bool]:
    """Return the condition that somebody of the staff with this scope answers for a promise."""
    if scope is None or scope.everything:
        return true()
    mine = col(Promise.district_id).in_(scope.district_ids)
    return or_(mine, col(Promise.district_id).is_(None))


def _chosen(wanted: Wanted, today: date) -> ColumnElement[bool]:
    chosen: list[ColumnElement[bool]] = [within(wanted.scope)]
    if wanted.district_id is not None:
        # What is for all districts is for this one too.
        here = col(Promise.district_id) == wanted.district_id
        chosen.append(or_(here, col(Promise.district_id).is_(None)))
    if wanted.cluster_id is not None:
        about = select(PromiseCluster.promise_id).where(
            PromiseCluster.cluster_id == wanted.cluster_id
        )
        chosen.append(col(Promise.id).in_(about))
    if wanted.office is not None:
        chosen.append(col(Promise.office) == wanted.office)
    if wanted.standing is not None:
        chosen.append(_stands(wanted.standing, today))
    return and_(*chosen)


def _stands(wanted: Standing, today: date) -> ColumnElement[bool]:
    """Return the condition for what `standing_of` says."""
    status, due = col(Promise.status), col(Promise.due_on)
    on_time = col(Promise.closed_on) <= col(Promise.first_due)
    conditions: Final[dict[Standing, Any]] = {
        Standing.OVERDUE: and_(status == PromiseStatus.OPEN, due < today),
        Standing.OPEN: and_(status == PromiseStatus.OPEN, due >= today),
        Standing.KEPT_ON_TIME: and_(status == PromiseStatus.DONE, on_time),
        Standing.KEPT_LATE: and_(status == PromiseStatus.DONE, ~on_time),
        Standing.DROPPED: status == PromiseStatus.DROPPED,
    }
    found: ColumnElement[bool] = conditions[wanted]
    return found
