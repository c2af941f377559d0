"""Voting codes for tests, and a door where they are tried."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.core.attempts import Lock, Tries
from app.core.codes import ALPHABET, Code
from app.core.config import Settings
from app.core.db import Database
from app.core.hashing import HashCost
from app.core.refs import new_ref
from app.polls.code_making import draw_codes, lock_codes
from app.polls.code_rules import BatchPlan, LetterForm
from app.polls.code_services import make_codes
from app.polls.models import Poll
from app.polls.opening import Opened, open_code
from tests.conftest import NOW
from tests.factories import CHEAP

DAY = timedelta(days=1)


def make_letters(
    session: Session, poll: Poll, count: int = 3, *, cost: HashCost = CHEAP
) -> list[Code]:
    """Store codes and their empty ballots by the real service; return the codes by number."""
    made = lock_codes(draw_codes(count, ()), cost, lambda *_: None)
    plan = BatchPlan(
        ref=new_ref(), poll_ref=poll.ref, district_key="noord", form=LetterForm.A4,
        issued=count, reserve=0, actor="staff",
    )  # fmt: skip
    # Batches belong to drafts; tests often want a few letters more.
    frozen, poll.frozen_at = poll.frozen_at, None
    make_codes(session, poll, plan, made, cost, now=NOW - 3 * DAY)
    poll.frozen_at = frozen
    session.add(poll)
    session.flush()
    return [each.code for each in made]


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
    return Door(database, Lock(settings.secret_key, CHEAP, Tries(settings.tries_database)))


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
