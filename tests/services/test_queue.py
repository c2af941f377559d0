from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.dialects import sqlite
from sqlmodel import Session, text

from app.moderation.queue import (
    QueueCount,
    QueueFilters,
    QueueState,
    count_queue,
    next_in_queue,
    queue,
    queue_keys,
)
from app.staff.rules import Scope
from app.stories.rules import Outcome, StoryStatus
from tests.factories import make_programme, make_story

NOORD, OOST = 1, 2
MANAGER = Scope(district_ids=frozenset({NOORD}))
BOTH = Scope(district_ids=frozenset({NOORD, OOST}))
ADMINISTRATOR = Scope(everything=True)
NAMES = {NOORD: "Noord", OOST: "Oost"}


@pytest.fixture(autouse=True)
def programme(session: Session) -> None:
    make_programme(session)


def refs(session: Session, scope: Scope, filters: QueueFilters | None = None) -> list[str]:
    page = queue(session, scope, filters or QueueFilters(), names=NAMES)
    return [row.ref for row in page.items]


@pytest.mark.parametrize("scope", [MANAGER, BOTH, ADMINISTRATOR])
@pytest.mark.parametrize("state", list(QueueState))
@pytest.mark.parametrize("late", [None, date(2026, 11, 1)])
@pytest.mark.parametrize("key", [None, ["2026-11-01", 5]])
def test_the_list_follows_an_index_and_sorts_nothing(
    session: Session,
    scope: Scope,
    state: QueueState,
    late: date | None,
    key: list[int | str] | None,
) -> None:
    keys = queue_keys(scope, QueueFilters(state=state, due_before=late), key=key).limit(21)
    sql = keys.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})

    plan = [row[3] for row in session.connection().execute(text(f"EXPLAIN QUERY PLAN {sql}"))]

    assert any("USING COVERING INDEX ix_story_" in step for step in plan)
    assert not [step for step in plan if step.startswith("SCAN story") or "TEMP B-TREE" in step]


def test_what_is_due_first_comes_first_and_what_is_answered_is_not_there(
    session: Session, now: datetime
) -> None:
    later = make_story(session, due_on=date(2026, 12, 4))
    sooner = make_story(session, due_on=date(2026, 11, 20), status=StoryStatus.IN_REVIEW)
    same_day = make_story(session, due_on=date(2026, 12, 4))
    make_story(session, status=StoryStatus.ANSWERED)
    make_story(session, status=StoryStatus.WITHDRAWN, original="", withdrawn_at=now)

    assert refs(session, MANAGER) == [sooner.ref, later.ref, same_day.ref]


def test_answered_stories_come_newest_first(session: Session) -> None:
    old = make_story(session, status=StoryStatus.ANSWERED, due_on=date(2026, 10, 1))
    new = make_story(session, status=StoryStatus.ANSWERED, due_on=date(2026, 12, 1))

    assert refs(session, MANAGER, QueueFilters(state=QueueState.ANSWERED)) == [new.ref, old.ref]


def test_a_manager_sees_the_own_district_and_stories_without_one(session: Session) -> None:
    noord = make_story(session, district_id=NOORD)
    oost = make_story(session, district_id=OOST)
    nowhere = make_story(session, district_id=None)

    assert set(refs(session, MANAGER)) == {noord.ref, nowhere.ref}
    assert set(refs(session, BOTH)) == {noord.ref, oost.ref, nowhere.ref}
    assert set(refs(session, ADMINISTRATOR)) == {noord.ref, oost.ref, nowhere.ref}
    assert refs(session, MANAGER, QueueFilters(district_ids=frozenset({OOST}))) == []
    assert refs(session, MANAGER, QueueFilters(district_ids=frozenset({None}))) == [nowhere.ref]
    assert refs(session, ADMINISTRATOR, QueueFilters(district_ids=frozenset({OOST}))) == [oost.ref]


def test_filters_narrow_the_list(session: Session) -> None:
    arabic = make_story(session, language="ar", original="جاري أحمد")
    published = make_story(session, outcome=Outcome.PUBLISHED, original="Een hond en een kat.")

    assert refs(session, MANAGER, QueueFilters(language="ar")) == [arabic.ref]
    assert refs(session, MANAGER, QueueFilters(outcome=Outcome.PUBLISHED)) == [published.ref]
    assert refs(session, MANAGER, QueueFilters(search="HOND")) == [published.ref]
    assert refs(session, BOTH, QueueFilters(search="أحمد")) == [arabic.ref]
    assert refs(session, MANAGER, QueueFilters(search=published.ref.upper())) == [published.ref]
    assert refs(session, MANAGER, QueueFilters(search="niets van dit")) == []


@pytest.mark.parametrize("scope", [MANAGER, ADMINISTRATOR])
@pytest.mark.parametrize("state", list(QueueState))
def test_paging_visits_each_story_once_there_and_back(
    session: Session, now: datetime, scope: Scope, state: QueueState
) -> None:
    open_ones = (StoryStatus.RECEIVED, StoryStatus.IN_REVIEW, StoryStatus.ANSWERED)
    for number in range(300):
        make_story(
            session,
            status=open_ones[number % 3],
            district_id=None if number % 7 == 0 else NOORD,
            received_at=now - timedelta(days=number % 11),
        )
    filters = QueueFilters(state=state)
    wanted = {"open": 200, "answered": 100, "all": 300}[state]

    page = queue(session, scope, filters, names=NAMES)
    pages = [page]
    there = list(page.items)
    while page.older:
        page = queue(session, scope, filters, names=NAMES, cursor=page.older)
        pages.append(page)
        there += page.items
    back = queue(session, scope, filters, names=NAMES, cursor=page.newer)

    assert len(there) == len({row.ref for row in there}) == wanted
    assert pages[0].newer is None
    assert [row.ref for row in back.items] == [row.ref for row in pages[-2].items]


@pytest.mark.parametrize("cursor", ["x", "WzAsMSwyXQ", "WzAsIjk5OTktOTktOTkiLDFd", "W10", "é"])
def test_a_strange_cursor_is_the_first_page(session: Session, cursor: str) -> None:
    story = make_story(session)

    page = queue(session, MANAGER, QueueFilters(), names=NAMES, cursor=cursor)

    assert [row.ref for row in page.items] == [story.ref]


def test_counts_are_of_the_own_scope(session: Session) -> None:
    make_story(session, due_on=date(2026, 11, 22))
    make_story(session, due_on=date(2026, 11, 23))
    make_story(session, due_on=date(2026, 11, 1), district_id=OOST)

    assert count_queue(session, MANAGER, today=date(2026, 11, 23)) == QueueCount(2, 1)
    assert count_queue(session, ADMINISTRATOR, today=date(2026, 11, 23)) == QueueCount(3, 2)


def test_the_next_story_is_the_one_due_after_this_and_then_the_first(session: Session) -> None:
    first = make_story(session, due_on=date(2026, 11, 1))
    second = make_story(session, due_on=date(2026, 11, 2))
    make_story(session, due_on=date(2026, 11, 3), district_id=OOST)

    assert next_in_queue(session, MANAGER, first) == second.ref
    assert next_in_queue(session, MANAGER, second) == first.ref


def test_there_is_no_next_story_when_this_is_the_only_one(session: Session) -> None:
    only = make_story(session)

    assert next_in_queue(session, MANAGER, only) is None
