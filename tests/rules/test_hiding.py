"""What stays untold in tables, tried by solving them as a curious reader would."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from app.monitor.hiding_rules import Sums, hide, is_small

Table = list[list[int]]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, Sums]:
    """Small tables with many small cells; sums that are small themselves are never told."""
    width = draw(st.integers(1, 4))
    count = st.one_of(st.integers(0, 6), st.integers(0, 40))
    cells = draw(st.lists(st.lists(count, min_size=width, max_size=width), min_size=1, max_size=4))
    rows = [not is_small(sum(row)) and draw(st.booleans()) for row in cells]
    columns = [
        not is_small(sum(column)) and draw(st.booleans()) for column in zip(*cells, strict=True)
    ]
    return cells, Sums(rows, columns)


def possible(
    cells: Table, shown: Sequence[Sequence[bool]], sums: Sums, wanted: tuple[int, int]
) -> tuple[float, float]:
    """Return the least and the most that a hidden cell can be, by all that is told."""
    hidden = [
        (row, column)
        for row, column in product(range(len(cells)), range(len(cells[0])))
        if not shown[row][column]
    ]
    told = [
        ([float(cell[axis] == line) for cell in hidden], axis, line)
        for axis, lines in ((0, sums.rows), (1, sums.columns))
        for line, is_told in enumerate(lines)
        if is_told
    ]
    known = [
        sum(cells[row][column] for row, column in hidden if (row, column)[axis] == line)
        for _, axis, line in told
    ]
    goal = np.array([float(cell == wanted) for cell in hidden])
    ends = [
        linprog(
            sign * goal,
            A_eq=np.array([row for row, _, _ in told]) if told else None,
            b_eq=known or None,
            bounds=[(1, 1_000)] * len(hidden),
        ).fun
        * sign
        for sign in (1, -1)
    ]
    return ends[0], ends[1]


def small_cells(cells: Table) -> Iterator[tuple[int, int]]:
    for row, line in enumerate(cells):
        yield from ((row, column) for column, count in enumerate(line) if is_small(count))


@given(tables())
@settings(max_examples=150, deadline=None)
def test_no_small_count_is_told_or_can_be_worked_out(table: tuple[Table, Sums]) -> None:
    cells, sums = table
    shown = hide(cells, sums)
    assume(shown is not None)
    assert shown is not None

    for row, column in small_cells(cells):
        assert not shown[row][column]
        least, most = possible(cells, shown, sums, (row, column))
        assert most - least > 0.5, (row, column)


@given(tables())
@settings(deadline=None)
def test_no_line_tells_a_small_sum_of_what_it_hides(table: tuple[Table, Sums]) -> None:
    cells, sums = table
    shown = hide(cells, sums)
    assume(shown is not None)
    assert shown is not None

    for row, is_told in enumerate(sums.rows):
        rest = sum(c for c, told in zip(cells[row], shown[row], strict=True) if not told)
        assert not (is_told and is_small(rest))
    for column, is_told in enumerate(sums.columns):
        rest = sum(
            line[column] for line, told in zip(cells, shown, strict=True) if not told[column]
        )
        assert not (is_told and is_small(rest))


@given(tables())
def test_empty_cells_are_told_and_nothing_is_hidden_without_need(
    table: tuple[Table, Sums],
) -> None:
    cells, sums = table
    shown = hide(cells, sums)

    if not list(small_cells(cells)):
        assert shown == [[True] * len(line) for line in cells]
    elif shown is not None:
        assert all(
            told
            for line, tolds in zip(cells, shown, strict=True)
            for count, told in zip(line, tolds, strict=True)
            if not count
        )


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        # The row's sum would give the 3 away, so the smallest beside it goes too; then the columns.
        ([[3, 20], [30, 40]], [[False, False], [False, False]]),
        ([[3, 20, 9], [30, 40, 8]], [[False, True, False], [False, True, False]]),
        ([[7, 20], [30, 40]], [[True, True], [True, True]]),
        # Every cell is 1 and the sums say so: nothing else could be hidden.
        ([[1, 4, 4], [4, 1, 4]], [[False, False, False], [False, False, False]]),
    ],
)
def test_what_is_hidden_beside_a_small_count(cells: Table, shown: list[list[bool]]) -> None:
    sums = Sums([True] * len(cells), [True] * len(cells[0]))

    assert hide(cells, sums) == shown


def test_a_table_that_can_not_be_told_safely_is_not_told() -> None:
    assert hide([[3, 2], [2, 3]], Sums([True, True], [True, True])) is not None
    assert hide([[1, 0], [0, 9]], Sums([False, True], [True, True])) is None
