"""Opening a follow card by the code that somebody typed or scanned."""

from datetime import datetime

from app.core.attempts import FREE_FROM_SOURCE, Limit, Lock, WrongCodeError, attempt_key
from app.core.codes import parse_code
from app.core.db import Database
from app.core.errors import BusyError
from app.core.hashing import decoy_hash, verify_secret
from app.stories import queries


def open_card(database: Database, typed: str, *, lock: Lock, source: str, now: datetime) -> str:
    """Return the reference of the story whose code was typed; holds no transaction meanwhile.

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
        found = queries.find_card(session, code.lookup)
    # An unknown look-up costs the same work, so that time doesn't tell which codes exist.
    stored = found[0].secret_hash if found else decoy_hash(code.lookup, lock.secret_key, lock.cost)
    try:
        is_right = verify_secret(stored, code.secret)
    except BusyError:
        lock.tries.take_back(limits, taken)  # nobody looked at it
        raise
    if not is_right or found is None:
        raise WrongCodeError
    lock.tries.take_back(limits, taken, forget=[at_card])
    return found[1]
