"""What a page costs: statements served by an index, and bytes on the wire."""

import re
from datetime import timedelta

import brotli  # type: ignore[import-untyped] # ships no types
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlmodel import Session

from app import create_app
from app.core.config import Settings
from app.core.db import UTCDateTime
from app.core.prepared import reader_of
from app.reading import queries
from app.reading.filters import Wanted
from tests.conftest import NOW
from tests.factories import make_photo, make_programme, make_public, multiply

MANY = 3_000


@pytest.fixture
def many(session: Session) -> Session:
    make_programme(session)
    multiply(session, make_public(session), MANY)
    session.connection().execute(text("ANALYZE"))
    return session


LISTS = {
    f"district={district} cluster={cluster} {walk}": prepared.statement
    for (district, cluster, walk), prepared in queries._LISTS.items()  # noqa: SLF001 - the statements are what is looked at
}
COUNTS = {
    f"count district={district} cluster={cluster}": prepared.statement
    for (district, cluster), prepared in queries._COUNTS.items()  # noqa: SLF001 - as above
}


@pytest.mark.parametrize("name", [*LISTS, *COUNTS])
def test_an_index_serves_every_list_and_nothing_is_sorted(many: Session, name: str) -> None:
    statement = {**LISTS, **COUNTS}[name]
    compiled = statement.compile(dialect=sqlite.dialect())
    moment = UTCDateTime().process_bind_param(NOW, sqlite.dialect())
    values = {"district": 1, "cluster": 1, "moment": str(moment), "ref": "r5"}
    asked = {key: values.get(key, 21) for key in compiled.params}
    order = [asked[key] for key in compiled.positiontup or ()]
    plan = many.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(order))
    steps = " / ".join(row.detail for row in plan)

    assert re.search(r"(SEARCH|SCAN) story USING (COVERING )?INDEX ix_story_public", steps), steps
    assert "TEMP B-TREE" not in steps
    if "district=True" in name:
        assert "ix_story_public_district (is_public=? AND district_id=?" in steps, steps


def test_counting_stops_where_more_would_cost_more_than_the_page(many: Session) -> None:
    assert queries.count_stories(reader_of(many), Wanted()) == queries.MAX_COUNT + 1


@pytest.fixture
def packed(settings: Settings, session: Session) -> Flask:
    """An app that compresses, with full pages of long stories with photos."""
    make_programme(session)
    for number in range(21):
        words = " ".join(f"woord{number * 7919 % 1000 + step * 31}" for step in range(300))
        story = make_public(
            session,
            f"Verhaal {number}: {words}.",
            published_at=NOW - timedelta(hours=number),
        )
        make_photo(session, story, alt=f"Foto {number} van de straat", shown=True)
    session.commit()
    app = create_app(settings.model_copy(update={"compress": True}))
    app.testing = True
    return app


LIMITS = {"/": 14_000, "/verhalen": 30_000, "/privacy": 30_000, "/over": 30_000, "/hulp": 30_000}


# Flask-Compress leaves it to the garbage collector to close a static file.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("path", LIMITS)
def test_a_first_visit_costs_few_bytes_and_requests(packed: Flask, path: str) -> None:
    client = packed.test_client()
    page = client.get(path, headers={"Accept-Encoding": "br"})
    text = brotli.decompress(page.data).decode()
    files = set(
        re.findall(r'(?:<link[^>]*?|<script[^>]*?)(?:href|src)="(/static[^"]+)"', text, re.DOTALL)
    )
    sent = [client.get(file, headers={"Accept-Encoding": "br"}) for file in files]
    total = len(page.data) + sum(len(each.data) for each in sent)

    assert all(each.status_code == 200 for each in sent)
    assert 0 < total <= LIMITS[path], total
    assert len(files) + 1 <= 8


def test_a_compressed_page_is_kept_for_browsers_that_can_read_it(packed: Flask) -> None:
    client = packed.test_client()
    packed_twice = [client.get("/verhalen", headers={"Accept-Encoding": "br"}) for _ in range(2)]
    plain = client.get("/verhalen")

    assert [each.headers["Content-Encoding"] for each in packed_twice] == ["br", "br"]
    assert packed_twice[0].data == packed_twice[1].data
    assert "Content-Encoding" not in plain.headers
    assert brotli.decompress(packed_twice[1].data) == plain.data
    assert set(plain.vary) == {"Accept-Language", "Accept-Encoding"}
