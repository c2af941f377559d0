"""Reading what everyone may read. Statements are built once and read columns, not objects."""

from collections.abc import Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
)

from app.core.db import UTCDateTime
from app.core.errors import NotFoundError
from app.core.prepared import Prepared, Reader, fill, many
from app.moderation.models import StoryCluster, StoryRedaction
from app.moderation.rules import Redaction
from app.programme.models import Cluster as StoredCluster
from app.programme.models import District as StoredDistrict
from app.programme.rules import ClusterKind
from app.reading.filters import Cluster, District, Names, Place, Wanted
from app.stories.models import Story
from app.stories.rules import StoryStatus

PAGE_SIZE: Final = 20
#: Beyond this a count says "more than": counting on would cost more than the page.
MAX_COUNT: Final = 500


class StoryRow(NamedTuple):
    """A public story, as it is stored."""

    id: int
    ref: str
    original: str
    language: str
    district_id: int | None
    teller: str
    signed_as: str | None
    consent_photos: str
    published_at: datetime


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
_district = _table(StoredDistrict).c
_cluster = _table(StoredCluster).c

_PUBLIC: Final = _story.is_public == true()
#: The two choices come as the texts that they are; a StrEnum is equal to its text.
_AS_TEXT: Final = {"teller", "consent_photos"}
_COLUMNS: Final = select(
    *(
        type_coerce(_story[name], String) if name in _AS_TEXT else _story[name]
        for name in StoryRow._fields
    )
).where(_PUBLIC)
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
    (district, cluster): Prepared(_count(district=district, cluster=cluster), itemgetter(0))
    for district in _YES_NO
    for cluster in _YES_NO
}
_ONE: Final = Prepared(_COLUMNS.where(_story.ref == bindparam("ref")), StoryRow._make)
_ANSWERED: Final = Prepared(
    select(_story.answered_at).where(_story.id == bindparam("id")), itemgetter(0)
)
_HIDDEN: Final = Prepared(
    select(_hidden.story_id, _hidden.start, _hidden.end, _hidden.replacement).where(
        _hidden.story_id.in_(many("story", PAGE_SIZE))
    ),
    tuple,
)
_TAGS: Final = Prepared(
    # Plain numbers: whether it is the main one only orders them.
    select(_tagged.story_id, type_coerce(_tagged.is_main, Integer), _tagged.cluster_id).where(
        _tagged.story_id.in_(many("story", PAGE_SIZE))
    ),
    tuple,
)
_WAITING: Final = (StoryStatus.RECEIVED, StoryStatus.IN_REVIEW)
_FIGURES: Final = Prepared(
    select(
        func.count(),
        func.count().filter(_story.status == StoryStatus.ANSWERED),
        func.count().filter(
            or_(*(_story.status == status for status in _WAITING)),
            _story.due_on < bindparam("today"),
        ),
    ).where(_story.status != StoryStatus.WITHDRAWN),
    Figures._make,
)
_DISTRICTS: Final = Prepared(
    select(*(_district[name] for name in District._fields)).order_by(
        _district.position, _district.id
    ),
    District._make,
)
_CLUSTERS: Final = Prepared(
    select(*(_cluster[name] for name in Cluster._fields)).order_by(
        _cluster.kind != ClusterKind.PROBLEM, _cluster.position, _cluster.id
    ),
    Cluster._make,
)


def list_stories(
    reader: Reader, wanted: Wanted, *, place: Place | None, back: bool
) -> Sequence[StoryRow]:
    """Return up to a page of public stories and one more, in the order of the walk."""
    walk = "start" if place is None else "newer" if back else "older"
    listed = _LISTS[wanted.district is not None, wanted.cluster is not None, walk]
    values = _values(wanted)
    if place is not None:
        values |= {"moment": place.published_at, "ref": place.ref}
    return listed.all(reader, values)


def count_stories(reader: Reader, wanted: Wanted) -> int:
    """Return how many public stories there are, at most `MAX_COUNT` + 1."""
    counted = _COUNTS[wanted.district is not None, wanted.cluster is not None]
    return int(counted.all(reader, _values(wanted))[0])


def newest_stories(reader: Reader, count: int) -> Sequence[StoryRow]:
    """Return the public stories that were published last."""
    return list_stories(reader, Wanted(), place=None, back=False)[:count]


def get_public(reader: Reader, ref: str) -> StoryRow:
    """Return the public story with this reference; raise `NotFoundError` without one."""
    for row in _ONE.all(reader, {"ref": ref}):
        return row
    raise NotFoundError(ref)


def answered_at(reader: Reader, story: StoryRow) -> datetime | None:
    """Return when staff answered the story, if they did."""
    return next(iter(_ANSWERED.all(reader, {"id": story.id})), None)


def redactions(reader: Reader, stories: Sequence[StoryRow]) -> dict[int, tuple[Redaction, ...]]:
    """Return what is hidden in each of a page of stories that hides something."""
    found: dict[int, tuple[Redaction, ...]] = {}
    for story_id, start, end, replacement in sorted(
        _of(reader, _HIDDEN, stories), key=itemgetter(0, 1)
    ):
        found[story_id] = (*found.get(story_id, ()), Redaction(start, end, replacement))
    return found


def cluster_ids(reader: Reader, stories: Sequence[StoryRow]) -> dict[int, tuple[int, ...]]:
    """Return the clusters of each of a page of stories that has some, the main one first."""
    found: dict[int, tuple[int, ...]] = {}
    in_order = sorted(_of(reader, _TAGS, stories), key=lambda row: (-row[1], row[2]))
    for story_id, _, cluster_id in in_order:
        found[story_id] = (*found.get(story_id, ()), cluster_id)
    return found


def figures(reader: Reader, today: date) -> Figures:
    """Return how many stories were told, withdrawn ones left out."""
    return _FIGURES.all(reader, {"today": today})[0]


def names(reader: Reader) -> Names:
    """Return districts and clusters in order, clusters of problems first."""
    return Names(
        {district.id: district for district in _DISTRICTS.all(reader, {})},
        {cluster.id: cluster for cluster in _CLUSTERS.all(reader, {})},
    )


def _values(wanted: Wanted) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if wanted.district is not None:
        values["district"] = wanted.district.id
    if wanted.cluster is not None:
        values["cluster"] = wanted.cluster.id
    return values


def _of(
    reader: Reader, prepared: Prepared[tuple[Any, ...]], stories: Sequence[StoryRow]
) -> Sequence[tuple[Any, ...]]:
    """Return the rows about these stories, at most a page of them."""
    ids = [story.id for story in stories]
    return prepared.all(reader, fill("story", PAGE_SIZE, ids, None)) if ids else ()
