"""Days as people of Brunssum count and say them."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Final

import holidays
from babel.dates import format_date, format_datetime, get_timezone

_ZONE: Final = get_timezone("Europe/Amsterdam")
_LOCALE: Final = "nl"
_SATURDAY: Final = 5


def local_day(moment: datetime) -> date:
    """Return the day it is in the Netherlands at `moment`.

    Raises:
        ValueError: `moment` doesn't say in which time zone it is.
    """
    return _local(moment).date()


def in_words(day: date) -> str:
    """Return e.g. `vrijdag 4 december 2026`; a moment counts as the day it is here.

    Raises:
        ValueError: a moment doesn't say in which time zone it is.
    """
    return _formatted(day, "EEEE d MMMM y")


def day_month(day: date) -> str:
    """Return e.g. `4 december`; a moment counts as the day it is here.

    Raises:
        ValueError: a moment doesn't say in which time zone it is.
    """
    return _formatted(day, "d MMMM")


def date_in_words(day: date) -> str:
    """Return e.g. `4 december 2026`; a moment counts as the day it is here.

    Raises:
        ValueError: a moment doesn't say in which time zone it is.
    """
    return _formatted(day, "d MMMM y")


def month_year(day: date) -> str:
    """Return e.g. `december 2026`; a moment counts as the day it is here.

    Raises:
        ValueError: a moment doesn't say in which time zone it is.
    """
    return _formatted(day, "MMMM y")


def short_month(day: date) -> str:
    """Return e.g. `dec 2026`, for tables; a moment counts as the day it is here.

    Raises:
        ValueError: a moment doesn't say in which time zone it is.
    """
    return _formatted(day, "MMM y").replace(".", "")


def with_time(moment: datetime) -> str:
    """Return e.g. `vrijdag 4 december 2026 om 14.05 uur`, in the time of the Netherlands.

    Raises:
        ValueError: `moment` doesn't say in which time zone it is.
    """
    local = _local(moment)
    return format_datetime(local, "EEEE d MMMM y 'om' H.mm 'uur'", tzinfo=_ZONE, locale=_LOCALE)


def morning_of(day: date) -> datetime:
    """Return nine o'clock in the morning of that day in the Netherlands, in UTC."""
    nine = datetime.combine(day, time(9), UTC)
    # Clocks change at night, so that the distance to UTC is that of the whole morning.
    ahead = nine.astimezone(_ZONE).utcoffset()
    assert ahead is not None
    return nine - ahead


def working_days_after(start: date, days: int, closed: Collection[date] = ()) -> date:
    """Return the day that is `days` working days after `start`; `start` itself doesn't count.

    Weekends, official holidays and the days in `closed` are no working days.

    Raises:
        ValueError: `days` is negative.
    """
    if days < 0:
        raise ValueError(f"{days} working days")
    day = start
    for _ in range(days):
        day += timedelta(days=1)
        while not _is_working_day(day, closed):
            day += timedelta(days=1)
    return day


def working_days_between(start: date, end: date, closed: Collection[date] = ()) -> int:
    """Return how many working days lie after `start`, up to and with `end`; 0 before that.

    What is done on the same day took 0; `working_days_after` is the other way round.
    """
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(_is_working_day(day, closed) for day in days)


def _formatted(day: date, pattern: str) -> str:
    return _format(local_day(day) if isinstance(day, datetime) else day, pattern)


@lru_cache(maxsize=2_000)
def _format(day: date, pattern: str) -> str:
    return format_date(day, pattern, locale=_LOCALE)


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(_ZONE)


def _is_working_day(day: date, closed: Collection[date]) -> bool:
    is_off = day.weekday() >= _SATURDAY or day in closed
    return not is_off and day not in _official_holidays(day.year)


@cache
def _official_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year))
