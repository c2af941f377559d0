"""Reading what everyone may read. Statements are built once and read columns, not objects."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    bindparam,
    exists,
    func,
    select,
    true,
    tuple_,
)
from sqlmodel import Session

from app.core.db import UTCDateTime
from app.core.errors import NotFoundError
from app.core.prepared import Prepared, fill, many
from app.moderation.models import StoryCluster, StoryRedaction
from app.moderation.rules import Redaction
from app.programme.models import Cluster as StoredCluster
from app.programme.models import District as StoredDistrict
from app.programme.rules import ClusterKind
from app.reading.filters import Cluster, District, Names, Place, Wanted
from app.stories.models import Story
from app.stories.rules import Consent, StoryStatus, TellerKind

PAGE_SIZE: Final = 20
#: Beyond this a count says "more than": counting on would cost more than the page.
MAX_COUNT: Final = 1_000


class StoryRow(NamedTuple):
    """A public story, as it is stored."""

    id: int
    ref: str
    original: str
    language: str
    district_id: int | None
    teller: TellerKind
    signed_as: str | None
    consent_photos: Consent
    published_at: datetime
    received_at: datetime
    answered_at: datetime | None


class Figures(NamedTuple):
    """How many stories there are, and how they fare."""

    told: int
    answered: int
    #: Not answered, and past the day that was promised.
    late: int


def _table(model: type[Any]) -> Table:
    table: Table = model.__table__
    return table


_story = _table(Story).c
_tagged = _table(StoryCluster).c
_hidden = _table(StoryRedaction).c

_PUBLIC: Final = _story.is_public == true()
_COLUMNS: Final = select(*(_story[name] for name in StoryRow._fields)).where(_PUBLIC)
_PLACE: Final = tuple_(_story.published_at, _story.ref)
_CURSOR: Final = tuple_(bindparam("moment", type_=UTCDateTime), bindparam("ref"))
_IN_DISTRICT: Final = _story.district_id == bindparam("district")
_IN_CLUSTER: Final = exists().where(
    _tagged.story_id == _story.id, _tagged.cluster_id == bindparam("cluster")
)


def _choice(*, district: bool, cluster: bool) -> ColumnElement[bool]:
    chosen: ColumnElement[bool] = true()
    chosen = chosen & _IN_DISTRICT if district else chosen
    return chosen & _IN_CLUSTER if cluster else chosen


def _list(*, district: bool, cluster: bool, walk: str) -> Select[Any]:
    """Return the statement of one page, from a cursor on (`older`, `newer`) or from the start."""
    listed = _COLUMNS.where(_choice(district=district, cluster=cluster)).limit(PAGE_SIZE + 1)
    if walk == "newer":
        return listed.where(_PLACE > _CURSOR).order_by(_story.published_at, _story.ref)
    listed = listed.order_by(_story.published_at.desc(), _story.ref.desc())
    return listed.where(_PLACE < _CURSOR) if walk == "older" else listed


def _only(row: Sequence[Any]) -> int:
    return int(row[0])


def _count(*, district: bool, cluster: bool) -> Select[Any]:
    counted = select(_story.published_at).where(_PUBLIC)
    counted = counted.where(_choice(district=district, cluster=cluster)).limit(MAX_COUNT + 1)
    # In the order of the index, so that it is counted there and not in the table.
    counted = counted.order_by(_story.published_at.desc(), _story.ref.desc())
    return select(func.count()).select_from(counted.subquery())


_YES_NO: Final = (False, True)
_LISTS: Final = {
    (district, cluster, walk): Prepared(
        _list(district=district, cluster=cluster, walk=walk), StoryRow._make
    )
    for district in _YES_NO
    for cluster in _YES_NO
    for walk in ("start", "older", "newer")
}
_COUNTS: Final = {
    (district, cluster): Prepared(_count(district=district, cluster=cluster), _only)
    for district in _YES_NO
    for cluster in _YES_NO
}
_ONE: Final = Prepared(_COLUMNS.where(_story.ref == bindparam("ref")), StoryRow._make)
_HIDDEN: Final = Prepared(
    select(_hidden.story_id, _hidden.start, _hidden.end, _hidden.replacement)
    .where(_hidden.story_id.in_(many("story", PAGE_SIZE)))
    .order_by(_hidden.story_id, _hidden.start),
    tuple,
)
_TAGS: Final = Prepared(
    select(_tagged.story_id, _tagged.cluster_id)
    .where(_tagged.story_id.in_(many("story", PAGE_SIZE)))
    .order_by(_tagged.story_id, _tagged.is_main.desc(), _tagged.cluster_id),
    tuple,
)
_WAITING: Final = (StoryStatus.RECEIVED, StoryStatus.IN_REVIEW)


def list_stories(
    session: Session, wanted: Wanted, *, place: Place | None, back: bool
) -> Sequence[StoryRow]:
    """Return up to a page of public stories and one more, in the order of the walk."""
    walk = "start" if place is None else "newer" if back else "older"
    listed = _LISTS[wanted.district is not None, wanted.cluster is not None, walk]
    values = _values(wanted)
    if place is not None:
        values |= {"moment": place.published_at, "ref": place.ref}
    return listed.all(session, values)


def count_stories(session: Session, wanted: Wanted) -> int:
    """Return how many public stories there are, at most `MAX_COUNT` + 1."""
    counted = _COUNTS[wanted.district is not None, wanted.cluster is not None]
    return counted.all(session, _values(wanted))[0]


def newest_stories(session: Session, count: int) -> Sequence[StoryRow]:
    """Return the public stories that were published last."""
    return list_stories(session, Wanted(), place=None, back=False)[:count]


def get_public(session: Session, ref: str) -> StoryRow:
    """Return the public story with this reference; raise `NotFoundError` without one."""
    for row in _ONE.all(session, {"ref": ref}):
        return row
    raise NotFoundError(ref)


def redactions(session: Session, stories: Sequence[StoryRow]) -> dict[int, tuple[Redaction, ...]]:
    """Return what is hidden in each of a page of stories that hides something."""
    found: dict[int, tuple[Redaction, ...]] = {}
    for story_id, start, end, replacement in _of(session, _HIDDEN, stories):
        found[story_id] = (*found.get(story_id, ()), Redaction(start, end, replacement))
    return found


def cluster_ids(session: Session, stories: Sequence[StoryRow]) -> dict[int, tuple[int, ...]]:
    """Return the clusters of each of a page of stories that has some, the main one first."""
    found: dict[int, tuple[int, ...]] = {}
    for story_id, cluster_id in _of(session, _TAGS, stories):
        found[story_id] = (*found.get(story_id, ()), cluster_id)
    return found


def figures(session: Session, today: date) -> Figures:
    """Return how many stories were told, withdrawn ones left out."""
    late = _story.status.in_(_WAITING) & (_story.due_on < today)
    counted = select(
        func.count(),
        func.count().filter(_story.status == StoryStatus.ANSWERED),
        func.count().filter(late),
    ).where(_story.status != StoryStatus.WITHDRAWN)
    return Figures._make(session.connection().execute(counted).one())


def names(session: Session) -> Names:
    """Return districts and clusters in order, clusters of problems first."""
    district, cluster = _table(StoredDistrict).c, _table(StoredCluster).c
    connection = session.connection()
    districts = select(*(district[name] for name in District._fields))
    clusters = select(*(cluster[name] for name in Cluster._fields))
    in_order = (cluster.kind != ClusterKind.PROBLEM, cluster.position, cluster.id)
    return Names(
        {
            row.id: District._make(row)
            for row in connection.execute(districts.order_by(district.position, district.id))
        },
        {row.id: Cluster._make(row) for row in connection.execute(clusters.order_by(*in_order))},
    )


def _values(wanted: Wanted) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if wanted.district is not None:
        values["district"] = wanted.district.id
    if wanted.cluster is not None:
        values["cluster"] = wanted.cluster.id
    return values


def _of(
    session: Session, prepared: Prepared[tuple[Any, ...]], stories: Sequence[StoryRow]
) -> Sequence[tuple[Any, ...]]:
    """Return the rows about these stories, at most a page of them."""
    ids = [story.id for story in stories]
    return prepared.all(session, fill("story", PAGE_SIZE, ids, None)) if ids else ()
