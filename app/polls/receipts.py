"""Receipts: what a voter keeps to find the own ballot in the public list. Pure.

Sixteen characters of the alphabet of codes, in four groups: 80 random bits. A receipt is no secret
and opens nothing.
"""

from typing import Final

from app.core.codes import ALPHABET, CodeCharacterError, read_characters

#: What is stored with a ballot.
RECEIPT_BYTES: Final = 10
#: Stands for "nobody voted".
NO_RECEIPT: Final = bytes(RECEIPT_BYTES)
_LENGTH: Final = 16
_GROUP: Final = 4
_BITS: Final = 5


def write_receipt(stored: bytes) -> str:
    """Return a receipt as people see it and as the public list has it, such as `7K3M-…`.

    Raises:
        ValueError: it isn't as long as receipts are.
    """
    if len(stored) != RECEIPT_BYTES:
        raise ValueError(f"{len(stored)} bytes")
    number = int.from_bytes(stored, "big")
    text = "".join(ALPHABET[number >> _BITS * place & 31] for place in reversed(range(_LENGTH)))
    return "-".join(text[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def read_receipt(typed: str) -> str | None:
    """Return the receipt that somebody typed, as `write_receipt` writes it; None when it is none.

    Case, spaces, dashes and look-alikes are forgiven as in codes.
    """
    try:
        text = read_characters(typed)
    except CodeCharacterError:
        return None
    if len(text) != _LENGTH:
        return None
    return "-".join(text[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
