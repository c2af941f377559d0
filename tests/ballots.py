"""Polls with letters for tests: codes and empty ballots as a batch stores them."""

import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.core.attempts import Lock, Tries
from app.core.codes import ALPHABET, Code, new_code
from app.core.config import Settings
from app.core.db import Database
from app.core.hashing import HashCost
from app.polls.keys import SALT_BYTES, derive_keys
from app.polls.models import Ballot, CodeBatch, Poll, VotingCode
from app.polls.opening import Opened, open_code
from app.polls.receipts import NO_RECEIPT
from app.polls.rules import NOTHING, CodeState, pack_choice
from tests.conftest import NOW
from tests.factories import CHEAP

DAY = timedelta(days=1)


def make_letters(
    session: Session, poll: Poll, count: int = 3, *, cost: HashCost = CHEAP, district: int = 1
) -> list[Code]:
    """Store codes with numbers from 1 and their empty ballots; return the codes by number."""
    assert poll.id is not None
    batch = CodeBatch(
        poll_id=poll.id, district_id=district, first_number=1, issued=count, reserve=0,
        form="a4", made_at=NOW - 3 * DAY, made_by="staff",
    )  # fmt: skip
    session.add(batch)
    session.flush()
    assert batch.id is not None
    by_lookup: dict[str, Code] = {}
    while len(by_lookup) < count:
        code = new_code()
        by_lookup.setdefault(code.lookup, code)
    ballots = []
    for number, code in enumerate(by_lookup.values(), start=1):
        salt = secrets.token_bytes(SALT_BYTES)
        keys = derive_keys(code.secret, salt, cost)
        session.add(
            VotingCode(
                lookup=code.lookup, poll_id=poll.id, batch_id=batch.id, number=number, salt=salt,
                time_cost=cost.time_cost, memory_kib=cost.memory_kib,
                parallelism=cost.parallelism, check_value=keys.check_value,
                state=CodeState.ISSUED,
            )
        )  # fmt: skip
        ballots.append(keys.ballot_id)
    for ballot_id in sorted(ballots):
        session.add(
            Ballot(
                poll_id=poll.id, id=ballot_id, district_id=district,
                choice=pack_choice(NOTHING), receipt=NO_RECEIPT,
            )
        )  # fmt: skip
        session.flush()
    return list(by_lookup.values())


@dataclass(frozen=True)
class Door:
    """Where voting codes are tried."""

    database: Database
    lock: Lock

    def open(self, code: Code, now: datetime = NOW, source: str = "huis") -> Opened:
        """Open a code that is typed in groups."""
        return open_code(self.database, code.grouped, lock=self.lock, source=source, now=now)


def make_door(database: Database, settings: Settings) -> Door:
    """A door that counts where the app does."""
    return Door(database, Lock("for tests only", CHEAP, Tries(settings.tries_database)))


def wrong_tries(settings: Settings) -> dict[str, int]:
    """Wrong tries at voting codes by key, as another process sees them."""
    if not settings.tries_database.exists():
        return {}
    with closing(sqlite3.connect(settings.tries_database)) as opened:
        return dict(opened.execute("SELECT key, sum(failures) FROM wrong_in_hour GROUP BY key"))


def wrong_for(code: Code) -> Code:
    """A code of the same letter with another secret."""
    return Code(code.lookup, ("A" if code.secret[0] != "A" else "B") + code.secret[1:])


def unknown_to(codes: Sequence[Code], place: int = 0) -> Code:
    """A code of no letter; each place gives another one."""
    known = {code.lookup for code in codes}
    return Code([each * 4 for each in ALPHABET if each * 4 not in known][place], "0123456789")
