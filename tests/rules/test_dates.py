"""Days in words and working days, as in Brunssum."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import in_words, local_day, with_time, working_days_after

days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 4), "vrijdag 4 december 2026"),
        (date(2027, 3, 1), "maandag 1 maart 2027"),
        (datetime(2026, 12, 4, 22, 59, tzinfo=UTC), "vrijdag 4 december 2026"),
        (datetime(2026, 12, 4, 23, 0, tzinfo=UTC), "zaterdag 5 december 2026"),
        (datetime(2026, 7, 4, 22, 0, tzinfo=UTC), "zondag 5 juli 2026"),
    ],
)
def test_a_day_is_said_in_dutch_and_is_the_day_here(day: date, words: str) -> None:
    assert in_words(day) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 12, 4, 13, 5, tzinfo=UTC), "vrijdag 4 december 2026 om 14.05 uur"),
        (datetime(2026, 7, 3, 22, 0, tzinfo=UTC), "zaterdag 4 juli 2026 om 0.00 uur"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "zondag 25 oktober 2026 om 2.30 uur"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "zondag 25 oktober 2026 om 2.30 uur"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "zondag 29 maart 2026 om 3.00 uur"),
    ],
)
def test_a_time_is_that_of_the_clock_here(moment: datetime, words: str) -> None:
    assert with_time(moment) == words


@given(st.integers(0, 2_000_000_000))
def test_the_zone_in_which_a_moment_is_written_makes_no_difference(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    elsewhere = moment.astimezone(timezone(timedelta(hours=-9)))
    assert with_time(elsewhere) == with_time(moment)
    assert in_words(elsewhere) == in_words(moment) == in_words(local_day(moment))


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 12, 4, 13, 5, tzinfo=UTC).replace(tzinfo=None)
    for say in (in_words, with_time, local_day):
        with pytest.raises(ValueError, match="time zone"):
            say(naive)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a weekend
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # sent on a Saturday
        (date(2026, 11, 23), 10, date(2026, 12, 7)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # Christmas on Friday and Saturday
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 4, 24), 1, date(2026, 4, 28)),  # King's Day on a Monday
        (date(2026, 5, 13), 1, date(2026, 5, 15)),  # Ascension Day
        (date(2025, 5, 2), 1, date(2025, 5, 6)),  # Liberation Day, off once in five years
        (date(2026, 5, 4), 1, date(2026, 5, 5)),
    ],
)
def test_working_days_skip_weekends_and_official_holidays(
    start: date, count: int, end: date
) -> None:
    assert working_days_after(start, count) == end


def test_working_days_skip_the_days_that_the_office_is_closed() -> None:
    closed = {date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 28)}
    assert working_days_after(date(2026, 11, 23), 1, closed) == date(2026, 11, 26)
    assert working_days_after(date(2026, 11, 23), 4, sorted(closed)) == date(2026, 12, 1)


@given(days, st.integers(0, 30), st.integers(0, 30), st.frozensets(days, max_size=5))
def test_counting_on_gives_the_same_day(
    start: date, first: int, more: int, closed: frozenset[date]
) -> None:
    between = working_days_after(start, first, closed)
    assert working_days_after(between, more, closed) == working_days_after(
        start, first + more, closed
    )


@given(days, st.integers(1, 30), st.frozensets(days, max_size=5))
def test_the_day_found_is_a_working_day_and_comes_later(
    start: date, count: int, closed: frozenset[date]
) -> None:
    found = working_days_after(start, count, closed)
    assert found >= start + timedelta(days=count)
    assert found.weekday() < 5
    assert found not in closed


def test_a_negative_number_of_days_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="-1"):
        working_days_after(date(2026, 11, 23), -1)
