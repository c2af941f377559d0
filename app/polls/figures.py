"""The figures of an opened result, as they are stored, published and shown. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter

from app.polls.counting import Tally
from app.polls.outcome import Fault, Outcome, Sums, Turnout


@dataclass(frozen=True)
class OptionVotes:
    """An option and how many chose it."""

    number: int
    title: str
    votes: int


@dataclass(frozen=True)
class Part:
    """How a part of the voters chose; only where no part is small."""

    #: `web`, `paper`, or the name of a district.
    name: str
    ballots: int
    blank: int
    invalid: int
    #: By option, in order of their numbers.
    votes: tuple[int, ...]


@dataclass(frozen=True)
class DistrictTurnout:
    """How many voted in a district, on the web or on paper."""

    name: str
    turnout: Turnout


@dataclass(frozen=True)
class Refused:
    """Envelopes that stayed closed, by what was wrong with their stub."""

    wrong: int = 0
    void: int = 0
    seen: int = 0


@dataclass(frozen=True)
class Paper:
    """What came on paper."""

    ballots: int
    refused: Refused


@dataclass(frozen=True)
class Figures:
    """Everything that a result tells but the list of ballots."""

    options: tuple[OptionVotes, ...]
    ballots: int
    blank: int
    invalid: int
    #: Votes that may be somebody's second one: V in the rules.
    double: int
    outcome: Outcome
    #: None in a peiling, as are the three below.
    turnout: Turnout | None = None
    sums: Sums | None = None
    faults: tuple[Fault, ...] = ()
    #: None where nobody could vote on paper.
    paper: Paper | None = None
    #: Both empty where a part would be too small to be shown.
    channels: tuple[Part, ...] = ()
    districts: tuple[Part, ...] = ()
    district_turnouts: tuple[DistrictTurnout, ...] = ()

    def option(self, number: int) -> OptionVotes:
        """Return the option with this number."""
        return next(option for option in self.options if option.number == number)


_SHAPE: Final = TypeAdapter(Figures)


def dump(figures: Figures) -> dict[str, Any]:
    """Return figures as JSON can hold them."""
    dumped: dict[str, Any] = _SHAPE.dump_python(figures, mode="json")
    return dumped


def load(stored: Mapping[str, Any]) -> Figures:
    """Return figures that were stored."""
    return _SHAPE.validate_python(stored)


def part_of(name: str, tally: Tally, numbers: list[int]) -> Part:
    """Return a tally of a part, with votes in the order of the option `numbers`."""
    votes = tuple(tally.votes.get(number, 0) for number in numbers)
    return Part(name, tally.ballots, tally.blank, tally.invalid, votes)
