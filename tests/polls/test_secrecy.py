"""What somebody finds who gets the data folder, its keys and its log, but not the letters.

See docs/decisions/0006 for what this shows and what it can't.
"""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from statistics import correlation
from typing import NamedTuple

import pytest
import structlog
from flask import Flask
from sqlmodel import Session, select

from app.core import clock
from app.core.codes import Code
from app.core.config import Settings
from app.core.db import Database
from app.polls.models import Poll
from app.upkeep.chores import empty_log
from app.web import logs
from tests.ballots import make_door, make_letters, wrong_for
from tests.factories import make_poll, make_programme
from tests.page import Browser
from tests.sqlite_pages import Cell, cells, page_size

#: Column of the record of a ballot that is its id.
ID = 1
VOTES = 500
#: Correlation with the order of 500 that chance alone gives less than once in a million runs.
FAR_FROM_CHANCE = 0.25
#: When somebody votes here; nothing else happens in that year.
MOMENT = datetime(2031, 5, 17, 13, 37, 42, tzinfo=UTC)


@pytest.fixture
def poll(session: Session, monkeypatch: pytest.MonkeyPatch) -> Poll:
    monkeypatch.setattr(clock, "now", lambda: MOMENT)
    make_programme(session)
    opens_at, closes_at = MOMENT.replace(year=2030), MOMENT.replace(year=2033)
    poll = make_poll(session, frozen=True, opens_at=opens_at, closes_at=closes_at)
    session.commit()
    return poll


@pytest.fixture
def codes(session: Session, database: Database, poll: Poll) -> list[Code]:
    codes = make_letters(session, poll, VOTES + 100)
    session.commit()
    session.close()
    assert database.truncate_log()
    return codes


@pytest.fixture
def voter(app: Flask, codes: list[Code]) -> "Voter":
    return Voter(app, codes)


class Voter:
    """Votes in turn with letter after letter, as one phone."""

    def __init__(self, app: Flask, codes: Sequence[Code]) -> None:
        self.browser = Browser(app)
        page = self.browser.get("/s", 200).text
        self.token = (
            page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
        )
        self.codes = codes
        self._go("/s", 422, code=wrong_for(codes[-1]).text)  # makes the file of wrong tries

    def vote(self, place: int, number: int = 1) -> None:
        """Vote for this option with the letter at this place."""
        ballot = self._go("/s", 303, code=self.codes[place].text)
        self._go(ballot, 200, keuze=str(number))

    def _go(self, path: str, status: int, **fields: str) -> str:
        answer = self.browser.client.post(path, data={"csrf_token": self.token, **fields})
        assert answer.status_code == status, answer.text
        return answer.headers.get("Location", "")


