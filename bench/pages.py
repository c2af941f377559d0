"""What the list of stories costs beside a bare page of the same HTML, and what pages weigh.

`story-list` is rendered anew each time: before each request something that residents read changes.
`story-list-unchanged` is what most visits are: nothing has changed since the last one.
"""

import re
from collections.abc import Callable
from typing import Final

from flask import Flask

from app.core.versions import PUBLIC, raise_version
from app.web.context import parts
from bench.measure import Goal, Row, cpu_seconds, row, side_by_side
from bench.sites import bare, filled, visit

ROUNDS: Final = 150
ADDRESS: Final = "/verhalen"
BROTLI: Final = {"Accept-Encoding": "br"}
_STATIC: Final = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"')


def rows() -> list[Row]:
    """Measure the list at 1,000 and at 100,000 stories, and weigh the pages."""
    with filled(1_000) as small:
        plain = bare(small, ADDRESS)
        with filled(100_000) as large:
            return [
                _anew(small, plain),
                _unchanged(small, plain),
                _growth(small, large),
                *_bytes(small),
            ]


def _anew(app: Flask, plain: Flask) -> Row:
    mine, theirs = side_by_side(
        visit(app, ADDRESS),
        visit(plain, ADDRESS),
        rounds=ROUNDS,
        measure=_after(lambda: _change(app)),
    )
    return row("story-list", 1 / mine, 1 / theirs, Goal(">=", 0.4), "req/CPU-s")


def _unchanged(app: Flask, plain: Flask) -> Row:
    known = {"If-None-Match": app.test_client().get(ADDRESS).headers["ETag"]}
    mine, theirs = side_by_side(
        visit(app, ADDRESS, known, expected="304"), visit(plain, ADDRESS), rounds=ROUNDS
    )
    return row("story-list-unchanged", 1 / mine, 1 / theirs, Goal(">=", 1.4), "req/CPU-s")


def _growth(small: Flask, large: Flask) -> Row:
    def change() -> None:
        _change(small)
        _change(large)

    many, few = side_by_side(
        visit(large, ADDRESS), visit(small, ADDRESS), rounds=ROUNDS, measure=_after(change)
    )
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
    with app.app_context(), parts().database.write() as session:
        raise_version(session, PUBLIC)
        session.commit()
