"""Keeping the counts of the monitor: in the transaction in which a story changes."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, delete, insert, select, update

from app.core.dates import local_day, working_days_between
from app.core.versions import raise_version
from app.moderation.models import StoryCluster, StoryRedaction
from app.monitor.counting_rules import UNKNOWN, Mark, Telling, counts, marks
from app.monitor.figure_models import CountedStory, StoryCount, WordUse
from app.programme.queries import closed_days
from app.stories.models import Story

#: Raised whenever a count changes: the monitor's pages go by it.
FIGURES: Final = "figures"
#: Stands for no district and for no round.
NOWHERE: Final = 0
_IDS: Final = ("district_id", "round_id")
_CHANGED: Final = "changed_stories"
_REWORDED: Final = "reworded_stories"
_BATCH: Final = 500


def recount(session: Session) -> None:
    """Count everything from scratch."""
    session.exec(delete(StoryCount))
    session.exec(delete(CountedStory))
    total: Counter[Mark] = Counter()
    for batch in _batches(_every_id(session)):
        total.update(_count_new(session, batch))
    _add(session, total)
    raise_version(session, FIGURES)


def is_right(session: Session) -> bool:
    """Whether the counts are those of the stories; best asked of one moment in time."""
    total: Counter[Mark] = Counter()
    for batch in _batches(_every_id(session)):
        for telling in _tellings(session, batch).values():
            total.update(marks(telling))
    columns = [getattr(StoryCount, name) for name in (*Mark._fields, "stories")]
    found = session.connection().execute(sql_select(*columns))
    stored = {tuple(row[:-1]): row[-1] for row in found}
    return stored == {tuple(_place(mark).values()): count for mark, count in total.items()}


def count_stories(session: Session, story_ids: Collection[int]) -> None:
    """Take these stories out where they were counted, and count them as they are now."""
    known = _known(session, story_ids)
    now = _tellings(session, story_ids)
    changed = [each for each in story_ids if known.get(each) != now.get(each)]
    if not changed:
        return
    moved: Counter[Mark] = Counter()
    for each in changed:
        moved.subtract(marks(known[each]) if each in known else ())
        moved.update(marks(now[each]) if each in now else ())
    _add(session, moved)
    connection = session.connection()
    connection.execute(delete(CountedStory).where(col(CountedStory.story_id).in_(changed)))
    _keep(session, {each: now[each] for each in changed if each in now})
    raise_version(session, FIGURES)


def _add(session: Session, moved: Counter[Mark]) -> None:
    connection = session.connection()
    for mark, stories in moved.items():
        if not stories:
            continue
        place = _place(mark)
        here = [getattr(StoryCount, name) == value for name, value in place.items()]
        raised = update(StoryCount).where(*here).values(stories=StoryCount.stories + stories)
        if connection.execute(raised).rowcount == 0:
            connection.execute(insert(StoryCount).values(**place, stories=stories))
    connection.execute(delete(StoryCount).where(col(StoryCount.stories) == 0))


def _place(mark: Mark) -> dict[str, Any]:
    """Return the columns that tell where it is counted."""
    return {**mark._asdict(), **{name: getattr(mark, name) or NOWHERE for name in _IDS}}


def _count_new(session: Session, story_ids: Collection[int]) -> Counter[Mark]:
    tellings = _tellings(session, story_ids)
    _keep(session, tellings)
    return Counter(mark for telling in tellings.values() for mark in marks(telling))


def _keep(session: Session, tellings: Mapping[int, Telling]) -> None:
    rows = [{"story_id": each, "telling": _packed(told)} for each, told in tellings.items()]
    if rows:
        session.connection().execute(insert(CountedStory), rows)


def _every_id(session: Session) -> list[int]:
    found = session.exec(select(col(Story.id)).order_by(col(Story.id)))
    return [each for each in found if each is not None]


def _known(session: Session, story_ids: Collection[int]) -> dict[int, Telling]:
    wanted = select(CountedStory.story_id, CountedStory.telling)
    found = session.exec(wanted.where(col(CountedStory.story_id).in_(story_ids)))
    return {story_id: _unpacked(dict(telling)) for story_id, telling in found}


def _tellings(session: Session, story_ids: Collection[int]) -> dict[int, Telling]:
    tags: dict[int, list[int]] = {}
    tagged = select(StoryCluster.story_id, StoryCluster.cluster_id)
    for story_id, cluster_id in session.exec(
        tagged.where(col(StoryCluster.story_id).in_(story_ids))
    ):
        tags.setdefault(story_id, []).append(cluster_id)
    columns = [getattr(Story, name) for name in _FACTS]
    wanted = sql_select(col(Story.id), *columns).where(col(Story.id).in_(story_ids))
    closed = closed_days(session)
    return {
        row.id: _telling(row, tuple(sorted(tags.get(row.id, ()))), closed)
        for row in session.connection().execute(wanted)
        if counts(row.status, row.outcome)
    }


_FACTS: Final = (
    "status",
    "outcome",
    "district_id",
    "round_id",
    "channel",
    "language",
    "age_group",
    "received_at",
    "answered_at",
)


def _telling(row: Any, cluster_ids: tuple[int, ...], closed: Collection[date]) -> Telling:  # noqa: ANN401 - a row
    told_on = local_day(row.received_at)
    answered = row.answered_at
    return Telling(
        month=told_on.replace(day=1),
        district_id=row.district_id,
        round_id=row.round_id,
        channel=row.channel.value,
        language=row.language,
        age=row.age_group.value if row.age_group else UNKNOWN,
        days=working_days_between(told_on, local_day(answered), closed) if answered else None,
        cluster_ids=cluster_ids,
    )


def _packed(telling: Telling) -> dict[str, Any]:
    return {**asdict(telling), "month": telling.month.isoformat()}


def _unpacked(packed: dict[str, Any]) -> Telling:
    month, clusters = date.fromisoformat(packed["month"]), tuple(packed["cluster_ids"])
    return Telling(**{**packed, "month": month, "cluster_ids": clusters})


def _note(session: Session, _context: object) -> None:
    """Remember which stories this flush changed, and of which what is read or said of it."""
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Story) and row.id is not None:
            _ids(session, _CHANGED).add(row.id)
        elif isinstance(row, StoryCluster | StoryRedaction):
            _ids(session, _CHANGED).add(row.story_id)
            _ids(session, _REWORDED).add(row.story_id)


def _settle(session: Session) -> None:
    """Count the stories that changed; so does every story at hand, whose tags may have gone."""
    session.flush()
    at_hand = {row.id for row in session.identity_map.values() if isinstance(row, Story) and row.id}
    changed = _ids(session, _CHANGED) | at_hand
    if changed:
        reworded = set(_ids(session, _REWORDED))
        for batch in _batches(sorted(changed)):
            count_stories(session, batch)
            reworded |= set(batch) - _public(session, batch)
        _forget_words(session, reworded)
    _forget(session)


def _forget(session: Session) -> None:
    for name in (_CHANGED, _REWORDED):
        session.info.pop(name, None)


def _public(session: Session, story_ids: Collection[int]) -> set[int]:
    found = select(col(Story.id)).where(
        col(Story.id).in_(story_ids), col(Story.is_public).is_(True)
    )
    return {each for each in session.exec(found) if each}


def _forget_words(session: Session, story_ids: Collection[int]) -> None:
    """No word is told any more because these stories used it: they may not by now."""
    for batch in _batches(sorted(story_ids)):
        session.connection().execute(delete(WordUse).where(col(WordUse.story_id).in_(batch)))


def _ids(session: Session, name: str) -> set[int]:
    found: set[int] = session.info.setdefault(name, set())
    return found


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


# Rooms further in know nothing of the monitor: whoever changes a story, it hears of it.
for _moment, _listener in (
    ("after_flush", _note),
    ("before_commit", _settle),
    ("after_rollback", _forget),
):
    event.listen(Session, _moment, _listener)
