"""Votes that wait at the same moment: one transaction, and each its own answer."""

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from app.core.config import Settings
from app.core.db import Database
from app.core.errors import BusyError, ConflictError
from app.polls.batching import Batches
from app.polls.casting import AlreadyCastError, cast
from app.polls.models import Ballot, Poll
from app.polls.opening import Opened
from app.polls.receipts import NO_RECEIPT
from app.polls.rules import Choice, make_choice, pack_choice
from app.polls.voting_store import Put, store_votes
from tests.ballots import DAY, make_door, make_letters
from tests.conftest import NOW
from tests.factories import make_poll, make_programme

ONE = make_choice([1], blank=False, options=3, most=1)
TWO = make_choice([2], blank=False, options=3, most=1)
FIRST, SECOND = b"1" * 10, b"2" * 10


@pytest.fixture
def poll(session: Session) -> Poll:
    make_programme(session)
    return make_poll(session, options=3, frozen=True, opens_at=NOW - DAY, closes_at=NOW + DAY)


@pytest.fixture
def opened(database: Database, settings: Settings, session: Session, poll: Poll) -> list[Opened]:
    codes = make_letters(session, poll)
    session.commit()
    door = make_door(database, settings)
    return [door.open(code) for code in codes]


def together(line: Batches[str], items: Sequence[str]) -> list[Future[None]]:
    """Have all items wait in this order while somebody else has the turn; return their ends."""
    with ThreadPoolExecutor() as pool:
        with line.turn():
            ends = []
            for count, item in enumerate(items, start=1):
                ends.append(pool.submit(line.put, item))
                while line.waiting < count:
                    os.sched_yield()
        return ends


def test_who_waits_along_is_stored_in_one_go() -> None:
    batches: list[list[str]] = []

    def store(items: Sequence[str]) -> list[None]:
        batches.append(list(items))
        return [None] * len(items)

    line = Batches(store)
    line.put("alone")
    ends = together(line, ["a", "b", "c"])

    assert batches == [["alone"], ["a", "b", "c"]]
    assert [end.exception() for end in ends] == [None, None, None]


def test_who_is_refused_hears_so_and_the_others_are_stored() -> None:
    def store(items: Sequence[str]) -> list[ConflictError | None]:
        return [ConflictError(each) if each == "b" else None for each in items]

    line = Batches(store)
    told = [end.exception() for end in together(line, ["a", "b", "c"])]

    assert [type(each) for each in told] == [type(None), ConflictError, type(None)]


def test_when_storing_fails_nobody_takes_it_for_stored() -> None:
    def store(items: Sequence[str]) -> list[None]:
        if len(items) > 1:
            raise OSError("no space left on device")
        return [None]

    line = Batches(store)
    told = [type(end.exception()) for end in together(line, ["a", "b", "c"])]

    assert sorted(told, key=lambda kind: kind.__name__) == [BusyError, BusyError, OSError]
    line.put("again")


def vote(poll: Poll, opened: Opened, choice: Choice, receipt: bytes) -> Put:
    return partial(cast, poll=poll, opened=opened, choice=choice, receipt=receipt, now=NOW)


def test_votes_that_come_together_are_one_transaction_and_each_is_judged(
    database: Database, settings: Settings, poll: Poll, opened: list[Opened]
) -> None:
    begun: list[str] = []
    event.listen(database.writing, "begin", lambda _: begun.append("begin"))

    refusals = store_votes(
        database,
        [
            vote(poll, opened[0], ONE, FIRST),
            vote(poll, opened[0], TWO, FIRST),  # tapped twice, differently
            vote(poll, opened[1], TWO, SECOND),
            vote(poll, opened[0], ONE, FIRST),  # sent again
        ],
    )

    assert [type(each) for each in refusals] == [
        type(None), AlreadyCastError, type(None), type(None),
    ]  # fmt: skip
    assert len(begun) == 1
    with database.read() as session:
        stored = {each.id: (each.choice, each.receipt) for each in session.exec(select(Ballot))}
    assert stored == {
        opened[0].ballot_id: (pack_choice(ONE), FIRST),
        opened[1].ballot_id: (pack_choice(TWO), SECOND),
        opened[2].ballot_id: (stored[opened[2].ballot_id][0], NO_RECEIPT),
    }
    assert Path(f"{settings.database}-wal").stat().st_size == 0
