"""Wrong tries at codes and passwords, counted over processes and restarts.

They have a small database file of their own: a refused request rolls its own work back and the
count must stay, nobody waits for the main database, and nothing of a voting code ever lies beside
the ballots. There are two ways of counting:

- A try at a follow card or a password is counted as wrong before it is looked at, so that many at
  the same moment get no further than one after another; the right one is taken back.
- A try at a voting code is counted only when it was wrong, so that a right one leaves no trace: no
  row, no rank, no page in a log. The few that are looked at in the same moment may all be free.
  Only the hour is kept; as it passes it lets one more try through now and then, so that nobody
  waits for its end.
"""

import hashlib
import hmac
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from threading import local
from typing import Final

from app.core.db import BUSY_TIMEOUT_MS
from app.core.errors import InvalidError, TooManyTriesError
from app.core.hashing import HashCost

#: So many wrong tries at one thing cost nothing; from then on each doubles the wait.
FREE_TRIES: Final = 5
#: The same for all that comes from one place: a library or a school is one place.
FREE_FROM_SOURCE: Final = 30
FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(minutes=15)
#: Counts are forgotten after a day without a wrong try.
MEMORY: Final = timedelta(days=1)
_HOUR: Final = 3600
_HOURS_KEPT: Final = MEMORY // timedelta(hours=1)
#: The part of an IPv6 address that one household shares.
_HOUSEHOLD_BITS: Final = 64

# Keys are keyed hashes of what was tried or where it came from, never a code or an address; moments
# are Unix seconds. Without row numbers no order of arrival is kept either.
_PREPARE: Final = f"""
PRAGMA busy_timeout = {BUSY_TIMEOUT_MS};
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS tried
    (key TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tried_last_at ON tried (last_at);
CREATE TABLE IF NOT EXISTS wrong_in_hour
    (key TEXT, hour INTEGER, failures INTEGER NOT NULL, PRIMARY KEY (key, hour)) WITHOUT ROWID;
"""
_FIND: Final = "SELECT failures, last_at FROM tried WHERE key = ?"
_COUNT: Final = """
INSERT INTO tried (key, failures, last_at) VALUES (?, 1, ?)
ON CONFLICT (key) DO UPDATE SET failures = failures + 1, last_at = excluded.last_at
"""
_UNCOUNT: Final = """
UPDATE tried SET failures = failures - 1, last_at = iif(last_at = ?, ?, last_at) WHERE key = ?
"""
_FIND_IN_HOUR: Final = "SELECT failures FROM wrong_in_hour WHERE key = ? AND hour = ?"
_COUNT_IN_HOUR: Final = """
INSERT INTO wrong_in_hour (key, hour, failures) VALUES (?, ?, 1)
ON CONFLICT (key, hour) DO UPDATE SET failures = failures + 1
"""


@dataclass(frozen=True)
class Limit:
    """What a try counts for, and how many wrong ones there cost nothing."""

    key: str
    free: int = FREE_TRIES
    #: Key of another limit; who has no wrong try there in this hour isn't stopped here.
    spares_new_at: str = ""


@dataclass(frozen=True)
class Taken:
    """A try that was counted, and when the last one before it was, by key; in Unix seconds."""

    at: float
    before: dict[str, float]


def wait_after(failures: int, free: int = FREE_TRIES) -> timedelta:
    """Return how long the next try has to wait after so many wrong ones."""
    if failures < free:
        return timedelta(0)
    doubled = min(failures - free, 16)
    return min(FIRST_WAIT * float(2**doubled), LONGEST_WAIT)


