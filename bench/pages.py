"""What the list of stories costs beside a bare page of the same HTML, and what pages weigh.

`story-list` is made anew at each visit; `story-list-changed` too, and just before it another
connection has written, so that the database's own memory is of no use. `story-list-unchanged` is
what most visits are: nothing has changed since the last one.
"""

import re
import sqlite3
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from app.core.versions import PUBLIC
from app.web.context import parts
from bench.measure import Goal, Row, cpu_seconds, row, side_by_side
from bench.sites import TEXT, bare, filled, visit

ROUNDS: Final = 150
ADDRESS: Final = "/verhalen"
ANEW: Final = f"{ADDRESS}?bezoek="
UNIT: Final = "req/CPU-s"
BROTLI: Final = {"Accept-Encoding": "br"}
#: The last page of the journey, which shows the code.
LAST_STEP: Final = "/verhaal/verstuurd"
#: What is filled in; the other questions may be skipped.
ANSWERS: Final = {
    "/verhaal": {"district": "noord"},
    "/verhaal/tekst": {"text": TEXT, "language": "nl"},
}
_FILES: Final = re.compile(r'(?:href|src)="(/static/[^"]+|/verhaal/[^"]+\.(?:png|svg))"')
_TOKEN: Final = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def rows() -> list[Row]:
    """Measure the list at 1,000 and at 100,000 stories, and weigh the pages."""
    with filled(1_000) as small:
        plain = bare(small, ADDRESS)
        with filled(100_000) as large:
            return [
                _anew(small, plain),
                _changed(small, plain),
                _unchanged(small, plain),
                _growth(small, large),
                *_bytes(small),
                _journey(small),
            ]


def _anew(app: Flask, plain: Flask) -> Row:
    mine, theirs = side_by_side(visit(app, ANEW), visit(plain, ANEW), rounds=ROUNDS)
    return row("story-list", 1 / mine, 1 / theirs, Goal(">=", 0.4), UNIT)


def _changed(app: Flask, plain: Flask) -> Row:
    mine, theirs = side_by_side(
        visit(app, ADDRESS),
        visit(plain, ADDRESS),
        rounds=ROUNDS,
        measure=_after(lambda: _change(app)),
    )
    return row("story-list-changed", 1 / mine, 1 / theirs, Goal(">=", 0.35), UNIT)


def _unchanged(app: Flask, plain: Flask) -> Row:
    known = {"If-None-Match": app.test_client().get(ADDRESS).headers["ETag"]}
    mine, theirs = side_by_side(
        visit(app, ADDRESS, known, expected="304"), visit(plain, ADDRESS), rounds=ROUNDS
    )
    return row("story-list-unchanged", 1 / mine, 1 / theirs, Goal(">=", 1.4), UNIT)


def _growth(small: Flask, large: Flask) -> Row:
    many, few = side_by_side(visit(large, ANEW), visit(small, ANEW), rounds=ROUNDS)
    return row("story-list-100k", many, few, Goal("<=", 1.2), "CPU-s")


def _bytes(app: Flask) -> list[Row]:
    home, _ = _first_visit(app, "/")
    heaviest, requests = max(_first_visit(app, address) for address in (ADDRESS, "/", "/privacy"))
    return [
        row("page-bytes", heaviest, 30_000, Goal("<=", 1), "bytes"),
        row("page-bytes-home", home, 14_000, Goal("<=", 1), "bytes"),
        row("page-requests", requests, 8, Goal("<=", 1), "requests"),
    ]


def _first_visit(app: Flask, address: str) -> tuple[int, int]:
    """Return bytes and requests of a page with all its files but photos."""
    known: set[str] = set()
    return _fetch(app.test_client(), address, known), len(known) + 1


def _journey(app: Flask) -> Row:
    """Weigh every page and answer from home to the code, a story typed and no photos."""
    client = app.test_client()
    known: set[str] = set()
    total = _fetch(client, "/", known)
    address = "/verhaal"
    while address != LAST_STEP:
        total += _fetch(client, address, known)
        token = _TOKEN.findall(client.get(address).text)[-1]
        filled = {"csrf_token": token, **ANSWERS.get(address, {})}
        sent = client.post(address, data=filled, headers=BROTLI)
        total += len(sent.data)
        address = urlsplit(sent.headers["Location"]).path
    total += _fetch(client, LAST_STEP, known)
    return row("journey-bytes", total, 60_000, Goal("<=", 1), "bytes")


def _fetch(client: FlaskClient, address: str, known: set[str]) -> int:
    """Return the bytes of a page and of its files that the phone does not have yet."""
    files = set(_FILES.findall(client.get(address).text)) - known
    known |= files
    sent = [client.get(path, headers=BROTLI) for path in (address, *files)]
    if not all(each.status_code == 200 for each in sent):
        raise RuntimeError(address)
    return sum(len(each.data) for each in sent)


def _after(prepare: Callable[[], None]) -> Callable[[Callable[[], object]], float]:
    """Return a measure of work that leaves out `prepare`, done just before it."""

    def measure(work: Callable[[], object]) -> float:
        prepare()
        return cpu_seconds(work)

    return measure


def _change(app: Flask) -> None:
    """Raise the version as another process would, so that little of it is left in our caches."""
    with app.app_context():
        path = parts().settings.database
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE content_version SET number = number + 1 WHERE name = ?", (PUBLIC,))
    connection.close()
