"""How fast stories are answered, and which counts may be told. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from statistics import median
from typing import Final

#: A smaller count could point at somebody, so it isn't told.
LEAST: Final = 5
_PERCENT: Final = 100
_LONG: Final = 90


@dataclass(frozen=True)
class Case:
    """One story, as far as its answer goes."""

    #: None when nobody knows.
    district_id: int | None
    #: First day of the month in which it was told.
    month: date
    #: Working days until its first answer; None while there is none.
    days: int | None
    #: It has no answer, and the day that was promised is over.
    is_overdue: bool = False


@dataclass(frozen=True)
class Speed:
    """How fast some stories were answered; None where too few are known."""

    #: How many were told; None when that is too few to tell.
    told: int | None
    #: Working days: half of the answers took no longer than this.
    median: float | None
    #: Working days: nine in ten answers took no longer than this.
    long: int | None
    #: Of those answered or overdue, how many in a hundred were answered in time.
    percent_in_time: int | None


@dataclass(frozen=True)
class Line:
    """One month: all districts together, and each of them."""

    month: date
    everywhere: Speed
    by_district: tuple[Speed, ...]


def speed_of(cases: Sequence[Case], term: int, *, is_told: bool) -> Speed:
    """Return how fast these were answered; `term` is the working days that are promised.

    Those that wait within their term count for neither side of the percentage.
    """
    took = sorted(case.days for case in cases if case.days is not None)
    judged = len(took) + sum(case.is_overdue for case in cases)
    in_time = sum(days <= term for days in took)
    enough = is_told and len(took) >= LEAST
    return Speed(
        told=len(cases) if is_told else None,
        median=median(took) if enough else None,
        long=took[rank(len(took)) - 1] if enough else None,
        percent_in_time=(in_time * _PERCENT // judged if is_told and judged >= LEAST else None),
    )


def rank(count: int) -> int:
    """Return which of `count` values in order is the 90th percentile, from 1 (nearest rank)."""
    return ceil(count * _LONG / _PERCENT)


def tellable(parts: Sequence[int], rest: int = 0) -> tuple[bool, list[bool]]:
    """Return whether the sum of these counts can be told, and which of them.

    A count from 1 to 4 is never told, nor what would let somebody work it out: beside a sum that
    is told, the counts that aren't told are at least two and together at least 5. `rest` is part
    of the sum and never told apart.
    """
    shown = [not 0 < part < LEAST for part in parts]
    whole = sum(parts) + rest
    if 0 < whole < LEAST:
        return False, shown
    while not _is_safe(parts, shown, rest):
        open_ = [place for place, part in enumerate(parts) if shown[place] and part]
        if not open_:
            return False, shown
        shown[min(open_, key=lambda place: parts[place])] = False
    return True, shown


def lines_of(
    cases: Iterable[Case], months: Sequence[date], districts: Sequence[int], term: int
) -> list[Line]:
    """Return a line for each month, newest first as they are given; districts in order too.

    Months before the first story have none.
    """
    by_month: dict[date, list[Case]] = {month: [] for month in months}
    for case in cases:
        if case.month in by_month:
            by_month[case.month].append(case)
    first = min((month for month, mine in by_month.items() if mine), default=None)
    return [
        _line(month, mine, districts, term)
        for month, mine in by_month.items()
        if first is not None and month >= first
    ]


def months_before(day: date, count: int) -> list[date]:
    """Return the first days of the month of `day` and of those before it, newest first."""
    last = day.year * 12 + day.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last, last - count, -1)]


def _line(month: date, cases: Sequence[Case], districts: Sequence[int], term: int) -> Line:
    split = [[case for case in cases if case.district_id == each] for each in districts]
    rest = len(cases) - sum(map(len, split))
    whole, shown = tellable([len(mine) for mine in split], rest)
    return Line(
        month,
        speed_of(cases, term, is_told=whole),
        tuple(speed_of(mine, term, is_told=told) for mine, told in zip(split, shown, strict=True)),
    )


def _is_safe(parts: Sequence[int], shown: Sequence[bool], rest: int) -> bool:
    hidden = [part for part, told in zip(parts, shown, strict=True) if not told]
    hidden += [rest] if rest else []
    return not hidden or (len(hidden) > 1 and sum(hidden) >= LEAST)
