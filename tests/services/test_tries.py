"""Tries at voting codes: only the wrong ones leave a trace, and that for a day at most."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask

from app.core import clock
from app.core.attempts import Limit, Tries, attempt_key
from app.core.config import Settings
from app.core.errors import TooManyTriesError
from app.upkeep import chores

KEY = attempt_key("for tests only", "vote", "AB2C")
LIMITS = [Limit(KEY, 3), Limit("place", 30)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tries.sqlite3"


@pytest.fixture
def tries(path: Path) -> Tries:
    return Tries(path)


def wrong(tries: Tries, now: datetime, times: int = 1, limits: Sequence[Limit] = LIMITS) -> None:
    for _ in range(times):
        tries.check_tries(limits, now=now)
        tries.count_wrong(limits, now=now)


def stored(path: Path) -> dict[str, bytes]:
    """What stands in the file and its log; not the index of the log, which only says who reads."""
    return {
        each.name: each.read_bytes()
        for each in path.parent.glob(f"{path.name}*")
        if not each.name.endswith("-shm")
    }


def test_a_right_code_leaves_no_trace(tries: Tries, path: Path, now: datetime) -> None:
    wrong(tries, now)
    before = stored(path)

    for limits in (LIMITS, [Limit("somebody else")]):
        tries.check_tries(limits, now=now)

    assert stored(path) == before
    assert before.keys() == {"tries.sqlite3", "tries.sqlite3-wal"}


def test_after_so_many_wrong_ones_each_next_one_waits(tries: Tries, now: datetime) -> None:
    wrong(tries, now, 3)

    with pytest.raises(TooManyTriesError) as caught:
        tries.check_tries(LIMITS, now=now + timedelta(minutes=4))

    # It is nine past the hour; a fourth one comes free at twenty past.
    assert caught.value.retry_after == 11 * 60
    wrong(tries, now + timedelta(minutes=15))
    with pytest.raises(TooManyTriesError):
        tries.check_tries(LIMITS, now=now + timedelta(minutes=15))
    tries.check_tries(LIMITS, now=now + timedelta(minutes=55))


def test_whoever_never_erred_there_is_not_stopped_by_others(tries: Tries, now: datetime) -> None:
    def tried_from(side: str) -> list[Limit]:
        return [Limit(f"letter from {side}"), Limit("letter", 3, f"letter from {side}")]

    for side in ("north", "east", "south"):
        wrong(tries, now, limits=tried_from(side))

    tries.check_tries(tried_from("west"), now=now)
    for side in ("north", "east"):
        with pytest.raises(TooManyTriesError):
            tries.check_tries(tried_from(side), now=now)


def test_any_limit_that_is_reached_stops_a_try(tries: Tries, now: datetime) -> None:
    now = now.replace(minute=0)
    for number in range(30):
        wrong(tries, now, limits=[Limit(f"code {number}", 3), Limit("place", 30)])

    with pytest.raises(TooManyTriesError):
        tries.check_tries([Limit("code 30", 3), Limit("place", 30)], now=now)
    tries.check_tries([Limit("code 30", 3), Limit("elsewhere", 30)], now=now)


def test_wrong_tries_are_counted_by_every_process(tries: Tries, path: Path, now: datetime) -> None:
    wrong(tries, now, 2)
    wrong(Tries(path), now)

    with pytest.raises(TooManyTriesError):
        tries.check_tries(LIMITS, now=now)


def test_none_of_many_wrong_tries_at_once_is_forgotten(path: Path, now: datetime) -> None:
    together = Barrier(16)

    def count(_: int) -> None:
        tries = Tries(path)  # as another process has it: also the file is made at once
        together.wait()
        for _ in range(5):
            tries.count_wrong(LIMITS, now=now)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(count, range(16)))

    with closing(sqlite3.connect(path)) as opened:
        counted = dict(opened.execute("SELECT key, failures FROM wrong_in_hour"))
    assert counted == {KEY: 80, "place": 80}


def test_only_the_hour_of_a_wrong_try_is_kept(tries: Tries, path: Path, now: datetime) -> None:
    wrong(tries, now)
    wrong(tries, now + timedelta(minutes=7, seconds=12))

    with closing(sqlite3.connect(path)) as opened:
        rows = opened.execute("SELECT * FROM wrong_in_hour WHERE key = ?", (KEY,)).fetchall()
    hour = now.replace(minute=0, second=0)
    assert rows == [(KEY, hour.timestamp() // 3600, 2)]


def test_nothing_older_than_a_day_can_be_read_back(
    app: Flask, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = Tries(settings.tries_database)
    wrong(tries, now)
    tries.take_try([Limit("a password")], now=now)
    later = now + timedelta(hours=25)
    wrong(tries, later, limits=[Limit("tomorrow")])
    monkeypatch.setattr(clock, "now", lambda: later)
    assert any(KEY.encode() in content for content in stored(settings.tries_database).values())

    with app.app_context():
        chores.clean_up()

    left = b"".join(stored(settings.tries_database).values())
    assert KEY.encode() not in left
    assert b"a password" not in left
    assert b"tomorrow" in left
