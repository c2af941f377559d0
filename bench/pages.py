"""What the list of stories costs beside a bare page of the same HTML, and what pages weigh.

`story-list` is made anew at each visit; `story-list-changed` too, and just before it another
connection has written, so that the database's own memory is of no use. `story-list-unchanged` is
what most visits are: nothing has changed since the last one.
"""

import re
import sqlite3
from collections.abc import Callable
from typing import Final

from flask import Flask

from app.core.versions import PUBLIC
from app.web.context import parts
from bench.measure import Goal, Row, cpu_seconds, row, side_by_side
from bench.sites import bare, filled, visit

ROUNDS: Final = 150
ADDRESS: Final = "/verhalen"
ANEW: Final = f"{ADDRESS}?bezoek="
UNIT: Final = "req/CPU-s"
BROTLI: Final = {"Accept-Encoding": "br"}
_STATIC: Final = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"')


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
    """Return bytes and requests of a page with its styles, scripts and icon, photos left out."""
    client = app.test_client()
    files = set(_STATIC.findall(client.get(address).text))
    sent = [client.get(path, headers=BROTLI) for path in (address, *files)]
    return sum(len(each.data) for each in sent), len(sent)


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
