"""Many at once, over HTTP, with a server of several processes that is killed in between."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Barrier, Condition

import pytest
from sqlmodel import select

from app.core.codes import Code
from app.core.config import Settings
from app.core.db import Database, open_database
from app.polls.models import Ballot
from app.polls.receipts import NO_RECEIPT, write_receipt
from app.polls.rules import numbers_in, unpack_choice
from tests.ballots import make_door, make_letters
from tests.factories import make_poll, make_programme
from tests.real_server import Server, server
from tests.voters import Voter

#: All of `make bench` are five times as many.
VOTERS = 1_000
CLIENTS = 32
AT_ONCE = 64
KILLS = 20
OPTIONS = 4
DAY = timedelta(days=1)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = open_database(settings.database)
    yield database
    database.dispose()


def open_poll(database: Database, letters: int) -> tuple[str, list[Code]]:
    """Store an open poll with letters; return its address and the codes by number."""
    now = datetime.now(UTC)
    with database.write() as session:
        make_programme(session)
        poll = make_poll(
            session, frozen=True, options=OPTIONS, opens_at=now - DAY, closes_at=now + DAY
        )
        codes = make_letters(session, poll, letters)
        session.commit()
        return poll.slug, codes


def voted(database: Database) -> dict[bytes, tuple[str, int]]:
    """Receipt and option number of each ballot that isn't empty, by its id."""
    with database.read() as session:
        ballots = session.exec(select(Ballot)).all()
    return {
        each.id: (write_receipt(each.receipt), numbers_in(unpack_choice(each.choice))[0])
        for each in ballots
        if each.receipt != NO_RECEIPT
    }


def test_of_many_at_once_with_one_code_one_answer_is_stored_whole(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    slug, codes = open_poll(database, 50)
    together = Barrier(AT_ONCE)

    def choose(voter: Voter, number: int) -> tuple[str, int]:
        together.wait()
        return voter.choose(slug, number), number

    with server(settings, tmp_path / "log", workers=2) as running:
        voters = [Voter(running.address).arrive() for _ in range(AT_ONCE)]
        for voter in voters:
            voter.open(codes[7])
        with ThreadPoolExecutor(AT_ONCE) as pool:
            numbers = [place % OPTIONS + 1 for place in range(AT_ONCE)]
            answers = list(pool.map(choose, voters, numbers))
        for voter in voters:
            voter.leave()

    assert len({receipt for receipt, _ in answers}) == AT_ONCE
    [stored] = voted(database).values()
    assert stored in answers
    assert [error for voter in voters for error in voter.errors] == []


class Turnout:
    """Who has voted so far, and what they were told."""

    def __init__(self) -> None:
        #: Receipt and option number by place in the list of codes.
        self.told: dict[int, tuple[str, int]] = {}
        self.errors: list[int] = []
        self._changed = Condition()

    def tell(self, place: int, receipt: str, number: int) -> None:
        with self._changed:
            self.told[place] = receipt, number
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.told) >= count, timeout=120)


def go_voting(
    running: Server, slug: str, codes: list[Code], left: SimpleQueue[int], turnout: Turnout
) -> None:
    voter = Voter(running.address).arrive()
    with ExitStack() as stack:
        stack.callback(voter.leave)
        while True:
            try:
                place = left.get_nowait()
            except Empty:
                break
            number = place % OPTIONS + 1
            turnout.tell(place, voter.vote(slug, codes[place], number), number)
    turnout.errors += voter.errors


def test_whatever_was_acknowledged_is_there_once_though_the_server_is_killed(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    slug, codes = open_poll(database, VOTERS)
    left: SimpleQueue[int] = SimpleQueue()
    for place in range(VOTERS):
        left.put(place)
    turnout, chance = Turnout(), random.Random(20)  # noqa: S311 # the same kills each time

    log = tmp_path / "log"
    with server(settings, log, workers=2) as running, ThreadPoolExecutor(CLIENTS) as pool:
        voting = [
            pool.submit(go_voting, running, slug, codes, left, turnout) for _ in range(CLIENTS)
        ]
        kills = sorted(chance.sample(range(VOTERS // 20, VOTERS * 19 // 20), KILLS))
        for number, votes in enumerate(kills):
            turnout.wait_for(votes)
            killed = running.kill_everything() if number % 5 == 4 else running.kill_worker()
            assert killed, number
        for each in voting:
            each.result()

    assert len(turnout.told) == VOTERS
    assert turnout.errors == []
    door = make_door(database, settings)
    stored = voted(database)
    assert {place: stored[door.open(code).ballot_id] for place, code in enumerate(codes)} == (
        turnout.told
    )
    assert len(stored) == VOTERS == len({receipt for receipt, _ in stored.values()})
    assert "crash" not in log.read_text(encoding="utf-8")
