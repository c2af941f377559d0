"""Opening a voting code that somebody typed or scanned; nothing is stored when it is right."""

from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from typing import Final

from app.core.attempts import (
    FREE_FROM_SOURCE,
    FREE_TRIES,
    Limit,
    Lock,
    WrongCodeError,
    attempt_key,
)
from app.core.codes import Code, parse_code
from app.core.db import Database
from app.core.hashing import HashCost, decoy_salt
from app.polls.keys import CHECK_BYTES, derive_keys
from app.polls.models import VotingCode
from app.polls.rules import CodeState
from app.polls.voting_queries import find_ballot, find_code, is_voted

#: Wrong tries at one letter from all sides together that cost nothing.
FREE_AT_LETTER: Final = 4 * FREE_TRIES
#: Hexadecimal digits of where a try at a letter came from. So few fit many houses, so that what is
#: kept for a day ties no letter to an address.
_SIDE_DIGITS: Final = 2
#: No key derives to it, so nothing opens an unknown look-up.
_NOTHING: Final = bytes(CHECK_BYTES)


@dataclass(frozen=True)
class Opening:
    """Which ballot a right code opened."""

    poll_id: int
    #: First four characters of the code, in clear.
    lookup: str = field(repr=False)
    ballot_id: bytes = field(repr=False)


@dataclass(frozen=True)
class Opened(Opening):
    """The same, with what may be told of the code and of its own ballot."""

    #: Only an issued code can vote.
    state: CodeState
    #: Whether its ballot holds a choice; which one is told to nobody.
    has_voted: bool = field(repr=False)
    #: Whether a paper vote took the ballot's place.
    is_closed: bool = field(repr=False)


def open_code(database: Database, typed: str, *, lock: Lock, source: str, now: datetime) -> Opened:
    """Return what the typed code opens; no transaction is open while it is worked out.

    `source` is where the try comes from, such as a network address; only a keyed hash of it is
    kept, and only when the code was wrong.

    Raises:
        CodeError: it can't be a code; told at once and not counted.
        WrongCodeError: nothing opens with it; after some of these one has to wait.
        TooManyTriesError: this try has to wait.
        BusyError: too many codes are being looked at.
    """
    code = parse_code(typed)
    limits = limits_of(code.lookup, source, secret_key=lock.secret_key)
    lock.tries.check_tries(limits, now=now)
    with database.read() as session:
        stored = find_code(session, code.lookup)
    ballot_id = _ballot_of(code, stored, lock)
    if stored is None or ballot_id is None:
        lock.tries.count_wrong(limits, now=now)
        raise WrongCodeError
    return _told(database, stored, ballot_id)


def limits_of(lookup: str, source: str, *, secret_key: str) -> list[Limit]:
    """Return what a try at a letter counts for, so that nobody closes somebody else's letter.

    Whoever guesses waits longer at that letter, and so do others that err there. Somebody who comes
    from another side with the right code doesn't.
    """
    side = attempt_key(secret_key, "vote-side", source)[:_SIDE_DIGITS]
    from_side = Limit(attempt_key(secret_key, "vote", lookup, side))
    return [
        from_side,
        Limit(attempt_key(secret_key, "vote", lookup), FREE_AT_LETTER, from_side.key),
        Limit(attempt_key(secret_key, "vote-from", source), FREE_FROM_SOURCE),
    ]


def _ballot_of(code: Code, stored: VotingCode | None, lock: Lock) -> bytes | None:
    """Return the id of the ballot when the code is right; unknown ones cost the same work."""
    if stored is None:
        salt, cost, check_value = decoy_salt(code.lookup, lock.secret_key), lock.cost, _NOTHING
    else:
        salt, check_value = stored.salt, stored.check_value
        cost = HashCost(stored.time_cost, stored.memory_kib, stored.parallelism)
    keys = derive_keys(code.secret, salt, cost)
    return keys.ballot_id if compare_digest(keys.check_value, check_value) else None


def _told(database: Database, stored: VotingCode, ballot_id: bytes) -> Opened:
    with database.read() as session:
        ballot = find_ballot(session, stored.poll_id, ballot_id)
    return Opened(
        poll_id=stored.poll_id,
        lookup=stored.lookup,
        ballot_id=ballot_id,
        state=stored.state,
        has_voted=ballot is not None and is_voted(ballot),
        is_closed=ballot is not None and ballot.closed,
    )
