"""Counting ballots, and the public list from which anybody counts them again. Pure."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from app.core.errors import InvalidError
from app.polls.receipts import is_receipt
from app.polls.rules import (
    BLANK,
    INVALID,
    MAX_OPTIONS,
    MIN_SPLIT,
    Choice,
    count_options,
    write_choice,
)

#: First line of the public list. It never changes: the ledger holds the hash of each list.
HEADER: Final = ("ontvangstcode", "keuze")
_COLUMNS: Final = len(HEADER)


@dataclass(frozen=True)
class Tally:
    """How often each choice was made; made by `tally_of`."""

    #: (choice, ballots), lowest choice first, none with zero ballots.
    choices: tuple[tuple[Choice, int], ...] = ()

    @property
    def ballots(self) -> int:
        """All of them, blank and invalid ones included."""
        return sum(how_many for _, how_many in self.choices)

    @property
    def blank(self) -> int:
        """Ballots of nothing, on purpose."""
        return dict(self.choices).get(BLANK, 0)

    @property
    def invalid(self) -> int:
        """Paper ballots of which nobody can see what was meant."""
        return dict(self.choices).get(INVALID, 0)

    @cached_property
    def votes(self) -> Mapping[int, int]:
        """Votes by option number; options without any are left out."""
        return count_options(self.choices)


def tally_of(pairs: Iterable[tuple[Choice, int]]) -> Tally:
    """Return the tally of (choice, ballots) pairs; a choice may come more than once."""
    counted: dict[Choice, int] = {}
    for choice, how_many in pairs:
        counted[choice] = counted.get(choice, 0) + how_many
    return Tally(tuple(sorted((choice, many) for choice, many in counted.items() if many)))


def may_split(parts: Sequence[int], rest: int = 0) -> bool:
    """Whether parts of a whole, with so many votes each, may be shown beside one another.

    All or none: one that is left out could be worked out from the others and the whole. So could
    the `rest`, the votes of the whole that are in none of the parts.
    """
    return len(parts) > 1 and min(parts) >= MIN_SPLIT and (rest == 0 or rest >= MIN_SPLIT)


class ListError(InvalidError):
    """A line of a list isn't as it should be: `header`, `columns`, `receipt`, `choice`, `twice`."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        #: Counted from 1, the header being the first.
        self.line = line
        self.reason = reason


@lru_cache(maxsize=5_000)
def read_choice(text: str) -> Choice | None:
    """Return the choice that `rules.write_choice` writes so; None when it writes no choice so."""
    if text == write_choice(BLANK):
        return BLANK
    if text == write_choice(INVALID):
        return INVALID
    numbers = [int(part) for part in text.split("+") if part.isdecimal() and part.isascii()]
    if not all(1 <= number <= MAX_OPTIONS for number in numbers):
        return None
    choice = sum(1 << number for number in set(numbers))
    return choice if choice and write_choice(choice) == text else None


def write_list(ballots: Iterable[tuple[str, Choice]]) -> Iterator[str]:
    """Yield the lines of the public list, header first, of (receipt, choice) in their order."""
    yield ",".join(HEADER) + "\r\n"
    for receipt, choice in ballots:
        yield f"{receipt},{write_choice(choice)}\r\n"


def read_list(lines: Iterable[str]) -> Iterator[tuple[str, Choice]]:
    """Yield (receipt, choice) of each line behind the header of a public list, in any order.

    Raises:
        ListError: a line can't be read, or a receipt stands in it twice.
    """
    rows = csv.reader(lines)
    try:
        yield from _read_rows(rows)
    except csv.Error as error:
        raise ListError(rows.line_num, "columns") from error


def _read_rows(rows: Iterator[list[str]]) -> Iterator[tuple[str, Choice]]:
    seen: set[str] = set()
    if next(rows, None) != list(HEADER):
        raise ListError(1, "header")
    for number, row in enumerate(rows, 2):
        receipt, choice = _read_row(row, number)
        if receipt in seen:
            raise ListError(number, "twice")
        seen.add(receipt)
        yield receipt, choice


def _read_row(row: Sequence[str], number: int) -> tuple[str, Choice]:
    if len(row) != _COLUMNS:
        raise ListError(number, "columns")
    if not is_receipt(row[0]):
        raise ListError(number, "receipt")
    choice = read_choice(row[1])
    if choice is None:
        raise ListError(number, "choice")
    return row[0], choice


def recount(lines: Iterable[str]) -> Tally:
    """Return the tally of a public list.

    Raises:
        ListError: it can't be read.
    """
    return tally_of((choice, 1) for _, choice in read_list(lines))


def hash_lines(lines: Iterable[str]) -> str:
    """Return the SHA-256 of text as UTF-8, in hexadecimal."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()
