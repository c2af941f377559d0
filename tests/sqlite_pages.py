"""Where the rows of a WITHOUT ROWID table lie in a SQLite file, read from its bytes.

Source: https://www.sqlite.org/fileformat2.html, parts 1.3, 1.6 and 2.1.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

_LEAF, _INTERIOR = 0x0A, 0x02
_BLOB = 12


class Cell(NamedTuple):
    """Where a row lies: page number from 1, offset in the page, and bytes of its record."""

    page: int
    offset: int
    size: int


def cells(path: Path, table: str, column: int) -> dict[bytes, Cell]:
    """Return where each row lies, by the blob in this column (from 0) of its record."""
    with closing(sqlite3.connect(path)) as opened:
        found = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
        [(root,)] = found
    content = path.read_bytes()
    return {_column(content, start, column): cell for start, cell in _walk(content, root)}


def page_size(content: bytes) -> int:
    """Return how many bytes a page of this database has."""
    size = int.from_bytes(content[16:18], "big")
    return 65_536 if size == 1 else size


def _walk(content: bytes, page: int) -> Iterator[tuple[int, Cell]]:
    """Yield the start of each record on this page and below it, in the order of the keys."""
    size = page_size(content)
    start = (page - 1) * size
    kind = content[start]
    assert kind in {_LEAF, _INTERIOR}, f"page {page} is of kind {kind}"
    header = 12 if kind == _INTERIOR else 8
    count = int.from_bytes(content[start + 3 : start + 5], "big")
    for number in range(count):
        pointer = start + header + 2 * number
        offset = int.from_bytes(content[pointer : pointer + 2], "big")
        place = start + offset
        if kind == _INTERIOR:
            yield from _walk(content, int.from_bytes(content[place : place + 4], "big"))
            place += 4
        length, record = _varint(content, place)
        yield record, Cell(page, offset, length)
    if kind == _INTERIOR:
        yield from _walk(content, int.from_bytes(content[start + 8 : start + 12], "big"))


def _column(content: bytes, record: int, column: int) -> bytes:
    """Return the blob that is this column of the record which starts there."""
    length, place = _varint(content, record)
    end = record + length
    value = end
    for _ in range(column):
        kind, place = _varint(content, place)
        value += _size(kind)
    kind, place = _varint(content, place)
    assert kind >= _BLOB
    assert kind % 2 == 0, "no blob"
    assert place <= end
    return content[value : value + _size(kind)]


def _size(kind: int) -> int:
    """Return the bytes of a value of this serial type."""
    fixed = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
    return fixed[kind] if kind < len(fixed) else (kind - _BLOB) // 2


def _varint(content: bytes, place: int) -> tuple[int, int]:
    """Return the number that starts there, and where it ends; ours have at most 8 bytes."""
    number = 0
    for length in range(1, 9):
        byte = content[place + length - 1]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, place + length
    raise ValueError("a number of 9 bytes")
