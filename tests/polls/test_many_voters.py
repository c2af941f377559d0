"""Many at once, over HTTP, with a server of several processes that is killed in between."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from app.core.config import Settings
from app.core.db import Database, open_database
from tests.ballots import make_door, make_letters
from tests.factories import make_poll, make_programme
from tests.real_server import server
from tests.turnout import Place, Vote, mass_vote, voted, wrongly_stored
from tests.voters import Voter

#: `make bench` has five times as many.
VOTERS = 1_000
AT_ONCE = 64
OPTIONS = 4
DAY = timedelta(days=1)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = open_database(settings.database)
    yield database
    database.dispose()


def open_poll(database: Database, letters: int) -> Place:
    """Store a poll that is open now, with letters."""
    now = datetime.now(UTC)
    with database.write() as session:
        make_programme(session)
        poll = make_poll(
            session, frozen=True, options=OPTIONS, opens_at=now - DAY, closes_at=now + DAY
        )
        codes = make_letters(session, poll, letters)
        session.commit()
        return Place(poll.slug, codes, OPTIONS)


def test_of_many_at_once_with_one_code_one_answer_is_stored_whole(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    poll = open_poll(database, 50)
    together = Barrier(AT_ONCE)

    def choose(voter: Voter, number: int) -> Vote:
        together.wait()
        return voter.choose(poll.slug, number), number

    with server(settings, tmp_path / "log", workers=2) as running:
        voters = [Voter(running.address).arrive() for _ in range(AT_ONCE)]
        for voter in voters:
            voter.open(poll.codes[7])
        with ThreadPoolExecutor(AT_ONCE) as pool:
            numbers = [place % OPTIONS + 1 for place in range(AT_ONCE)]
            answers = list(pool.map(choose, voters, numbers))
        for voter in voters:
            voter.close()

    assert len({receipt for receipt, _ in answers}) == AT_ONCE
    [stored] = voted(database).values()
    assert stored in answers
    assert [error for voter in voters for error in voter.errors] == []


def test_whatever_was_acknowledged_is_there_once_though_the_server_is_killed(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    poll, log = open_poll(database, VOTERS), tmp_path / "log"

    with server(settings, log, workers=2) as running:
        turnout = mass_vote(running, poll)

    assert len(turnout.told) == VOTERS == len(set(turnout.told.values()))
    assert turnout.errors == []
    assert wrongly_stored(make_door(database, settings), poll, turnout) == []
    assert len(voted(database)) == VOTERS
    assert "crash" not in log.read_text(encoding="utf-8")
