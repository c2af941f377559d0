"""Wrong tries at codes and passwords, counted over processes and restarts.

Counting has a short transaction of its own: a refused request rolls its own work back, and the
count must stay.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Field, col, delete, select

from app.core.db import Database, Table, UTCDateTime
from app.core.errors import TooManyTriesError

#: So many wrong tries cost nothing; from then on each doubles the wait.
FREE_TRIES: Final = 5
FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(minutes=15)
#: Counts are forgotten after a day without a wrong try.
MEMORY: Final = timedelta(days=1)


class AttemptCount(Table, table=True):
    """Wrong tries at one thing, or from one place."""

    __tablename__ = "attempt_count"

    #: Keyed hash of what was tried or where it came from; never a code or an address.
    key: str = Field(primary_key=True)
    failures: int = Field(default=0)
    last_at: datetime = Field(sa_type=UTCDateTime, index=True)


def wait_after(failures: int) -> timedelta:
    """Return how long the next try has to wait after so many wrong ones."""
    if failures < FREE_TRIES:
        return timedelta(0)
    doubled = min(failures - FREE_TRIES, 16)
    return min(FIRST_WAIT * float(2**doubled), LONGEST_WAIT)


def attempt_key(secret_key: str, *parts: str) -> str:
    """Return the key under which tries at `parts` (a purpose first) are counted."""
    return hmac.new(secret_key.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def check_tries(database: Database, keys: Sequence[str], *, now: datetime) -> None:
    """Raise `TooManyTriesError` while any of `keys` has to wait."""
    with database.read() as session:
        counts = session.exec(select(AttemptCount).where(col(AttemptCount.key).in_(keys))).all()
    waits = [count.last_at + wait_after(count.failures) - now for count in counts]
    longest = max(waits, default=timedelta(0))
    if longest > timedelta(0):
        raise TooManyTriesError(int(longest.total_seconds()) + 1)


def count_failure(database: Database, keys: Sequence[str], *, now: datetime) -> None:
    """Count one more wrong try at each of `keys`, and forget what is older than a day."""
    with database.write() as session:
        session.exec(delete(AttemptCount).where(col(AttemptCount.last_at) < now - MEMORY))
        for key in keys:
            count = session.get(AttemptCount, key) or AttemptCount(key=key, last_at=now)
            count.failures += 1
            count.last_at = now
            session.add(count)
        session.commit()


def forget_failures(database: Database, keys: Sequence[str]) -> None:
    """Start counting anew for `keys`, after a right try."""
    with database.write() as session:
        session.exec(delete(AttemptCount).where(col(AttemptCount.key).in_(keys)))
        session.commit()
