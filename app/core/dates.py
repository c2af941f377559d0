"""Days as people of Brunssum count them, said in the language of who reads."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Final

import holidays
from babel.dates import format_date, format_datetime, format_skeleton, format_time, get_timezone

from app.core.errors import InvalidError

_ZONE: Final = get_timezone("Europe/Amsterdam")
#: Dutch, where nobody says otherwise; a request and a mail say it (`said_in`).
_language: ContextVar[str] = ContextVar("language", default="nl")
#: What a language's dates go by, where that is not its own code: days before months.
_LOCALES: Final = {"en": "en_GB"}
_LENGTHS: Final = ("full", "long")
_SATURDAY: Final = 5
#: Between these years clocks go as they do now; a year beyond them is a slip of the finger.
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2099


class LocalTimeError(InvalidError):
    """The clocks of the Netherlands don't show this time once on this day."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        #: `skipped` (clocks go forward), `twice` (clocks go back) or `year`.
        self.reason = reason


def local_day(moment: datetime) -> date:
    """Return the day it is in the Netherlands at `moment`.

    Raises:
        ValueError: `moment` doesn't say in which time zone it is.
    """
    return _local(moment).date()


def local_time(moment: datetime) -> time:
    """Return what the clocks of the Netherlands show at `moment`.

    Raises:
        ValueError: `moment` doesn't say in which time zone it is.
    """
    return _local(moment).time()


def moment_of(day: date, clock: time) -> datetime:
    """Return the moment, in UTC, at which clocks of the Netherlands show `clock` on `day`.

    Raises:
        LocalTimeError: they never show it that day, or twice, or the year can't be meant.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise LocalTimeError("year")
    shown = datetime.combine(day, clock)
    around = (shown.replace(tzinfo=UTC) + timedelta(days=days) for days in (-1, 1))
    offsets = {moment.astimezone(_ZONE).utcoffset() or timedelta() for moment in around}
    moments = [(shown - offset).replace(tzinfo=UTC) for offset in offsets]
    right = [each for each in moments if _local(each).replace(tzinfo=None) == shown]
    if len(right) != 1:
        raise LocalTimeError("twice" if right else "skipped")
    return right[0]


def say_in(language: str) -> None:
    """Say days in `language`, by its code, from now on in this thread or task."""
    _language.set(language)


@contextmanager
def said_in(language: str) -> Iterator[None]:
    """Say days in `language`, by its code, as long as this lasts."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def in_words(day: date) -> str:
    """Return e.g. `vrijdag 4 december 2026`; a moment counts as the day it is here.

    Raises:
        ValueError: a moment doesn't say in which time zone it is.
    """
    return _formatted(day, "full")


def day_month(day: date) -> str:
    """Return e.g. `4 december`; a moment counts as the day it is here.

    Raises:
        ValueError: a moment doesn't say in which time zone it is.
    """
    return _formatted(day, "MMMMd")


def date_in_words(day: date) -> str:
    """Return e.g. `4 december 2026`; a moment counts as the day it is here.

    Raises:
        ValueError: a moment doesn't say in which time zone it is.
    """
    return _formatted(day, "long")


def month_year(day: date) -> str:
    """Return e.g. `december 2026`; a moment counts as the day it is here.

    Raises:
        ValueError: a moment doesn't say in which time zone it is.
    """
    return _formatted(day, "yMMMM")


def short_month(day: date) -> str:
    """Return e.g. `dec 2026`, for tables; a moment counts as the day it is here.

    Raises:
        ValueError: a moment doesn't say in which time zone it is.
    """
    return _formatted(day, "yMMM").replace(".", "")


def with_time(moment: datetime) -> str:
    """Return e.g. `vrijdag 4 december 2026 om 14.05 uur`, in the time of the Netherlands.

    Raises:
        ValueError: `moment` doesn't say in which time zone it is.
    """
    local = _local(moment)
    if _language.get() == "nl":
        return format_datetime(local, "EEEE d MMMM y 'om' H.mm 'uur'", tzinfo=_ZONE, locale="nl")
    return f"{in_words(moment)}, {format_time(local, 'short', tzinfo=_ZONE, locale=_locale())}"


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
        while not is_working_day(day, closed):
            day += timedelta(days=1)
    return day


def is_working_day(day: date, closed: Collection[date] = ()) -> bool:
    """Whether people work on `day`: no weekend, official holiday or day in `closed`."""
    is_off = day.weekday() >= _SATURDAY or day in closed
    return not is_off and day not in _official_holidays(day.year)


def working_days_between(start: date, end: date, closed: Collection[date] = ()) -> int:
    """Return how many working days lie after `start`, up to and with `end`; 0 before that.

    What is done on the same day took 0; `working_days_after` is the other way round.
    """
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(is_working_day(day, closed) for day in days)


def _formatted(day: date, shape: str) -> str:
    return _format(local_day(day) if isinstance(day, datetime) else day, shape, _locale())


@lru_cache(maxsize=2_000)
def _format(day: date, shape: str, locale: str) -> str:
    """Return `day` in a length that each language has (`full`, `long`), or by a skeleton."""
    if shape in _LENGTHS:
        return format_date(day, shape, locale=locale)
    return format_skeleton(shape, day, locale=locale)


def _locale() -> str:
    language = _language.get()
    return _LOCALES.get(language, language)


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(_ZONE)


@cache
def _official_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year))
