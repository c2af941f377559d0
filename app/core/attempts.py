"""Wrong tries at codes and passwords, counted over processes and restarts.

Counting has a short transaction of its own: a refused request rolls its own work back, and the
count must stay. A try is counted as wrong before it is looked at, so that many at the same moment
get no further than one after another; the right one is taken back.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Final

from sqlmodel import Field, Session, col, delete, select

from app.core.db import Database, Table, UTCDateTime
from app.core.errors import TooManyTriesError

#: So many wrong tries at one thing cost nothing; from then on each doubles the wait.
FREE_TRIES: Final = 5
#: The same for all that comes from one place: a library or a school is one place.
FREE_FROM_SOURCE: Final = 30
FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(minutes=15)
#: Counts are forgotten after a day without a wrong try.
MEMORY: Final = timedelta(days=1)
#: The part of an IPv6 address that one household shares.
_HOUSEHOLD_BITS: Final = 64


class AttemptCount(Table, table=True):
    """Wrong tries at one thing, or from one place."""

    __tablename__ = "attempt_count"

    #: Keyed hash of what was tried or where it came from; never a code or an address.
    key: str = Field(primary_key=True)
    failures: int = Field(default=0)
    last_at: datetime = Field(sa_type=UTCDateTime, index=True)


@dataclass(frozen=True)
class Limit:
    """What a try counts for, and how many wrong ones there cost nothing."""

    key: str
    free: int = FREE_TRIES


@dataclass(frozen=True)
class Taken:
    """A try that was counted, and when the last one before it was, by key."""

    at: datetime
    before: dict[str, datetime]


def wait_after(failures: int, free: int = FREE_TRIES) -> timedelta:
    """Return how long the next try has to wait after so many wrong ones."""
    if failures < free:
        return timedelta(0)
    doubled = min(failures - free, 16)
    return min(FIRST_WAIT * float(2**doubled), LONGEST_WAIT)


def attempt_key(secret_key: str, *parts: str) -> str:
    """Return the key under which tries at `parts` (a purpose first) are counted."""
    return hmac.new(secret_key.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def network_of(address: str | None) -> str:
    """Return the network that wrong tries are counted for: an IPv6 household counts as one."""
    if not address:
        return ""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else f"{int(parsed) >> _HOUSEHOLD_BITS:x}/64"
    return str(parsed)


def take_try(database: Database, limits: Sequence[Limit], *, now: datetime) -> Taken:
    """Count a try at each of `limits`, and forget what is older than a day.

    Raises:
        TooManyTriesError: one of them has to wait; this try isn't counted.
    """
    with database.read() as session:
        _check(_counts(session, limits), limits, now)  # whoever waits takes no lock
    with database.write() as session:
        session.exec(delete(AttemptCount).where(col(AttemptCount.last_at) < now - MEMORY))
        counts = _counts(session, limits)
        _check(counts, limits, now)
        before = {key: count.last_at for key, count in counts.items()}
        for limit in limits:
            count = counts.get(limit.key) or AttemptCount(key=limit.key, last_at=now)
            count.failures += 1
            count.last_at = now
            session.add(count)
        session.commit()
    return Taken(now, before)


def take_back(
    database: Database, limits: Sequence[Limit], taken: Taken, *, forget: Sequence[Limit] = ()
) -> None:
    """Uncount a try that was not wrong; those in `forget` start anew."""
    anew = {limit.key for limit in forget}
    with database.write() as session:
        for key, count in _counts(session, limits).items():
            count.failures -= 1
            if key in anew or count.failures < 1:
                session.delete(count)
                continue
            if count.last_at == taken.at:
                count.last_at = taken.before.get(key, taken.at)
            session.add(count)
        session.commit()


def _counts(session: Session, limits: Sequence[Limit]) -> dict[str, AttemptCount]:
    keys = [limit.key for limit in limits]
    found = session.exec(select(AttemptCount).where(col(AttemptCount.key).in_(keys)))
    return {count.key: count for count in found}


def _check(counts: dict[str, AttemptCount], limits: Sequence[Limit], now: datetime) -> None:
    waits = [
        counts[limit.key].last_at + wait_after(counts[limit.key].failures, limit.free) - now
        for limit in limits
        if limit.key in counts
    ]
    longest = max(waits, default=timedelta(0))
    if longest > timedelta(0):
        raise TooManyTriesError(int(longest.total_seconds()) + 1)
