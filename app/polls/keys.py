"""From the secret of a voting code to its check value and to its ballot.

One argon2id key is made of secret and salt; two derivations of it can't be tied to each other by
somebody who lacks the secret. A copy of the database without the letters therefore holds codes
and ballots, and no way from one to the other.
"""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from app.core.hashing import HashCost, derive_key
from app.polls.receipts import RECEIPT_BYTES
from app.polls.rules import Choice

BALLOT_BYTES = 16
CHECK_BYTES = 32
SALT_BYTES = 16


@dataclass(frozen=True)
class Keys:
    """What one code opens."""

    check_value: bytes = field(repr=False)
    ballot_id: bytes = field(repr=False)


def derive_keys(
    secret: str, salt: bytes, cost: HashCost, *, longest_wait: float | None = None
) -> Keys:
    """Return the check value and the ballot of a code; takes some 50 ms of work.

    Raises:
        BusyError: too many are being worked out, also after `longest_wait` seconds.
    """
    return split_key(derive_key(secret, salt, cost, longest_wait=longest_wait))


def split_key(key: bytes) -> Keys:
    """Return the two independent values of one argon2id key."""
    return Keys(
        check_value=_expand(key, b"buurtstem voting code check 1", CHECK_BYTES),
        ballot_id=_expand(key, b"buurtstem ballot id 1", BALLOT_BYTES),
    )


def ballot_of_browser(token: bytes, poll_ref: str) -> bytes:
    """Return the ballot of a browser in a peiling, made of the browser's random token."""
    return _expand(token, f"buurtstem browser ballot 1:{poll_ref}".encode(), BALLOT_BYTES)


def receipt_of_browser(token: bytes, poll_ref: str, choice: Choice) -> bytes:
    """Return the receipt of a browser's choice in a peiling: sent again it is the same."""
    return _expand(
        token, f"buurtstem browser receipt 1:{poll_ref}:{choice}".encode(), RECEIPT_BYTES
    )


def _expand(key: bytes, label: bytes, length: int) -> bytes:
    return HKDFExpand(algorithm=SHA256(), length=length, info=label).derive(key)
