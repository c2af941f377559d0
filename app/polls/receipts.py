"""Receipts: the random number with which a voter finds their own ballot in the public list."""

import re
import secrets
from typing import Final

from app.core.codes import ALPHABET, CodeCharacterError, read_characters

#: 80 bits: nobody gets another one's by chance, and nobody guesses one.
RECEIPT_BYTES: Final = 10
#: What is stored until somebody votes.
NO_RECEIPT: Final = bytes(RECEIPT_BYTES)
_BITS: Final = 5
_GROUP: Final = 4
_WRITTEN: Final = re.compile(rf"[{ALPHABET}]{{4}}(?:-[{ALPHABET}]{{4}}){{3}}")


def new_receipt() -> bytes:
    """Return a new receipt, as it is stored."""
    return secrets.token_bytes(RECEIPT_BYTES)


def write_receipt(stored: bytes) -> str:
    """Return the receipt as people see it and as the public list has it: `7KQ4-M2XB-TD9H-JRWC`."""
    number = int.from_bytes(stored, "big")
    places = range(RECEIPT_BYTES * 8 - _BITS, -1, -_BITS)
    text = "".join(ALPHABET[number >> place & 31] for place in places)
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def is_receipt(text: str) -> bool:
    """Whether `text` is a receipt exactly as `write_receipt` writes it."""
    return _WRITTEN.fullmatch(text) is not None


def read_receipt(typed: str) -> str | None:
    """Return the receipt that somebody typed, as `write_receipt` writes it; None when it is none.

    Case, spaces, dashes and look-alikes are forgiven as in codes.
    """
    try:
        text = read_characters(typed)
    except CodeCharacterError:
        return None
    if len(text) != RECEIPT_BYTES * 8 // _BITS:
        return None
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