def contents(folder: Path) -> dict[str, bytes]:
    """What every file holds, but for how SQLite's processes tell each other who reads."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name: path.read_bytes() for path in files if not path.name.endswith("-shm")}


def ballot_ids(database: Database, settings: Settings, codes: Sequence[Code]) -> list[bytes]:
    """The ballot of each letter, which only who holds the letters can know."""
    door = make_door(database, settings)
    return [door.open(code, MOMENT).ballot_id for code in codes]


def test_a_vote_changes_its_own_bytes_where_they_lie_and_nothing_else(
    voter: Voter, settings: Settings, database: Database, codes: list[Code]
) -> None:
    [mine] = ballot_ids(database, settings, codes[77:78])
    places = cells(settings.database, "ballot", ID)
    before = contents(settings.data_dir)

    voter.vote(77, 2)

    after = contents(settings.data_dir)
    assert cells(settings.database, "ballot", ID) == places
    name = settings.database.name
    assert {each for each in before.keys() | after.keys() if before[each] != after[each]} == {name}
    changed = changed_bytes(before[name], after[name])
    assert after[f"{name}-wal"] == b""
    assert changed <= bytes_of(places[mine], page_size(after[name]))
    assert 2 <= len(changed) <= 4 + 10  # choice and receipt


def changed_bytes(before: bytes, after: bytes) -> set[int]:
    assert len(before) == len(after)
    return {place for place, byte in enumerate(before) if byte != after[place]}


def bytes_of(cell: Cell, size: int) -> set[int]:
    start = (cell.page - 1) * size + cell.offset
    # Its length stands in front of the record.
    return set(range(start, start + cell.size + 9))


def test_the_log_of_the_database_is_empty_after_each_vote(voter: Voter, settings: Settings) -> None:
    log = Path(f"{settings.database}-wal")
    for place in range(20):
        voter.vote(place)
        assert log.stat().st_size == 0


@pytest.mark.parametrize("makes_up", ["vote", "chore"])
def test_a_long_reader_delays_the_emptying_and_no_vote(
    app: Flask, voter: Voter, settings: Settings, database: Database, makes_up: str
) -> None:
    log = Path(f"{settings.database}-wal")
    with database.freeze() as reader:
        reader.exec(select(Poll.id)).all()
        voter.vote(1)
        voter.vote(2)
        assert log.stat().st_size > 0

    if makes_up == "vote":
        voter.vote(3)
    else:
        with app.app_context():
            assert empty_log()

    assert log.stat().st_size == 0


class Copy(NamedTuple):
    """A backup: the rows of every table, and where the ballots lie."""

    tables: dict[str, list[tuple[object, ...]]]
    places: dict[bytes, Cell]
    order: list[bytes]
    receipts: dict[bytes, bytes]


def back_up(settings: Settings, to: Path) -> Copy:
    with (
        closing(sqlite3.connect(settings.database)) as source,
        closing(sqlite3.connect(to)) as copy,
    ):
        source.backup(copy)
        names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = {name: copy.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names}  # noqa: S608
        rows = copy.execute("SELECT id, receipt FROM ballot").fetchall()
    return Copy(tables, cells(to, "ballot", ID), [row[0] for row in rows], dict(rows))


def test_two_backups_an_hour_apart_show_which_ballots_changed_and_no_order(
    voter: Voter, settings: Settings, database: Database, codes: list[Code], tmp_path: Path
) -> None:
    voted = random.Random(5).sample(range(len(codes)), VOTES)  # noqa: S311 # an order to look for
    for place in voted[: VOTES // 5]:
        voter.vote(place)
    first = back_up(settings, tmp_path / "first.db")
    for place in voted[VOTES // 5 :]:
        voter.vote(place, place % 2 + 1)
    second = back_up(settings, tmp_path / "second.db")

    assert {name for name in first.tables if first.tables[name] != second.tables[name]} == {
        "ballot"
    }
    assert first.places == second.places
    ids = ballot_ids(database, settings, [codes[place] for place in voted])
    changed = {each for each in ids if first.receipts[each] != second.receipts[each]}
    assert changed == set(ids[VOTES // 5 :])
    for copy, known in ((first, ids[: VOTES // 5]), (second, ids)):
        tells = what_tells_the_order(copy, known, [voted[: len(known)], list(range(len(known)))])
        assert all(abs(each) < FAR_FROM_CHANCE * (VOTES / len(known)) ** 0.5 for each in tells)


def what_tells_the_order(
    copy: Copy, ids: Sequence[bytes], orders: Sequence[Sequence[int]]
) -> list[float]:
    """How well each rank that the copy has predicts an order: of the letters, or of the votes."""
    by_row = {each: row for row, each in enumerate(copy.order)}
    by_receipt = {each: row for row, each in enumerate(sorted(ids, key=copy.receipts.__getitem__))}
    ranks: list[list[float]] = [
        [by_row[each] for each in ids],
        [copy.places[each].page for each in ids],
        [copy.places[each].page * 65_536 - copy.places[each].offset for each in ids],
        [int.from_bytes(each[:8], "big") for each in ids],
        [by_receipt[each] for each in ids],
    ]
    return [correlation(rank, ranked(order)) for rank in ranks for order in orders]


def ranked(values: Sequence[int]) -> list[float]:
    place = {value: rank for rank, value in enumerate(sorted(values))}
    return [float(place[value]) for value in values]


def test_the_measure_notices_an_order_where_there_is_one(tmp_path: Path) -> None:
    """Ballots that are stored as they come in tell who came first, and the measure sees it."""
    path = tmp_path / "careless.db"
    chance = random.Random(6)  # noqa: S311 # the same ids each time
    ids = [chance.randbytes(16) for _ in range(VOTES)]
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("CREATE TABLE ballot (place INT PRIMARY KEY, id BLOB) WITHOUT ROWID")
        opened.executemany("INSERT INTO ballot VALUES (?, ?)", enumerate(ids))
        opened.commit()
        order = [row[0] for row in opened.execute("SELECT id FROM ballot")]
    copy = Copy({}, cells(path, "ballot", ID), order, {each: each[::-1] for each in ids})

    tells = what_tells_the_order(copy, ids, [list(range(VOTES))])

    assert [abs(each) > 0.9 for each in tells] == [True, True, True, False, False]


def test_no_file_ties_a_ballot_to_anything(
    voter: Voter, settings: Settings, database: Database, codes: list[Code]
) -> None:
    for place in range(40):
        voter.vote(place)
    ids = ballot_ids(database, settings, codes[:40])
    found = contents(settings.data_dir)
    with closing(sqlite3.connect(settings.database)) as opened:
        rows = opened.execute("SELECT id, receipt FROM ballot").fetchall()
        locks = opened.execute("SELECT lookup, salt, check_value FROM voting_code").fetchall()
    receipts = dict(rows)

    everything = b"".join(found.values())
    for each in ids:
        assert everything.count(each) == 1
        assert everything.count(receipts[each]) == 1
    for lookup, salt, check_value in locks[:40]:
        assert everything.count(salt) == everything.count(check_value) == 1
        # Its row, and the index of its table.
        assert everything.count(lookup.encode()) == 2


def test_neither_a_file_nor_a_line_says_when_somebody_voted(
    voter: Voter, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = StringIO()
    logger = structlog.wrap_logger(structlog.WriteLogger(written))
    monkeypatch.setattr(logs, "log", logger)

    voter.vote(3)

    everything = b"".join(contents(settings.data_dir).values())
    stamp = int(MOMENT.timestamp())
    for trace in ("2031", f"{stamp}"[:6], f"{MOMENT:%d-%m-%Y}"):
        assert trace.encode() not in everything
    for size in (4, 8):
        assert stamp.to_bytes(size, "big") not in everything
    assert written.getvalue() == ""
