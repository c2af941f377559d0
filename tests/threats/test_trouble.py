"""Trouble with disk and database: nothing is half stored, and the answer says what to do."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from app.core import storage as storage_module
from app.core.config import Settings
from app.core.db import Database
from app.core.storage import Storage
from app.core.versions import ContentVersion, raise_version, read_version
from app.editions import services as editions
from app.editions.models import Edition
from app.photos.models import Photo
from app.staff import services as staff_services
from app.stories.models import Story
from app.web.drafts import Draft
from tests.factories import make_programme
from tests.page import Browser, check_page
from tests.photo_files import jpeg
from tests.threats.world import make_world, staff
from tests.web.telling import TEXT, code_on, send, tell, upload

Stored = Callable[[], Session]


@pytest.fixture
def programme(session: Session) -> None:
    make_programme(session)
    session.commit()


def engines(database: Database) -> list[Engine]:
    return [database.reading, database.writing, database.snapshot]


def test_every_connection_is_durable_and_forgets_what_is_deleted(database: Database) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }
    for engine in engines(database):
        with engine.connect() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted
            }
        assert found == wanted


def test_of_two_that_read_and_then_write_at_once_both_succeed(database: Database) -> None:
    together = Barrier(8)

    def raise_by_hand(_: int) -> None:
        together.wait()
        with database.write() as session:
            row = session.get(ContentVersion, "public") or ContentVersion(name="public", number=0)
            row.number += 1
            session.add(row)
            session.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(raise_by_hand, range(8)))

    with database.read() as session:
        assert read_version(session, "public") == 8


def test_a_long_export_and_a_writer_do_not_wait_for_each_other(database: Database) -> None:
    with database.write() as session:
        raise_version(session, "public")
        session.commit()
    has_read, has_written = Event(), Event()

    def export() -> tuple[int, int]:
        with database.freeze() as session:
            before = read_version(session, "public")
            has_read.set()
            assert has_written.wait(5), "the writer waited for the export"
            return before, read_version(session, "public")

    with ThreadPoolExecutor(1) as pool:
        exported = pool.submit(export)
        assert has_read.wait(5)
        with database.write() as session:
            raise_version(session, "public")
            session.commit()
        has_written.set()
        assert exported.result() == (1, 1)

    with database.read() as session:
        assert read_version(session, "public") == 2


def test_a_writer_does_not_stop_an_export(database: Database) -> None:
    with database.write() as writer:
        raise_version(writer, "public")
        with database.freeze() as session:
            assert read_version(session, "public") == 0
        writer.commit()


@contextmanager
def locked(settings: Settings, database: Database) -> Iterator[None]:
    """Hold the write lock as another process would; nobody here waits for it long."""

    def hurry(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA busy_timeout = 20")

    for engine in engines(database):
        event.listen(engine, "checkout", hurry)
    other = sqlite3.connect(settings.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
        for engine in engines(database):
            event.remove(engine, "checkout", hurry)


@pytest.mark.usefixtures("programme")
def test_a_locked_database_reads_on_and_says_when_to_try_again(
    browser: Browser, settings: Settings, database: Database
) -> None:
    tell(browser)
    with locked(settings, database):
        browser.get("/")
        browser.get("/verhaal/controle")
        answer = browser.post("/verhaal/controle", status=503)

    assert int(answer.headers["Retry-After"]) > 0
    assert "Wat u al had ingevuld, is bewaard." in answer.text
    assert code_on(send(browser).text)


def test_a_page_of_staff_that_can_not_note_who_looks_says_so_too(
    app: Flask,
    session: Session,
    storage: Storage,
    settings: Settings,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_world(session, storage)
    client = staff(app, "noord")
    monkeypatch.setattr(staff_services, "SEEN_STEP", timedelta(seconds=-1))
    with locked(settings, database):
        answer = client.get("/team/account")

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    check_page(answer.text)


def test_without_a_database_there_still_is_a_page_in_dutch(app: Flask, settings: Settings) -> None:
    with sqlite3.connect(settings.database) as connection:
        for table in ("content_version", "programme", "staff_session"):
            connection.execute(f"DROP TABLE {table}")
    connection.close()
    app.testing = False
    client = app.test_client()
    client.set_cookie("team", "x")
    for path in ("/", "/verhalen", "/verhaal/tekst", "/volg", "/team/verhalen", "/bestaat-niet"):
        answer = client.get(path)
        assert answer.status_code in {500, 503}, path
        assert "112" in answer.text
        check_page(answer.text)


#: How SQLite tells that nothing more fits, or that it may not write: set on each connection.
FULL = {"full": "PRAGMA max_page_count = 1", "read-only": "PRAGMA query_only = ON"}


@pytest.mark.parametrize("trouble", FULL.values(), ids=FULL.keys())
@pytest.mark.usefixtures("programme")
def test_a_database_that_takes_nothing_more_keeps_what_was_there(
    browser: Browser, database: Database, stored: Stored, trouble: str
) -> None:
    def spoil(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.execute(trouble)

    tell(browser, TEXT * 200)  # more than fits where something else was
    browser.get("/verhaal/tekst")
    event.listen(database.writing, "checkout", spoil)
    longer = browser.post("/verhaal/tekst", {"text": "é" * 19_000}, 503)
    sending = browser.post("/verhaal/controle", status=503)
    for answer in (longer, sending):
        assert int(answer.headers["Retry-After"]) > 0
        assert "Het laatste is nog niet verstuurd." in answer.text
    browser.get("/")
    assert TEXT in browser.get("/verhaal/tekst").text
    assert stored().exec(select(Story)).all() == []

    event.remove(database.writing, "checkout", spoil)
    mend(database)
    assert code_on(send(browser).text)


def mend(database: Database) -> None:
    database.writing.dispose()


#: Where a file can fail to become durable.
WRITES = ["open", "fsync", "replace", "sync_folder"]


@pytest.mark.parametrize("point", WRITES)
@pytest.mark.usefixtures("programme")
def test_a_full_disk_keeps_the_story_and_adds_no_half_photo(
    browser: Browser,
    stored: Stored,
    storage: Storage,
    monkeypatch: pytest.MonkeyPatch,
    point: str,
) -> None:
    tell(browser)
    browser.get("/verhaal/fotos")
    with monkeypatch.context() as full:
        break_at(full, point)
        answer = upload(browser, jpeg(), status=503)

    assert int(answer.headers["Retry-After"]) > 0
    assert "Wat u al had ingevuld, is bewaard." in answer.text
    assert stored().exec(select(Photo)).all() == []
    assert not any(
        path.name.startswith(".") for path in storage.path("aa-a").parent.parent.rglob("*")
    )
    upload(browser, jpeg())
    assert code_on(send(browser).text)


def break_at(patch: pytest.MonkeyPatch, point: str) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    targets: dict[str, tuple[object, str]] = {
        "open": (Path, "open"),
        "fsync": (os, "fsync"),
        "replace": (Path, "replace"),
        "sync_folder": (storage_module, "_sync_folder"),
    }
    patch.setattr(*targets[point], full)


@pytest.mark.usefixtures("programme")
def test_a_nearly_full_disk_takes_nothing_new_in(
    browser: Browser, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.get("/verhaal/tekst")
    monkeypatch.setattr(storage_module, "LEAST_FREE", 2**62)

    answer = browser.post("/verhaal/tekst", {"text": TEXT}, status=503)

    assert int(answer.headers["Retry-After"]) > 0
    assert stored().exec(select(Draft)).all() == []
    browser.get("/")


def test_a_file_is_durable_before_its_key_is_known(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        kind = "folder" if Path(f"/proc/self/fd/{descriptor}").resolve().is_dir() else "file"
        done.append(f"sync {kind}")
        fsync(descriptor)

    def replaced(path: Path, target: Path) -> Path:
        done.append("replace")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    storage.put(b"een foto", owner="photo1")

    assert done == ["sync file", "replace", "sync folder"]


def test_a_pdf_that_no_edition_speaks_of_is_swept(
    session: Session, storage: Storage, now: datetime
) -> None:
    world = make_world(session, storage)
    kept = editions.keep_file(storage, b"%PDF bewaard")
    session.add(
        Edition(
            kind="quote_book", number=9, title="T", made_at=now, made_by="x", pages=1,
            content_hash="x", file_key=kept,
        )
    )  # fmt: skip
    session.commit()
    orphan = editions.keep_file(storage, b"%PDF ingetrokken")
    stored_keys = set(storage.keys())
    photos = [key for key in stored_keys if "photo" in key]
    long_ago = (now - timedelta(hours=2)).timestamp()
    for key in (kept, orphan, *photos):
        os.utime(storage.path(key), (long_ago, long_ago))
    young = editions.keep_file(storage, b"%PDF onderweg")
    os.utime(storage.path(young), (now.timestamp(), now.timestamp()))

    assert editions.sweep(session, storage, now) == 1

    assert world.noord.photo.ref
    assert orphan not in set(storage.keys())
    assert {kept, young, *photos} <= set(storage.keys())


def test_the_same_pdf_twice_has_two_files(storage: Storage) -> None:
    first, second = (editions.keep_file(storage, b"%PDF") for _ in range(2))

    storage.remove(second)

    assert storage.get(first) == b"%PDF"


@pytest.mark.usefixtures("programme")
def test_what_was_wiped_before_sending_is_in_no_file(browser: Browser, settings: Settings) -> None:
    word = "zonnewijzerplein"
    tell(browser, f"Bij het {word} is het donker. " * 50)
    browser.get("/verhaal/controle")
    assert found(word, settings)

    browser.post("/verhaal/wissen")

    assert found(word, settings) == []


def found(word: str, settings: Settings) -> list[Path]:
    """Return the files of the installation that hold `word`."""
    files = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    return [path for path in files if word.encode() in path.read_bytes()]
