"""Pages of long lists that cost the same at the end as at the start (keyset paging)."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")
Key = list[int | str]
#: Characters; ours are far shorter, and what is long could be deep.
MAX_CURSOR: Final = 200
INTEGER_BITS: Final = 63


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, and the cursors of its neighbours (None where there is none)."""

    items: Sequence[T]
    newer: str | None
    older: str | None


def encode_cursor(key: Key, *, back: bool = False) -> str:
    """Return a cursor that stands for "after this key", or before it with `back`."""
    packed = json.dumps([int(back), *key], separators=(",", ":")).encode()
    return urlsafe_b64encode(packed).decode().rstrip("=")


def decode_cursor(cursor: str | None, *, length: int) -> tuple[Key | None, bool]:
    """Return (key, back); an absent, damaged or foreign cursor means the first page."""
    if not cursor or len(cursor) > MAX_CURSOR:
        return None, False
    try:
        back, *key = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError):
        return None, False
    right = len(key) == length and all(_can_be_asked(part) for part in key)
    return (key, back == 1) if right else (None, False)


def _can_be_asked(part: object) -> bool:
    """Whether a database takes it: a number that it can hold, or text that it can store."""
    if type(part) is int:
        return part.bit_length() < INTEGER_BITS
    return isinstance(part, str) and not any("\ud800" <= letter <= "\udfff" for letter in part)


def row_number(text: str) -> int:
    """Return the number that an address or a form holds, as the `type` of `args.get`.

    Raises:
        ValueError: it is none, or one that no database column holds.
    """
    number = int(text)
    if number.bit_length() >= INTEGER_BITS:
        raise ValueError("too large")
    return number


def make_page(
    found: Sequence[T], key_of: Callable[[T], Key], *, size: int, cursor: Key | None, back: bool
) -> Page[T]:
    """Cut a page from `found`: up to `size + 1` rows in the order of the walk.

    Walking back, rows come nearest first and are turned round here.
    """
    more = len(found) > size
    items = list(found[:size])
    if back:
        items.reverse()
    has_older = bool(items) and (more or back if not back else True)
    has_newer = bool(items) and (cursor is not None if not back else more)
    return Page(
        items=items,
        newer=encode_cursor(key_of(items[0]), back=True) if has_newer else None,
        older=encode_cursor(key_of(items[-1])) if has_older else None,
    )
