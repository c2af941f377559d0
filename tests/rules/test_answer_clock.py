"""How fast stories are answered, in working days; and that small counts can't be worked out."""

from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import working_days_after, working_days_between
from app.monitor.answer_rules import (
    LEAST,
    Case,
    Speed,
    lines_of,
    months_before,
    rank,
    speed_of,
    tellable,
)

MONTH = date(2026, 11, 1)
TERM = 10


def cases(*days: int | None, overdue: int = 0) -> list[Case]:
    """Stories of Noord that took so many days, and some that are overdue."""
    told = [Case(1, MONTH, each) for each in days]
    return told + [Case(1, MONTH, None, is_overdue=True)] * overdue


@pytest.mark.parametrize(
    ("told", "speed"),
    [
        (cases(1, 2, 3, 4, 5), Speed(5, 3, 5, 100)),
        (cases(1, 2, 3, 4, 5, 6), Speed(6, 3.5, 6, 100)),
        (cases(*range(1, 11)), Speed(10, 5.5, 9, 100)),
        (cases(*range(1, 21)), Speed(20, 10.5, 18, 50)),
        (cases(10, 10, 10, 10, 11), Speed(5, 10, 11, 80)),
        (cases(0, 0, 0, 0, 0, overdue=5), Speed(10, 0, 0, 50)),
        (cases(1, 2, 3, 4, None), Speed(5, None, None, None)),
        (cases(1, 2, 3, 4, overdue=1), Speed(5, None, None, 80)),
        (cases(None, None, None, None, None), Speed(5, None, None, None)),
        (cases(), Speed(0, None, None, None)),
    ],
)
def test_the_speed_of_some_stories(told: list[Case], speed: Speed) -> None:
    assert speed_of(told, TERM, is_told=True) == speed


def test_of_too_few_nothing_is_told() -> None:
    assert speed_of(cases(*range(20)), TERM, is_told=False) == Speed(None, None, None, None)


@given(st.lists(st.integers(0, 60), min_size=LEAST, max_size=60))
def test_half_took_no_longer_than_the_median_and_nine_in_ten_than_the_long(took: list[int]) -> None:
    speed = speed_of(cases(*took), TERM, is_told=True)

    assert speed.median == median(took)
    assert speed.long in took
    assert sum(days <= speed.long for days in took) * 10 >= 9 * len(took)
    assert sum(days < speed.long for days in took) * 10 < 9 * len(took)


@pytest.mark.parametrize(("count", "place"), [(1, 1), (5, 5), (9, 9), (10, 9), (11, 10), (100, 90)])
def test_the_place_of_the_ninetieth_percentile(count: int, place: int) -> None:
    assert rank(count) == place


@pytest.mark.parametrize(
    ("parts", "whole", "shown"),
    [
        ([], True, []),
        ([0, 0], True, [True, True]),
        ([8, 9], True, [True, True]),
        ([5, 0], True, [True, True]),
        ([2, 0], False, [False, True]),
        ([1, 2], False, [False, False]),
        ([3, 9], True, [False, False]),
        ([2, 4], True, [False, False]),
        ([1, 3, 9], True, [False, False, False]),
        ([1, 3, 9, 12], True, [False, False, False, True]),
        ([4, 4, 9], True, [False, False, True]),
        ([4, 0], False, [False, True]),
    ],
)
def test_which_counts_of_a_line_are_told(parts: list[int], whole: bool, shown: list[bool]) -> None:  # noqa: FBT001 - a table
    assert tellable(parts) == (whole, shown)


@given(st.lists(st.integers(0, 12), max_size=6), st.integers(0, 9))
def test_no_small_count_is_told_or_can_be_worked_out(parts: list[int], rest: int) -> None:
    whole, shown = tellable(parts, rest)

    told = [part for part, is_told in zip(parts, shown, strict=True) if is_told]
    kept = [part for part, is_told in zip(parts, shown, strict=True) if not is_told]
    kept += [rest] if rest else []
    assert not any(0 < part < LEAST for part in told)
    assert not (whole and 0 < sum(parts) + rest < LEAST)
    if whole and kept:
        assert len(kept) > 1
        assert sum(kept) >= LEAST


@given(st.lists(st.integers(5, 50), max_size=6))
def test_large_counts_are_all_told(parts: list[int]) -> None:
    assert tellable(parts) == (True, [True] * len(parts))


def test_each_month_has_a_line_with_all_and_each_district() -> None:
    october = date(2026, 10, 1)
    told = [Case(1, MONTH, 2)] * 6 + [Case(2, MONTH, 8)] * 6 + [Case(1, october, 4)] * 3
    told += [Case(1, date(2020, 1, 1), 4)] * 9

    november, before = lines_of(told, [MONTH, october], [1, 2], TERM)

    assert november.everywhere == Speed(12, 5, 8, 100)
    assert [speed.median for speed in november.by_district] == [2, 8]
    assert before.everywhere.told is None
    assert [speed.told for speed in before.by_district] == [None, 0]


def test_months_before_the_first_story_have_no_line() -> None:
    told = [Case(1, date(2026, 9, 1), 2)]
    months = [MONTH, date(2026, 10, 1), date(2026, 9, 1), date(2026, 8, 1)]

    assert [line.month for line in lines_of(told, months, [1], TERM)] == months[:3]
    assert lines_of([], months, [1], TERM) == []


def test_stories_without_a_district_count_for_all_and_give_nothing_away() -> None:
    told = [Case(1, MONTH, 2)] * 9 + [Case(None, MONTH, 2)] * 2

    line = lines_of(told, [MONTH], [1], TERM)[0]

    assert line.everywhere.told == 11
    assert line.by_district[0].told is None


@pytest.mark.parametrize(
    ("day", "count", "months"),
    [
        (date(2026, 1, 31), 1, [date(2026, 1, 1)]),
        (date(2026, 1, 1), 3, [date(2026, 1, 1), date(2025, 12, 1), date(2025, 11, 1)]),
    ],
)
def test_months_go_back_over_the_turn_of_the_year(
    day: date, count: int, months: list[date]
) -> None:
    assert months_before(day, count) == months


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(start=DAYS, days=st.integers(0, 40), closed=st.sets(DAYS, max_size=5))
def test_working_days_between_are_those_after(start: date, days: int, closed: set[date]) -> None:
    assert working_days_between(start, working_days_after(start, days, closed), closed) == days


@given(start=DAYS, length=st.integers(-30, 60))
def test_working_days_never_go_back(start: date, length: int) -> None:
    end = start + timedelta(days=length)

    between = working_days_between(start, end)

    assert 0 <= between <= max(0, length)
    assert between <= working_days_between(start, end + timedelta(days=1))
