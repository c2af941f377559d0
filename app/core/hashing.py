"""argon2id for secrets that people type, and never more of it at once than a server can bear."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError
from argon2.low_level import hash_secret_raw

from app.core.errors import BusyError

#: Computations at the same time in one process; each holds its memory for some 50 ms.
AT_ONCE: Final = 2
#: Seconds to wait for a turn before the answer is "try again".
LONGEST_WAIT = 4.0
#: Seconds after which a new try makes sense.
RETRY_AFTER: Final = 5

_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32
_TURNS: Final = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class HashCost:
    """What one computation costs; it is stored with each hash, so it may change later."""

    time_cost: int
    memory_kib: int
    parallelism: int


@contextmanager
def argon2_turn(longest_wait: float | None = None) -> Iterator[None]:
    """Hold one of the process's few turns at argon2 while the block runs.

    Raises:
        BusyError: no turn came free within `longest_wait` seconds (`LONGEST_WAIT` when None).
    """
    if not _TURNS.acquire(timeout=LONGEST_WAIT if longest_wait is None else longest_wait):
        raise BusyError(RETRY_AFTER)
    try:
        yield
    finally:
        _TURNS.release()


def hash_secret(secret: str, cost: HashCost) -> str:
    """Return the argon2id hash to store, with its own random salt and `cost` inside.

    Raises:
        BusyError: too many are being computed.
    """
    hasher = PasswordHasher(
        time_cost=cost.time_cost,
        memory_cost=cost.memory_kib,
        parallelism=cost.parallelism,
        hash_len=_HASH_BYTES,
        salt_len=_SALT_BYTES,
        type=Type.ID,
    )
    with argon2_turn():
        return hasher.hash(secret)


def verify_secret(stored: str, secret: str) -> bool:
    """Whether `secret` is the one that was hashed; a damaged hash is an error, not a "no".

    Raises:
        BusyError: too many are being computed.
    """
    try:
        with argon2_turn():
            return PasswordHasher().verify(stored, secret)
    except VerifyMismatchError:
        return False


def derive_key(
    secret: str, salt: bytes, cost: HashCost, *, longest_wait: float | None = None
) -> bytes:
    """Return the 32-byte argon2id key of `secret`, to derive other values from.

    Raises:
        BusyError: no turn came free within `longest_wait` seconds (`LONGEST_WAIT` when None).
    """
    with argon2_turn(longest_wait):
        return hash_secret_raw(
            secret.encode(),
            salt,
            time_cost=cost.time_cost,
            memory_cost=cost.memory_kib,
            parallelism=cost.parallelism,
            hash_len=_HASH_BYTES,
            type=Type.ID,
        )


def decoy_salt(name: str, key: str) -> bytes:
    """Return the salt of a name that doesn't exist, the same each time; needs `key` to be made."""
    return _keyed("decoy salt", name, key)[:_SALT_BYTES]


def decoy_hash(name: str, key: str, cost: HashCost) -> str:
    """Return a hash that no secret fits, the same each time for a name that doesn't exist.

    Verifying against it costs what a wrong secret costs, so that time doesn't tell which names
    exist. Without `key` nobody can make it.
    """
    salt = decoy_salt(name, key)
    digest = _keyed("decoy hash", name, key)[:_HASH_BYTES]
    costs = f"m={cost.memory_kib},t={cost.time_cost},p={cost.parallelism}"
    return f"$argon2id$v=19${costs}${_unpadded(salt)}${_unpadded(digest)}"


def _keyed(purpose: str, name: str, key: str) -> bytes:
    return hmac.new(key.encode(), f"{purpose}\0{name}".encode(), hashlib.sha256).digest()


def _unpadded(data: bytes) -> str:
    return b64encode(data).decode().rstrip("=")
