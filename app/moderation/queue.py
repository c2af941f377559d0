"""The queue of stories (werklijst): which are shown, and in what order.

Every branch of the query walks one index in the order of the list, and SQLite merges the branches.
So a page costs what its rows cost, at a hundred stories and at a hundred thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import EllipsisType
from typing import Final

from sqlalchemy import ColumnElement, CompoundSelect, Select, false, or_, tuple_, union_all
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from app.core.refs import is_ref
from app.core.search import matching
from app.core.text import excerpt
from app.moderation.hand_over_queries import Waiting, waits_by_story
from app.moderation.models import HandOver, StoryCluster
from app.moderation.objection_queries import stories_objected
from app.moderation.queries import stories_asked
from app.photos.models import Photo, PhotoOwner
from app.programme.models import Cluster
from app.staff.rules import Scope
from app.stories.models import Story
from app.stories.rules import Outcome, StoryStatus
from app.web.paging import Key, Page, decode_cursor, make_page

PAGE_SIZE: Final = 20
#: Counting stops here: beyond it the exact number helps nobody.
COUNT_LIMIT: Final = 500
#: So many hits of a search are looked up one by one.
FEW: Final = 400
#: Code points of a story in the list.
EXCERPT: Final = 160
OPEN: Final = (StoryStatus.RECEIVED, StoryStatus.IN_REVIEW)
_LARGEST_ID: Final = 2**63 - 1
#: All that a row of the list needs; the originals stay where they are.
_SHOWN: Final = (
    col(Story.id),
    col(Story.ref),
    col(Story.language),
    col(Story.status),
    col(Story.outcome),
    col(Story.due_on),
    col(Story.answered_at),
    col(Story.district_id),
    col(Story.version),
)


class QueueState(StrEnum):
    """Which stories are asked for."""

    OPEN = "open"
    ANSWERED = "answered"
    ALL = "all"


_STATUSES: Final = {
    QueueState.OPEN: OPEN,
    QueueState.ANSWERED: (StoryStatus.ANSWERED,),
    QueueState.ALL: tuple(StoryStatus),
}


@dataclass(frozen=True)
class QueueFilters:
    """What somebody wants to see of the queue; the default is what waits for an answer."""

    state: QueueState = QueueState.OPEN
    #: Ids of districts, None for "not known yet"; an empty set means all of the scope.
    district_ids: frozenset[int | None] = frozenset()
    cluster_id: int | None = None
    outcome: Outcome | None = None
    #: Only stories that had to be answered before this day.
    due_before: date | None = None
    language: str | None = None
    #: Only stories that wait for an office or partner.
    is_handed_over: bool = False
    #: Only those that wait for this one.
    office_id: int | None = None
    #: Only those about which staff have to ask on this day or earlier.
    remind_by: date | None = None
    #: Words of the story, or its reference.
    search: str = ""

    @property
    def asks_who_waits(self) -> bool:
        """Whether it matters whom a story waits for."""
        return self.is_handed_over or self.office_id is not None or self.remind_by is not None

    @property
    def oldest_first(self) -> bool:
        """Whether the list starts with what was due first; what is done starts with the newest."""
        return self.state is QueueState.OPEN


@dataclass(frozen=True)
class QueueRow:
    """One story in the list."""

    ref: str
    #: Its first words; empty once withdrawn.
    opening: str
    language: str
    status: StoryStatus
    outcome: Outcome | None
    due_on: date
    is_answered: bool
    district: str | None
    photos: int
    cluster: str | None
    #: To notice that it changed after it was chosen.
    version: int
    #: Whom it waits for, if anybody.
    waiting: Waiting | None
    #: Whether the teller objected and a second person has to rule.
    is_objected: bool
    #: Whether a question waits for the teller.
    is_asked: bool


@dataclass(frozen=True)
class QueueCount:
    """How much waits, counted up to `COUNT_LIMIT`."""

    open: int
    overdue: int


def queue(
    session: Session,
    scope: Scope,
    filters: QueueFilters,
    *,
    names: dict[int, str],
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[QueueRow]:
    """Return one page of the queue; `names` are those of the districts, by id."""
    key, back = _read_cursor(cursor)
    among = _few_found(session, filters.search.strip())
    keys = queue_keys(scope, filters, key=key, back=back, among=among).limit(size + 1)
    rows = session.connection().execute(keys).all()
    page = make_page(
        [(row.id, row.due_on) for row in rows],
        lambda item: [item[1].isoformat(), item[0]],
        size=size,
        cursor=key,
        back=back,
    )
    shown = _rows(session, [item[0] for item in page.items], names)
    return Page(items=shown, newer=page.newer, older=page.older)


def count_queue(session: Session, scope: Scope, *, today: date) -> QueueCount:
    """Return how many stories wait in the scope and how many are too late."""
    late = QueueFilters(due_before=today)
    return QueueCount(_count(session, scope, QueueFilters()), _count(session, scope, late))


def next_in_queue(session: Session, scope: Scope, after: Story) -> str | None:
    """Return the reference of the open story that is due next, the first one after the last."""
    assert after.id is not None
    key: Key = [after.due_on.isoformat(), after.id]
    for start in (key, None):
        keys = queue_keys(scope, QueueFilters(), key=start).limit(2)
        for row in session.connection().execute(keys):
            if row.id != after.id:
                return session.exec(select(Story.ref).where(Story.id == row.id)).one()
    return None


def queue_keys(
    scope: Scope,
    filters: QueueFilters,
    *,
    key: Key | None = None,
    back: bool = False,
    among: Sequence[int] | None = None,
) -> CompoundSelect[int | None, date]:
    """Return a select of (id, due_on) in the order of the list, from `key` on.

    `among` are the ids that the search found, when they are few.
    """
    ascending = filters.oldest_first is not back
    wanted = _conditions(filters, among) + _from(key, ascending=ascending)
    branches = _branches(scope, filters) if among is None else [_anywhere(scope, filters)]
    found = union_all(*(branch.where(*wanted) for branch in branches))
    order = [found.selected_columns.due_on, found.selected_columns.id]
    return found.order_by(*(order if ascending else [column.desc() for column in order]))


def _branches(scope: Scope, filters: QueueFilters) -> list[Select[int | None, date]]:
    """Return a select per status and district: each can follow an index from end to end."""
    plain = sql_select(col(Story.id), col(Story.due_on))
    branches = [
        plain.where(col(Story.status) == status, *_of_district(district))
        for status in _STATUSES[filters.state]
        for district in _districts(scope, filters)
    ]
    return branches or [plain.where(false())]


def _anywhere(scope: Scope, filters: QueueFilters) -> Select[int | None, date]:
    """Return one select for all statuses and districts, for few stories that are known by id."""
    districts = _districts(scope, filters)
    plain = sql_select(col(Story.id), col(Story.due_on))
    # Through a function, so that the ids lead and not the index on the status.
    plain = plain.where(func.lower(Story.status).in_(_STATUSES[filters.state]))
    if ... in districts:
        return plain
    known = [each for each in districts if isinstance(each, int)]
    here = func.coalesce(Story.district_id, 0).in_([*known, *([0] if None in districts else [])])
    return plain.where(here)


def _from(key: Key | None, *, ascending: bool) -> list[ColumnElement[bool]]:
    if key is None:
        return []
    place = tuple_(col(Story.due_on), col(Story.id))
    cursor = tuple_(date.fromisoformat(str(key[0])), key[1])
    return [place > cursor if ascending else place < cursor]


def _districts(scope: Scope, filters: QueueFilters) -> list[int | EllipsisType | None]:
    """Return the districts to look in, None for stories without one, `...` for any."""
    if filters.district_ids:
        return [wanted for wanted in filters.district_ids if scope.covers(wanted)]
    return [...] if scope.everything else [*sorted(scope.district_ids), None]


def _of_district(district: int | EllipsisType | None) -> list[ColumnElement[bool]]:
    return [] if district is ... else [col(Story.district_id) == district]


def _conditions(filters: QueueFilters, among: Sequence[int] | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.due_before is not None:
        wanted.append(col(Story.due_on) < filters.due_before)
    if filters.outcome is not None:
        wanted.append(col(Story.outcome) == filters.outcome)
    if filters.language is not None:
        wanted.append(col(Story.language) == filters.language)
    wanted += _related(filters)
    if among is not None:
        wanted.append(col(Story.id).in_(among))
    elif filters.search.strip():
        wanted.append(_found_by(filters.search.strip()))
    return wanted


def _related(filters: QueueFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.cluster_id is not None:
        tagged = select(StoryCluster.story_id).where(
            col(StoryCluster.story_id) == col(Story.id),
            col(StoryCluster.cluster_id) == filters.cluster_id,
        )
        wanted.append(tagged.exists())
    if filters.asks_who_waits:
        wanted.append(_is_handed_over(filters))
    return wanted


def _is_handed_over(filters: QueueFilters) -> ColumnElement[bool]:
    waits = select(HandOver.id).where(
        col(HandOver.story_id) == col(Story.id), col(HandOver.ended_on).is_(None)
    )
    if filters.office_id is not None:
        waits = waits.where(HandOver.office_id == filters.office_id)
    if filters.remind_by is not None:
        waits = waits.where(HandOver.remind_on <= filters.remind_by)
    return waits.exists()


def _few_found(session: Session, typed: str) -> list[int] | None:
    """Return the ids that a search finds, or None when they are many or nothing is searched.

    A rare word is looked up story by story; for a common one it is quicker to walk the list.
    """
    if not typed:
        return None
    words = matching(typed)
    found = [] if words is None else session.connection().execute(words.limit(FEW + 1)).all()
    if len(found) > FEW:
        return None
    ids = [row[0] for row in found]
    if is_ref(typed.lower()):
        ids += session.exec(select(Story.id).where(Story.ref == typed.lower())).all()
    return ids


def _found_by(typed: str) -> ColumnElement[bool]:
    by_ref = col(Story.ref) == typed.lower()
    words = matching(typed)
    return by_ref if words is None else or_(by_ref, col(Story.id).in_(words))


def _count(session: Session, scope: Scope, filters: QueueFilters) -> int:
    wanted = _conditions(filters, None)
    branches = [branch.where(*wanted) for branch in _branches(scope, filters)]
    found = union_all(*branches).limit(COUNT_LIMIT + 1)
    return session.exec(select(func.count()).select_from(found.subquery())).one()


def _read_cursor(cursor: str | None) -> tuple[Key | None, bool]:
    """Return the place in the list that a cursor stands for; a strange one means the start."""
    key, back = decode_cursor(cursor, length=2)
    if key is None or not isinstance(key[1], int) or not 0 <= key[1] <= _LARGEST_ID:
        return None, False
    try:
        date.fromisoformat(str(key[0]))
    except ValueError:
        return None, False
    return key, back


def _rows(session: Session, ids: Sequence[int], names: dict[int, str]) -> list[QueueRow]:
    found = session.connection().execute(
        sql_select(*_SHOWN, func.substr(Story.original, 1, 4 * EXCERPT).label("opening")).where(
            col(Story.id).in_(ids)
        )
    )
    stories = {story.id: story for story in found}
    photos = _photo_counts(session, [story.ref for story in stories.values()])
    main = _main_clusters(session, ids)
    waiting = waits_by_story(session, ids)
    objected, asked = stories_objected(session, ids), stories_asked(session, ids)
    return [
        QueueRow(
            ref=story.ref,
            opening=excerpt(" ".join((story.opening or "").split()), EXCERPT),
            language=story.language,
            status=story.status,
            outcome=story.outcome,
            due_on=story.due_on,
            is_answered=story.answered_at is not None,
            district=names.get(story.district_id),
            photos=photos.get(story.ref, 0),
            cluster=main.get(story.id),
            version=story.version,
            waiting=waiting.get(story.id),
            is_objected=story.id in objected,
            is_asked=story.id in asked,
        )
        for story in (stories[number] for number in ids if number in stories)
    ]


def _photo_counts(session: Session, refs: Sequence[str]) -> dict[str, int]:
    counted = (
        select(Photo.owner_ref, func.count())
        .where(col(Photo.owner_ref).in_(refs), Photo.owner_kind == PhotoOwner.STORY)
        .group_by(Photo.owner_ref)
    )
    return dict(session.exec(counted).all())


def _main_clusters(session: Session, ids: Sequence[int]) -> dict[int, str]:
    tagged = select(StoryCluster.story_id, Cluster.short_title).where(
        col(StoryCluster.story_id).in_(ids),
        col(StoryCluster.is_main),
        Cluster.id == StoryCluster.cluster_id,
    )
    return dict(session.exec(tagged).all())