def wait_in_hour(failures: int, free: int, passed: int) -> int:
    """Return how many seconds the next try has to wait, `passed` seconds into a clock hour.

    failures: wrong tries in this hour. `free` of them cost nothing; as many more come free one by
    one, spread over the hour.
    """
    lacking = failures - free - free * passed // _HOUR + 1
    if lacking <= 0:
        return 0
    next_free = -(-(failures - free + 1) * _HOUR // free)
    return min(next_free, _HOUR) - passed


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


class Tries:
    """The counts of wrong tries in one SQLite file, which is made when it is first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = local()

    def take_try(self, limits: Sequence[Limit], *, now: datetime) -> Taken:
        """Count a try at each of `limits` before it is looked at.

        Raises:
            TooManyTriesError: one of them has to wait; this try isn't counted.
        """
        opened, at = self._connection(), now.timestamp()
        _last_tries(opened, limits, at)  # whoever waits takes no lock
        with opened:
            opened.execute("BEGIN IMMEDIATE")
            _forget_older(opened, at)
            before = _last_tries(opened, limits, at)
            opened.executemany(_COUNT, [(limit.key, at) for limit in limits])
        return Taken(at, before)

    def take_back(
        self, limits: Sequence[Limit], taken: Taken, *, forget: Sequence[Limit] = ()
    ) -> None:
        """Uncount a try that was not wrong; those in `forget` start anew."""
        opened = self._connection()
        uncounted = [
            (taken.at, taken.before.get(limit.key, taken.at), limit.key) for limit in limits
        ]
        with opened:
            opened.execute("BEGIN IMMEDIATE")
            opened.executemany(_UNCOUNT, uncounted)
            opened.executemany(
                "DELETE FROM tried WHERE key = ?", [(limit.key,) for limit in forget]
            )
            opened.executemany(
                "DELETE FROM tried WHERE key = ? AND failures < 1",
                [(limit.key,) for limit in limits],
            )

    def check_tries(self, limits: Sequence[Limit], *, now: datetime) -> None:
        """Let a try through that `count_wrong` counts when it turns out wrong; writes nothing.

        Raises:
            TooManyTriesError: one of `limits` had all its wrong tries of this clock hour so far.
        """
        opened, (hour, passed) = self._connection(), divmod(int(now.timestamp()), _HOUR)
        failures = {}
        for limit in limits:
            found = opened.execute(_FIND_IN_HOUR, (limit.key, hour)).fetchone()
            failures[limit.key] = found[0] if found else 0
        longest = max(
            (
                wait_in_hour(failures[limit.key], limit.free, passed)
                for limit in limits
                if not limit.spares_new_at or failures[limit.spares_new_at]
            ),
            default=0,
        )
        if longest:
            raise TooManyTriesError(longest)

    def count_wrong(self, limits: Sequence[Limit], *, now: datetime) -> None:
        """Count a try that was wrong at each of `limits`, in the clock hour of `now`."""
        opened, hour = self._connection(), int(now.timestamp()) // _HOUR
        with opened:
            opened.execute("BEGIN IMMEDIATE")
            opened.executemany(_COUNT_IN_HOUR, [(limit.key, hour) for limit in limits])

    def forget_old(self, *, now: datetime) -> None:
        """Delete every count of more than a day ago, so that it can't be read back."""
        opened, at = self._connection(), now.timestamp()
        with opened:
            opened.execute("BEGIN IMMEDIATE")
            _forget_older(opened, at)
            oldest = int(at) // _HOUR - _HOURS_KEPT
            opened.execute("DELETE FROM wrong_in_hour WHERE hour < ?", (oldest,))
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _connection(self) -> sqlite3.Connection:
        """Return the connection of this thread of this process, with its statements compiled."""
        if getattr(self._opened, "process", None) != os.getpid():
            opened = sqlite3.connect(self._path, isolation_level=None)
            opened.executescript(_PREPARE)
            self._opened.connection, self._opened.process = opened, os.getpid()
        connection: sqlite3.Connection = self._opened.connection
        return connection


class WrongCodeError(InvalidError):
    """Nothing opens with this code; whether its look-up exists isn't told."""


@dataclass(frozen=True)
class Lock:
    """What it takes to make every wrong code cost the same, and guessing slow."""

    secret_key: str = field(repr=False)
    cost: HashCost
    #: Counts those that were wrong.
    tries: Tries


def _last_tries(opened: sqlite3.Connection, limits: Sequence[Limit], at: float) -> dict[str, float]:
    """Return when the last tries were, by key.

    Raises:
        TooManyTriesError: one of them was too short ago.
    """
    before, longest = {}, 0.0
    for limit in limits:
        for failures, last_at in opened.execute(_FIND, (limit.key,)):
            before[limit.key] = last_at
            wait = last_at + wait_after(failures, limit.free).total_seconds() - at
            longest = max(longest, wait)
    if longest > 0:
        raise TooManyTriesError(int(longest) + 1)
    return before


def _forget_older(opened: sqlite3.Connection, at: float) -> None:
    opened.execute("DELETE FROM tried WHERE last_at < ?", (at - MEMORY.total_seconds(),))
