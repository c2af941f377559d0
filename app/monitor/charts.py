"""Where the shapes of a chart stand; templates draw them. Pure: numbers in, numbers out.

A chart is 320 units wide, as the narrowest phone, and its letters are 15 units high there. It says
nothing by colour: every shape has its number beside it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.monitor.figures_rules import Line, Table

WIDTH: Final = 320
_LINE: Final = 42
_BAR_MOST: Final = 250
_STRIP: Final = 84
_STRIP_TALL: Final = 34
_DOTS: Final = 62
_DOT_MOST: Final = 15
_HEAD: Final = 22


@dataclass(frozen=True)
class Shape:
    """One bar or dot, with its count; None where that isn't told."""

    count: int | None
    x: int
    #: Of its top, or of the middle of a dot.
    y: int
    #: Width of a bar, height of a strip, or radius of a dot.
    size: int


@dataclass(frozen=True)
class Row:
    """A name and the shapes of it."""

    name: str
    y: int
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class Chart:
    """Rows below each other; `heads` are (x, name) of its columns, if it has any."""

    height: int
    rows: tuple[Row, ...]
    heads: tuple[tuple[int, str], ...] = ()


def bars(lines: Sequence[Line]) -> Chart:
    """Return a bar for each line, below its name."""
    most = max((line.count or 0 for line in lines), default=0) or 1
    rows = tuple(
        Row(
            line.name,
            place * _LINE,
            (Shape(line.count, 0, place * _LINE + 20, (line.count or 0) * _BAR_MOST // most),),
        )
        for place, line in enumerate(lines)
    )
    return Chart(len(rows) * _LINE, rows)


def strips(table: Table) -> Chart:
    """Return a small upright bar for each cell, in a row below its name; all to one scale."""
    most = _most(table)
    step = WIDTH // max(1, len(table.columns))
    rows = []
    for place, (name, cells) in enumerate(zip(table.names, table.cells, strict=True)):
        foot = place * _STRIP + 22 + 16 + _STRIP_TALL
        sizes = [(count or 0) * _STRIP_TALL // most for count in cells]
        shapes = tuple(
            Shape(count, number * step, foot - size, size)
            for number, (count, size) in enumerate(zip(cells, sizes, strict=True))
        )
        rows.append(Row(name, place * _STRIP, shapes))
    return Chart(len(rows) * _STRIP, tuple(rows))


def dots(table: Table) -> Chart:
    """Return a dot for each cell, as large as its count, in columns that have a head."""
    most = _most(table)
    step = WIDTH // max(1, len(table.columns))
    heads = tuple((number * step, name) for number, name in enumerate(table.columns))
    rows = []
    for place, (name, cells) in enumerate(zip(table.names, table.cells, strict=True)):
        top = _HEAD + place * _DOTS
        shapes = tuple(
            Shape(count, number * step + _DOT_MOST, top + 40, _radius(count or 0, most))
            for number, count in enumerate(cells)
        )
        rows.append(Row(name, top, shapes))
    return Chart(_HEAD + len(rows) * _DOTS, tuple(rows), heads)


def _most(table: Table) -> int:
    return max((count or 0 for cells in table.cells for count in cells), default=0) or 1


def _radius(count: int, most: int) -> int:
    return max(1, round(_DOT_MOST * math.sqrt(count / most))) if count else 0
