"""What a programme consists of, and which rounds fit together. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from app.core.errors import ConflictError, InvalidError

#: The role that may change settings, as the staff room calls it.
ADMINISTRATOR: Final = "beheerder"
#: Characters of a short title, so that it fits on a phone.
MAX_SHORT_TITLE: Final = 28
MAX_TITLE: Final = 200
#: Characters of the name of an office that staff write themselves.
MAX_OFFICE: Final = 80
MAX_DESCRIPTION: Final = 1_000
#: A standard text becomes an answer, and grows there.
MAX_BODY: Final = 5_000


class ClusterKind(StrEnum):
    """A cluster is about a problem (probleemcluster) or an opportunity (kans)."""

    PROBLEM = "problem"
    OPPORTUNITY = "opportunity"


class Favourable(StrEnum):
    """Which direction of an indicator is good news."""

    LOWER = "lower"
    HIGHER = "higher"


class ProgrammeFileError(InvalidError):
    """A programme file can't be loaded; each problem names the table, the entry and the field."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class OtherProgrammeError(ConflictError):
    """The database holds another programme: two can't be mixed."""


class RoundDaysError(InvalidError):
    """The days of a round can't be right."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        #: `ends_before_start` or `kept_too_short`.
        self.reason = reason


class RoundsOverlapError(InvalidError):
    """Two rounds claim the same day."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")
        #: Titles of the two rounds.
        self.first = first
        self.second = second


@dataclass(frozen=True)
class ClusterFacts:
    """What staff write about a cluster."""

    kind: ClusterKind
    title: str
    #: At most `MAX_SHORT_TITLE` characters.
    short_title: str
    description: str
    #: Keys of the indicators beside it, in order.
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Period:
    """The days of a round: its first, its last, and until when its stories are kept."""

    title: str
    starts_on: date
    #: Last day that belongs to it.
    ends_on: date
    keep_until: date


def check_periods(periods: Iterable[Period]) -> None:
    """Check every period by itself and that no day belongs to two.

    Raises:
        RoundDaysError: one ends before it starts, or is kept for less than it lasts.
        RoundsOverlapError: two share a day.
    """
    in_order = sorted(periods, key=lambda period: period.starts_on)
    for period in in_order:
        if period.ends_on < period.starts_on:
            raise RoundDaysError("ends_before_start")
        if period.keep_until < period.ends_on:
            raise RoundDaysError("kept_too_short")
    for earlier, later in pairwise(in_order):
        if later.starts_on <= earlier.ends_on:
            raise RoundsOverlapError(earlier.title, later.title)
