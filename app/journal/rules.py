"""Periods of the travel story, and what an entry may hold. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.core.errors import ConflictError, InvalidError

#: Code points.
MAX_TITLE: Final = 120
MAX_TEXT: Final = 6_000
MAX_ALT: Final = 300
#: Things that one entry is about.
MAX_LINKS: Final = 20
_HALF: Final = 6
_LAST_MONTH: Final = 12
_PERIOD: Final = re.compile(r"(20\d\d)(?:-([12]))?", re.ASCII)


class LinkKind(StrEnum):
    """What an entry can be about; the values stand in stored links."""

    STORY = "story"
    POLL = "poll"
    PROMISE = "promise"


class NoPictureWordsError(InvalidError):
    """A picture needs words for those who can't see it."""


class NothingToPrintError(InvalidError):
    """Nothing was told in this period."""


class AlreadyThereError(ConflictError):
    """The entry is public already, or isn't any more."""


@dataclass(frozen=True, order=True)
class Period:
    """A year, or one half of it."""

    year: int
    #: 1 or 2; 0 is the whole year.
    half: int = 0

    @property
    def key(self) -> str:
        """As addresses have it: `2026` or `2026-2`."""
        return f"{self.year}-{self.half}" if self.half else str(self.year)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, 1 + _HALF if self.half == 2 else 1, 1)  # noqa: PLR2004 - a half

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year, _HALF, 30) if self.half == 1 else date(self.year, _LAST_MONTH, 31)

    def holds(self, day: date) -> bool:
        """Whether `day` belongs to it."""
        return self.first_day <= day <= self.last_day


def read_period(text: str | None) -> Period | None:
    """Return the period that an address names; None when it names none."""
    found = _PERIOD.fullmatch(text or "")
    return Period(int(found[1]), int(found[2] or 0)) if found else None


def half_of(day: date) -> Period:
    """Return the half-year that `day` belongs to."""
    return Period(day.year, 1 if day.month <= _HALF else 2)


def periods_between(first: date, last: date) -> list[Period]:
    """Return every year and half-year that something between these days belongs to, newest first.

    A year goes before its halves.
    """
    found = []
    for year in range(last.year, first.year - 1, -1):
        halves = [
            period
            for period in (Period(year, 2), Period(year, 1))
            if period.last_day >= first and period.first_day <= last
        ]
        found += [Period(year), *halves]
    return found
