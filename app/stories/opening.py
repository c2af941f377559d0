"""Opening a follow card by the code that somebody typed or scanned."""

from dataclasses import dataclass, field
from datetime import datetime

from app.core.attempts import attempt_key, check_tries, count_failure, forget_failures
from app.core.codes import parse_code
from app.core.db import Database
from app.core.errors import InvalidError
from app.core.hashing import HashCost, decoy_hash, verify_secret
from app.stories import queries


class WrongCodeError(InvalidError):
    """No card opens with this code; whether its look-up exists isn't told."""


@dataclass(frozen=True)
class Lock:
    """What it takes to make every wrong code cost the same."""

    secret_key: str = field(repr=False)
    cost: HashCost


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
    at_card = attempt_key(lock.secret_key, "card", code.lookup)
    keys = [at_card, attempt_key(lock.secret_key, "card-from", source)]
    check_tries(database, keys, now=now)
    with database.read() as session:
        found = queries.find_card(session, code.lookup)
    # An unknown look-up costs the same work, so that time doesn't tell which codes exist.
    stored = found[0].secret_hash if found else decoy_hash(code.lookup, lock.secret_key, lock.cost)
    if not verify_secret(stored, code.secret) or found is None:
        count_failure(database, keys, now=now)
        raise WrongCodeError
    forget_failures(database, [at_card])
    return found[1]
