"""Lists that people put in order with buttons."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Placed(Protocol):
    """Something with a place in a list."""

    position: int


P = TypeVar("P", bound=Placed)


def place(rows: Sequence[P], moved: P, steps: int) -> list[P]:
    """Number `rows` anew with `moved` so many places further (back when negative); return them."""
    others = [row for row in rows if row is not moved]
    at = max(0, min(list(rows).index(moved) + steps, len(others)))
    ordered = [*others[:at], moved, *others[at:]]
    for position, row in enumerate(ordered):
        row.position = position
    return ordered
