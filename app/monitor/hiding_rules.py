"""Which cells of a table are told, so that no small count is told or can be worked out. Pure.

Source: docs/decisions/0014-figures.md. A count from 1 to 4 could point at somebody. Hiding it
alone is not enough where sums are told: then other cells have to be hidden with it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.monitor.answer_rules import LEAST

Cell = tuple[int, int]
#: Lines of which no sum is told meet here.
_FREE: Final = ("free", 0)
_Node = tuple[str, int]


@dataclass(frozen=True)
class Sums:
    """Which sums of a table are told beside it."""

    rows: Sequence[bool]
    columns: Sequence[bool]


def is_small(count: int) -> bool:
    """Whether a count could point at somebody."""
    return 0 < count < LEAST


def hide(cells: Sequence[Sequence[int]], sums: Sums) -> list[list[bool]] | None:
    """Return which cells are told; None when none can be without telling a small one.

    What is told doesn't let anybody work out a small cell, nor a small sum of hidden cells of a
    line. Empty cells are always told. A sum that is told must not be small itself.
    """
    grid = _Grid(cells, sums)
    while (unsafe := grid.find_unsafe()) is not None:
        other = grid.next_to_hide(unsafe)
        if other is None:
            return None
        grid.hidden.add(other)
    return [
        [(row, column) not in grid.hidden for column in range(len(line))]
        for row, line in enumerate(cells)
    ]


class _Grid:
    """A table whose small cells are hidden, and more as it takes."""

    def __init__(self, cells: Sequence[Sequence[int]], sums: Sums) -> None:
        self._counts = {
            (row, column): count
            for row, line in enumerate(cells)
            for column, count in enumerate(line)
            if count
        }
        self._sums = sums
        self.hidden = {cell for cell, count in self._counts.items() if is_small(count)}

    def find_unsafe(self) -> Cell | None:
        """Return a hidden cell that somebody could work out, by itself or with its line."""
        for cell in sorted(self.hidden):
            if any(is_small(self._hidden_sum(line)) for line in self._told_lines(cell)):
                return cell
        small = (cell for cell in sorted(self.hidden) if is_small(self._counts[cell]))
        return next((cell for cell in small if self._is_fixed(cell)), None)

    def next_to_hide(self, beside: Cell) -> Cell | None:
        """Return the cell that is told and helps most: in lines with one hidden cell, and small."""
        lines = Counter(line for cell in self.hidden for line in self._told_lines(cell))

        def use(cell: Cell) -> tuple[int, bool, int, Cell]:
            ends = sum(lines[line] == 1 for line in self._told_lines(cell))
            is_apart = cell[0] != beside[0] and cell[1] != beside[1]
            return -ends, is_apart, self._counts[cell], cell

        return min(
            (cell for cell in self._counts if cell not in self.hidden), key=use, default=None
        )

    def _told_lines(self, cell: Cell) -> Iterator[_Node]:
        return (node for node in self._ends(cell) if node != _FREE)

    def _hidden_sum(self, line: _Node) -> int:
        return sum(self._counts[cell] for cell in self.hidden if line in self._ends(cell))

    def _ends(self, cell: Cell) -> tuple[_Node, _Node]:
        """Return the lines that the cell lies on; those without a sum are all the same."""
        row, column = cell
        return (
            ("row", row) if self._sums.rows[row] else _FREE,
            ("column", column) if self._sums.columns[column] else _FREE,
        )

    def _is_fixed(self, cell: Cell) -> bool:
        """Whether the sums leave only one value for this cell, hidden ones being 1 or more.

        Another value is possible when hidden cells can be raised and lowered by one in turn, around
        a ring that begins and ends at this one: then no sum changes.
        """
        row, column = self._ends(cell)
        raised = self._is_way(column, row, cell)
        return not (raised or (self._counts[cell] > 1 and self._is_way(row, column, cell)))

    def _is_way(self, start: _Node, end: _Node, without: Cell) -> bool:
        """Whether a change at `start` can be handed on from line to line until `end`.

        From a row to a column a cell is raised, from a column to a row one is lowered.
        """
        steps: dict[_Node, list[_Node]] = {}
        for cell in self.hidden - {without}:
            row, column = self._ends(cell)
            steps.setdefault(row, []).append(column)
            if self._counts[cell] > 1:
                steps.setdefault(column, []).append(row)
        seen, waiting = {start}, [start]
        while waiting and end not in seen:
            for node in steps.get(waiting.pop(), ()):
                if node not in seen:
                    seen.add(node)
                    waiting.append(node)
        return end in seen
