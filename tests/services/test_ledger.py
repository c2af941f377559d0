"""The stored ledger: it grows in order, is never changed, and damage in the file is found."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.core.config import Settings
from app.core.db import Database, Table
from app.core.versions import LEDGER, read_version
from app.ledger import queries
from app.ledger.rules import START, Fault, Head, NotCanonicalError, Wrong, examine, verify
from app.ledger.services import append
from tests.conftest import NOW

Fresh = Callable[[], Session]
COLUMNS = ("at", "kind", "subject", "payload", "previous", "hash")


@pytest.fixture
def three(session: Session) -> None:
    """Two entries about a poll and one about a promise between them."""
    append(session, "poll.opened", {"subject": "p1", "question": "Café of bankje?"}, now=NOW)
    append(session, "promise.made", {"subject": "b7", "office": "Wethouder Wonen"}, now=NOW)
    append(session, "poll.result", {"subject": "p1", "votes": {"a": 3, "b": 2}}, now=NOW)
    session.commit()


def test_entries_are_numbered_and_chained(session: Session, stored: Fresh) -> None:
    first = append(session, "poll.opened", {"subject": "p1"}, now=NOW.replace(microsecond=7))
    second = append(session, "programme.loaded", {}, now=NOW + timedelta(hours=1))
    session.commit()
    entries = list(queries.all_entries(stored()))

    assert (first.seq, second.seq) == (1, 2)
    assert (first.previous, second.previous) == (START.hash, first.hash)
    assert first.at == NOW
    assert entries[0].payload == '{"subject":"p1"}'
    assert [entry.subject for entry in entries] == ["p1", None]
    assert [entry.time for entry in entries] == ["2026-11-23T13:05:00Z", "2026-11-23T14:05:00Z"]
    assert examine(entries).fault is None
    assert queries.head(stored()) == Head(2, second.hash) == examine(entries).head


def test_an_empty_ledger_has_the_head_before_the_first(stored: Fresh) -> None:
    assert queries.head(stored()) == START
    assert examine(queries.all_entries(stored())) == examine([])


def test_what_is_rolled_back_leaves_no_gap(session: Session, stored: Fresh) -> None:
    append(session, "poll.opened", {}, now=NOW)
    session.rollback()
    append(session, "poll.opened", {}, now=NOW)
    session.commit()

    assert [entry.seq for entry in queries.all_entries(stored())] == [1]


def test_an_entry_changes_the_pages_that_show_it(session: Session, stored: Fresh) -> None:
    append(session, "poll.opened", {}, now=NOW)
    session.commit()

    assert read_version(stored(), LEDGER) == 1


@pytest.mark.parametrize(
    ("kind", "payload", "error"),
    [
        ("opened", {}, ValueError),
        ("poll.opened", {"subject": 5}, ValueError),
        ("poll.opened", {"share": 0.5}, NotCanonicalError),
        ("poll.opened", {"at": NOW}, NotCanonicalError),
    ],
)
def test_what_can_not_be_told_for_ever_is_refused(
    session: Session, kind: str, payload: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        append(session, kind, payload, now=NOW)

    assert queries.head(session) == START


def test_many_who_add_at_once_stand_in_one_order(database: Database, stored: Fresh) -> None:
    def add(number: int) -> None:
        with database.write() as session:
            append(session, "poll.opened", {"number": number}, now=NOW)
            session.commit()

    with ThreadPoolExecutor(8) as people:
        list(people.map(add, range(40)))

    assert examine(queries.all_entries(stored())).head.seq == 40


# What the database refuses by itself


STATEMENTS = [
    "UPDATE ledger_entry SET kind = 'poll.other' WHERE seq = 2",
    "UPDATE OR REPLACE ledger_entry SET seq = 1 WHERE seq = 2",
    "DELETE FROM ledger_entry WHERE seq = 3",
    "DELETE FROM ledger_entry",
    "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry WHERE seq = 2",
    (
        "INSERT OR REPLACE INTO ledger_entry (seq, at, kind, payload, previous, hash) "
        "SELECT 2, at, kind, payload, previous, hash FROM ledger_entry WHERE seq = 2"
    ),
    (
        "INSERT INTO ledger_entry (seq, at, kind, payload, previous, hash) "
        "SELECT 5, at, kind, payload, hash, hash FROM ledger_entry WHERE seq = 3"
    ),
    (
        "INSERT INTO ledger_entry (at, kind, payload, previous, hash) "
        "SELECT at, kind, payload, hash, hash FROM ledger_entry WHERE seq = 3"
    ),
    (
        "INSERT INTO ledger_entry (seq, at, kind, payload, previous, hash) "
        "SELECT 4, at, kind, payload, previous, hash FROM ledger_entry WHERE seq = 3"
    ),
    (
        "INSERT INTO ledger_entry (seq, at, kind, payload, previous, hash) "
        "SELECT 0, at, kind, payload, hash, hash FROM ledger_entry WHERE seq = 3"
    ),
]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_to_change_what_it_holds(
    session: Session, stored: Fresh, statement: str
) -> None:
    before = list(queries.all_entries(stored()))
    with pytest.raises(IntegrityError, match="ledger"):
        session.connection().execute(text(statement))
    session.rollback()

    assert list(queries.all_entries(stored())) == before


def triggers(connection: sqlite3.Connection) -> dict[str, str]:
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return dict(found.fetchall())


def test_a_database_made_from_the_models_has_the_same_triggers(
    tmp_path: Path, empty_database: Path
) -> None:
    path = tmp_path / "made.db"
    engine = create_engine(f"sqlite:///{path}")
    Table.metadata.create_all(engine)
    engine.dispose()
    made, migrated = sqlite3.connect(path), sqlite3.connect(empty_database)

    assert triggers(made) == triggers(migrated)
    assert len(triggers(made)) >= 3
    made.close()
    migrated.close()


# Damage by whoever has the file


def break_in(settings: Settings) -> sqlite3.Connection:
    """Open the file as somebody who owns the machine: the triggers go first."""
    connection = sqlite3.connect(settings.database, isolation_level=None)
    for name in triggers(connection):
        connection.execute(f"DROP TRIGGER {name}")
    return connection


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("column", COLUMNS)
def test_flipping_any_byte_of_any_stored_field_is_found(
    settings: Settings, database: Database, column: str
) -> None:
    file = break_in(settings)
    file.execute("PRAGMA synchronous = OFF")
    change = f"UPDATE ledger_entry SET {column} = CAST(? AS TEXT) WHERE seq = ?"  # noqa: S608
    asked = f"SELECT seq, CAST({column} AS BLOB) FROM ledger_entry"  # noqa: S608
    missed = []
    for seq, stored in file.execute(asked).fetchall():
        for at in range(len(stored)):
            changed = bytearray(stored)
            changed[at] ^= 1 << at % 8
            file.execute(change, [bytes(changed), seq])
            with database.read() as reading:
                fault = verify(queries.all_entries(reading))
            if fault is None or fault.seq != seq:
                missed.append((seq, at, fault))
        file.execute(change, [stored, seq])
    file.close()

    assert missed == []


@pytest.mark.usefixtures("three")
def test_entries_taken_out_of_the_file_are_found(
    settings: Settings, database: Database, stored: Fresh
) -> None:
    head = queries.head(stored())
    with break_in(settings) as file:
        file.execute("DELETE FROM ledger_entry WHERE seq = 3")
    file.close()
    with database.read() as reading:
        assert verify(queries.all_entries(reading)) is None
        assert verify(queries.all_entries(reading), head=head) == Fault(3, Wrong.CUT)


# Reading it


def test_every_entry_is_read_however_many_there_are(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BATCH", 3)
    for number in range(10):
        append(session, "poll.opened", {"number": number}, now=NOW)

    assert [entry.seq for entry in queries.all_entries(session)] == list(range(1, 11))


@pytest.mark.usefixtures("three")
def test_entries_about_one_thing_are_found(stored: Fresh) -> None:
    session = stored()
    about = queries.entries_about(session, "p1")

    assert [entry.kind for entry in about] == ["poll.opened", "poll.result"]
    assert queries.entries_about(session, "niets") == []


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"start": None, "back": False}, [3, 2]),
        ({"start": 2, "back": False}, [1]),
        ({"start": 1, "back": True}, [2, 3]),
        ({"start": None, "back": False, "subject": "p1"}, [3, 1]),
        ({"start": 3, "back": False, "subject": "p1"}, [1]),
    ],
)
def test_pages_of_entries(stored: Fresh, asked: dict[str, Any], numbers: list[int]) -> None:
    found = queries.page_of_entries(stored(), limit=2, **asked)

    assert [entry.seq for entry in found] == numbers


@pytest.mark.usefixtures("three")
def test_an_index_serves_every_list(session: Session) -> None:
    asked = "SELECT * FROM ledger_entry WHERE subject = 'p1' AND seq < 9 ORDER BY seq DESC LIMIT 5"
    plan = session.connection().execute(text(f"EXPLAIN QUERY PLAN {asked}"))
    steps = " / ".join(row.detail for row in plan)

    assert "USING INDEX ix_ledger_entry_subject" in steps
    assert "TEMP B-TREE" not in steps
