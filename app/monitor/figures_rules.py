"""Periods, tables and sums of the monitor, with small counts left out. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from app.monitor.answer_rules import LEAST, Speed, rank, tellable
from app.monitor.counting_rules import UNKNOWN, Trait
from app.monitor.hiding_rules import Sums, hide, is_small

#: What is told of rounds is rounded down to this, so that they can't be compared with months.
ROUGH: Final = 5
_QUARTER: Final = 3
_YEAR: Final = 12


class Place(NamedTuple):
    """Where stories are counted; districts and rounds that nobody knows are 0."""

    month: date
    district_id: int
    round_id: int
    trait: Trait
    value: str


#: How many stories are counted at each place.
Counts = Mapping[Place, int]


@dataclass(frozen=True)
class Period:
    """Some months that are told together."""

    #: First day of the first one.
    first: date
    #: First days of its months, as far as they are told.
    months: tuple[date, ...]
    #: Whether months of it are still to come.
    goes_on: bool = False


@dataclass(frozen=True)
class Line:
    """One count with its name; None when it is too small to tell."""

    name: str
    count: int | None


@dataclass(frozen=True)
class Table:
    """Counts by name and column; None where one is too small to tell, or would tell another."""

    names: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not any(cell != 0 for row in self.cells for cell in row)


@dataclass(frozen=True)
class Kinds:
    """Values of a trait in order, each with its name."""

    names: Mapping[str, str]
    #: Name of what isn't known or stands not among them.
    other: str

    def of(self, value: str) -> str:
        """Return the name of a value."""
        return self.names.get(value, self.other)


def quarter_of(day: date) -> date:
    """Return the first day of the quarter of `day`."""
    return date(day.year, (day.month - 1) // _QUARTER * _QUARTER + 1, 1)


def month_before(day: date) -> date:
    """Return the first day of the month before that of `day`."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def months_up_to(last: date, count: int) -> list[date]:
    """Return the first days of `count` months, oldest first; the last one is that of `last`."""
    number = last.year * _YEAR + last.month - 1
    return [
        date(each // _YEAR, each % _YEAR + 1, 1) for each in range(number - count + 1, number + 1)
    ]


def periods(last: date, count: int, *, months: int) -> list[Period]:
    """Return `count` periods of so many months, oldest first, up to the month of `last`."""
    told = months_up_to(last.replace(day=1), count * months)
    mine: dict[date, list[date]] = {}
    for month in told:
        mine.setdefault(quarter_of(month) if months == _QUARTER else month, []).append(month)
    return [
        Period(
            first,
            tuple(each),
            goes_on=months == _QUARTER and first == quarter_of(last) and len(each) < _QUARTER,
        )
        for first, each in list(mine.items())[-count:]
    ]


def within(counts: Counts, periods_: Iterable[Period]) -> dict[Place, int]:
    """Return the counts of these periods only."""
    months = {month for period in periods_ for month in period.months}
    return {place: count for place, count in counts.items() if place.month in months}


def totals(counts: Counts, trait: Trait, key: Callable[[Place], str]) -> Counter[str]:
    """Return how many stories of a trait there are by `key`."""
    found: Counter[str] = Counter()
    for place, count in counts.items():
        if place.trait is trait:
            found[key(place)] += count
    return found


def stories(counts: Counts) -> int:
    """Return how many stories there are."""
    return sum(count for place, count in counts.items() if place.trait is Trait.ALL)


def people(counts: Counts) -> int | None:
    """Return of how many people the stories are at least; None when too few to tell."""
    count = stories(counts)
    return None if is_small(count) else count


def parts(found: Mapping[str, int], kinds: Kinds) -> list[Line]:
    """Return a line for each kind, as parts of a whole that is told beside them."""
    sums: Counter[str] = Counter()
    for value, count in found.items():
        sums[kinds.of(value)] += count
    names = [*dict.fromkeys(kinds.names.values()), *([kinds.other] if sums[kinds.other] else [])]
    whole, told = tellable([sums[name] for name in names])
    return [
        Line(name, sums[name] if whole and is_told else None)
        for name, is_told in zip(names, told, strict=True)
    ]


def singles(found: Mapping[str, int], kinds: Kinds) -> list[Line]:
    """Return a line for each kind; they don't add up to anything that is told."""
    return [
        Line(name, None if is_small(found.get(value, 0)) else found.get(value, 0))
        for value, name in kinds.names.items()
    ]


def over_time(counts: Counts, told: Sequence[Period], names: Sequence[str]) -> list[Line]:
    """Return how many stories were told in each period, as parts of their sum."""
    found = [stories(within(counts, [period])) for period in told]
    whole, shown = tellable(found)
    return [
        Line(name, count if whole and is_told else None)
        for name, count, is_told in zip(names, found, shown, strict=True)
    ]


@dataclass(frozen=True)
class Grid:
    """A table before anything is hidden; some of its sums are told elsewhere on the page."""

    names: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    #: Whether the sum of each row and of each column is told.
    sums: Sums = field(default_factory=lambda: Sums((), ()))

    def told(self) -> Table | None:
        """Return the table without what is too small to tell; None when nothing can be told."""
        shown = hide(self.cells, self.sums)
        if shown is None:
            return None
        cells = tuple(
            tuple(count if is_told else None for count, is_told in zip(row, tolds, strict=True))
            for row, tolds in zip(self.cells, shown, strict=True)
        )
        return Table(self.names, self.columns, cells)


def share_lines(found: Mapping[str, int], whole: int, kinds: Kinds) -> list[Line]:
    """Return of each kind how many in a hundred stories have it, roughly.

    None for kinds with few stories; all None when there are few.
    """
    least = 2 * LEAST
    return [
        Line(
            name,
            None
            if whole < least or is_small(found.get(value, 0))
            else round(found.get(value, 0) * 100 / whole / ROUGH) * ROUGH,
        )
        for value, name in kinds.names.items()
    ]


def speed(found: Mapping[str, int], term: int, *, overdue: int) -> Speed:
    """Return how fast stories were answered, of how many by working days ("" while they wait)."""
    days = sorted((int(value), count) for value, count in found.items() if value != UNKNOWN)
    answered = sum(count for _, count in days)
    judged = answered + overdue
    enough = answered >= LEAST
    in_time = sum(count for value, count in days if value <= term)
    total = sum(found.values())
    return Speed(
        told=None if is_small(total) else total,
        median=float(_at(days, (answered + 1) // 2)) if enough else None,
        long=_at(days, rank(answered)) if enough else None,
        percent_in_time=in_time * 100 // judged if judged >= LEAST else None,
    )


def _at(days: Sequence[tuple[int, int]], wanted: int) -> int:
    """Return the value at this place, from 1, of all values in order."""
    seen = 0
    for value, count in days:
        seen += count
        if seen >= wanted:
            return value
    return 0


def of_districts(counts: Counts, district_ids: Collection[int] | None) -> dict[Place, int]:
    """Return the counts of these districts; None for all."""
    if district_ids is None:
        return dict(counts)
    return {place: count for place, count in counts.items() if place.district_id in district_ids}
