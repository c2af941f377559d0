"""Opening a follow card by the code that somebody typed or scanned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from sqlmodel import Session

from app.core.attempts import FREE_FROM_SOURCE, Limit, Lock, WrongCodeError, attempt_key
from app.core.codes import Code, parse_code
from app.core.db import Database
from app.core.errors import BusyError
from app.core.hashing import decoy_hash, verify_secret
from app.stories import queries

T = TypeVar("T")


@dataclass(frozen=True)
class Locked(Generic[T]):
    """Something that a code opens."""

    secret_hash: str = field(repr=False)
    thing: T


#: Returns what codes with this look-up may open.
Find = Callable[[Session, str], Sequence[Locked[T]]]


def story_with(session: Session, lookup: str) -> list[Locked[str]]:
    """Return the story whose card has this look-up, by its reference."""
    found = queries.find_card(session, lookup)
    return [Locked(found[0].secret_hash, found[1])] if found else []


def open_card(
    database: Database, typed: str, find: Find[T], *, lock: Lock, source: str, now: datetime
) -> T:
    """Return what opens with the code that was typed; holds no transaction meanwhile.

    `source` is where the try comes from, such as a network address; only a keyed hash is kept.

    Raises:
        CodeError: it can't be a code; told at once and not counted.
        WrongCodeError: nothing opens with it; the next tries at this card and from this source
            have to wait.
        TooManyTriesError: this try has to wait.
        BusyError: too many codes are being looked at.
    """
    code = parse_code(typed)
    at_card = Limit(attempt_key(lock.secret_key, "card", code.lookup))
    from_here = Limit(attempt_key(lock.secret_key, "card-from", source), FREE_FROM_SOURCE)
    limits = [at_card, from_here]
    taken = lock.tries.take_try(limits, now=now)
    with database.read() as session:
        found = find(session, code.lookup)
    try:
        opened = _opened(found, code, lock)
    except BusyError:
        lock.tries.take_back(limits, taken)  # nobody looked at it
        raise
    if opened is None:
        raise WrongCodeError
    lock.tries.take_back(limits, taken, forget=[at_card])
    return opened.thing


def _opened(found: Sequence[Locked[T]], code: Code, lock: Lock) -> Locked[T] | None:
    if not found:
        # An unknown look-up costs the same work, so that time doesn't tell which codes exist.
        verify_secret(decoy_hash(code.lookup, lock.secret_key, lock.cost), code.secret)
    return next((each for each in found if verify_secret(each.secret_hash, code.secret)), None)
