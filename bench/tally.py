"""What counting a million ballots costs beside one GROUP BY on an index, in bare SQL.

The same rows and the same index; ours is the query of the result page, through the session and
into a `Tally`. Recounting the public list of as many ballots is shown for the record.
"""

import math
import random
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import insert
from sqlmodel import Session

from app.core.db import open_database
from app.polls.counting import recount, write_list
from app.polls.models import CountedBallot
from app.polls.receipts import RECEIPT_BYTES, write_receipt
from app.polls.result_queries import list_of, tally
from app.polls.rules import BLANK, INVALID
from app.upkeep.migrating import migrate
from bench.measure import Goal, Row, cpu_seconds, row, side_by_side
from tests.factories import make_poll, make_programme

BALLOTS: Final = 1_000_000
ROUNDS: Final = 9
_STEP: Final = 50_000
_CHOICES: Final = (0b10, 0b100, 0b1000, 0b10000, BLANK, INVALID)
_BARE: Final = "SELECT choice, count(*) FROM counted_ballot WHERE poll_id = ? GROUP BY choice"


def rows() -> list[Row]:
    """Measure the tally of a million ballots, and the recount of their list."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        database = open_database(path)
        migrate(database)
        with database.write() as session:
            poll_id = _fill(session)
            session.commit()
        database.truncate_log()
        with closing(sqlite3.connect(path)) as bare, database.read() as session:

            def theirs() -> object:
                return dict(bare.execute(_BARE, (poll_id,)).fetchall())

            ours, plain = side_by_side(lambda: tally(session, poll_id), theirs, rounds=ROUNDS)
            if dict(tally(session, poll_id).choices) != theirs():
                raise RuntimeError("the tally is another one")
            listed = cpu_seconds(_recounting(session, poll_id))
        database.dispose()
    return [
        row("tally-1m", ours, plain, Goal("<=", 1.2), "CPU s"),
        row("tally-1m-recount", listed, plain, Goal("<=", math.inf), "CPU s"),
    ]


def _recounting(session: Session, poll_id: int) -> Callable[[], object]:
    """Return what anybody does: from the list as it is sent to its tally."""
    return lambda: recount(write_list(list_of(session, poll_id)))


def _fill(session: Session) -> int:
    make_programme(session)
    poll = make_poll(session, frozen=True)
    assert poll.id is not None
    chance = random.Random(1)  # noqa: S311 - the same ballots each time
    receipts = sorted(chance.randbytes(RECEIPT_BYTES) for _ in range(BALLOTS))
    for start in range(0, BALLOTS, _STEP):
        ballots = [
            {
                "poll_id": poll.id,
                "receipt": write_receipt(receipt),
                "choice": chance.choices(_CHOICES, (40, 25, 15, 10, 8, 2))[0],
            }
            for receipt in receipts[start : start + _STEP]
        ]
        session.connection().execute(insert(CountedBallot), ballots)
    return poll.id
