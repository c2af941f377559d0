"""Measuring work beside a named reference in the same run, and saying whether the goal holds."""

import operator
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from time import process_time

Row = dict[str, object]


@dataclass(frozen=True)
class Goal:
    """What a ratio should be: at most (`<=`) or at least (`>=`) the limit."""

    sign: str
    limit: float

    def holds(self, ratio: float) -> bool:
        """Whether `ratio` reaches the goal."""
        compare = operator.le if self.sign == "<=" else operator.ge
        return bool(compare(ratio, self.limit))

    def __str__(self) -> str:
        return f"{self.sign} {self.limit:g}"


@dataclass(frozen=True)
class _Row:
    name: str
    value: float
    reference: float
    ratio: float
    goal: str
    holds: bool
    unit: str


def row(name: str, value: float, reference: float, goal: Goal, unit: str) -> Row:
    """Return one line of `results.json`; the ratio is value / reference."""
    ratio = value / reference if reference else float("inf")
    return asdict(
        _Row(
            name, round(value, 6), round(reference, 6), round(ratio, 4), str(goal),
            goal.holds(ratio), unit,
        )
    )  # fmt: skip


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds that this process spends on `work`."""
    start = process_time()
    work()
    return process_time() - start


def side_by_side(
    work: Callable[[], object],
    reference: Callable[[], object],
    *,
    rounds: int,
    measure: Callable[[Callable[[], object]], float] = cpu_seconds,
    of_all: Callable[[list[float]], float] = statistics.median,
) -> tuple[float, float]:
    """Return the medians of both, measured in turns so that a busy machine hits both alike.

    `of_all=min` is for work of a tenth of a second and more that waits for memory: what else the
    machine does can only add to it, and adds most to what touches most memory.
    """
    mine: list[float] = []
    theirs: list[float] = []
    work()
    reference()
    for turn in range(rounds):
        pair: Sequence[tuple[Callable[[], object], list[float]]] = (
            (work, mine),
            (reference, theirs),
        )
        for function, results in pair if turn % 2 else reversed(pair):
            results.append(measure(function))
    return of_all(mine), of_all(theirs)
