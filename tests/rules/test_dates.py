"""Days in words and working days, as in Brunssum."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import (
    LocalTimeError,
    in_words,
    local_day,
    local_time,
    moment_of,
    said_in,
    with_time,
    working_days_after,
)

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


@pytest.mark.parametrize(
    ("day", "clock", "moment"),
    [
        # Winter and summer.
        (date(2026, 12, 1), time(20, 0), datetime(2026, 12, 1, 19, 0, tzinfo=UTC)),
        (date(2026, 7, 1), time(20, 0), datetime(2026, 7, 1, 18, 0, tzinfo=UTC)),
        # The night in which the clocks go forward: around the hour that isn't there.
        (date(2027, 3, 28), time(1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(3, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        # The night in which they go back: around the hour that comes twice.
        (date(2026, 10, 25), time(1, 59), datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (date(2026, 10, 25), time(3, 0), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        (date(2026, 10, 25), time(0, 0), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)),
        (date(2026, 10, 25), time(23, 59), datetime(2026, 10, 25, 22, 59, tzinfo=UTC)),
    ],
)
def test_a_time_on_the_clock_is_a_moment(day: date, clock: time, moment: datetime) -> None:
    assert moment_of(day, clock) == moment
    assert (local_day(moment), local_time(moment)) == (day, clock)


@pytest.mark.parametrize(
    ("day", "clock", "reason"),
    [
        (date(2027, 3, 28), time(2, 0), "skipped"),
        (date(2027, 3, 28), time(2, 59), "skipped"),
        (date(2026, 10, 25), time(2, 0), "twice"),
        (date(2026, 10, 25), time(2, 59), "twice"),
        (date(1999, 12, 31), time(12, 0), "year"),
        (date(2100, 1, 1), time(12, 0), "year"),
        (date.min, time(12, 0), "year"),
        (date.max, time(12, 0), "year"),
    ],
)
def test_a_time_that_the_clock_does_not_show_once_is_no_moment(
    day: date, clock: time, reason: str
) -> None:
    with pytest.raises(LocalTimeError) as refused:
        moment_of(day, clock)

    assert refused.value.reason == reason


@given(days, st.integers(0, 24 * 60 - 1))
def test_every_moment_is_the_one_that_its_clock_shows_or_shown_twice(
    start: date, minutes: int
) -> None:
    hour = timedelta(hours=1)
    moment = datetime.combine(start, time(), UTC) + timedelta(minutes=minutes)
    day, clock = local_day(moment), local_time(moment)
    if clock in {local_time(moment - hour), local_time(moment + hour)}:
        with pytest.raises(LocalTimeError, match="twice"):
            moment_of(day, clock)
    else:
        assert moment_of(day, clock) == moment


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "vrijdag 4 december 2026"),
        ("en", "Friday, 4 December 2026"),
        ("de", "Freitag, 4. Dezember 2026"),
        ("pl", "piątek, 4 grudnia 2026"),
        ("tr", "4 Aralık 2026 Cuma"),
        ("ar", "الجمعة، 4 ديسمبر 2026"),
    ],
)
def test_a_day_is_said_in_the_language_of_who_reads(language: str, words: str) -> None:
    with said_in(language):
        assert in_words(date(2026, 12, 4)) == words
    assert in_words(date(2026, 12, 4)) == "vrijdag 4 december 2026"
