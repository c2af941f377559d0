"""Words that a teller wants to read first reach nobody before the yes; silence is none."""

import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlmodel import Session, select

from app.core import clock
from app.core.db import Database
from app.core.storage import Storage
from app.editions.models import Edition
from app.programme.models import Cluster, Round
from app.quotes.books import new_book
from app.quotes.models import Quote, QuoteBook
from app.quotes.rules import Approval, Span
from app.quotes.services import pick_quote
from app.stories.rules import Consent, Outcome
from app.upkeep.chores import clean_up
from tests.conftest import NOW
from tests.quote_books import print_book, quoted_story, say
from tests.threats.world import World, fill, make_world, routes, staff

#: So short that no book breaks it at the end of a line, and no word of anybody else.
PLANT = "Kwyxa"
A_YEAR = timedelta(days=366)
#: Where staff look at quotes that wait and read stories, to work on them; nothing of it goes
#: anywhere.
WORKED_ON = ("/team/citaten", "/team/verhalen", "/team/taken", "/team/rondes")


@pytest.fixture
def world(session: Session, storage: Storage) -> World:
    """A story for the council only; in each district somebody else's quote may be printed."""
    world = make_world(session, storage, f"{PLANT} is donker.", Outcome.COUNCIL_ONLY)
    quoted_story(session, "Het park is mooi.", consent_online=Consent.NO)
    session.commit()
    return world


@pytest.fixture
def quote(session: Session, world: World) -> Quote:
    """The planted words as a quote that waits for its teller."""
    story = world.noord.story
    start = (story.original or "").index(PLANT)
    clusters = session.exec(select(Cluster)).all()[:1]
    spans = [Span(start, start + len(PLANT))]
    picked = pick_quote(session, story, spans, clusters, actor="staff", now=NOW)
    session.commit()
    return picked


@dataclass(frozen=True)
class Desk:
    """A book in the making, and what it takes to print it."""

    app: Flask
    database: Database
    storage: Storage
    book: QuoteBook

    def print_it(self) -> tuple[str, str]:
        """Print the book; return the reference of its edition and the text of its PDF."""
        with self.app.test_request_context():
            ref = print_book(self.database, self.storage, self.book, now=clock.now())
        return ref, read(self.storage.get(self.edition(ref).file_key or ""))

    def edition(self, ref: str) -> Edition:
        """Return the edition as it is stored by now."""
        with self.database.read() as session:
            return session.exec(select(Edition).where(Edition.ref == ref)).one()


@pytest.fixture
def desk(app: Flask, database: Database, storage: Storage, session: Session, quote: Quote) -> Desk:
    del quote
    made = new_book(session, session.exec(select(Round)).one(), now=NOW)
    session.commit()
    return Desk(app, database, storage, made)


def found_by(client: FlaskClient, app: Flask, world: World, words: str) -> set[str]:
    """Return the rules of every page, feed and file in which this reader finds the words."""
    found = set()
    for rule in routes(app, "GET"):
        if rule.startswith("/volg"):
            continue  # the teller's own
        answer = client.get(fill(rule, world.noord, world))
        content = read(answer.data)
        if answer.status_code == 200 and words.lower() in content.lower():
            found.add(rule)
    return found


def read(pdf: bytes) -> str:
    """Return the text of a PDF; what is stored for tests may be none."""
    if not pdf.startswith(b"%PDF-"):
        return pdf.decode(errors="replace")
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("silence", [timedelta(), A_YEAR], ids=["at once", "after a year"])
def test_what_waits_is_on_no_page_in_no_feed_and_in_no_book(
    desk: Desk, world: World, quote: Quote, monkeypatch: pytest.MonkeyPatch, silence: timedelta
) -> None:
    later = NOW + silence
    monkeypatch.setattr(clock, "now", lambda: later)
    app = desk.app
    with app.app_context():
        clean_up()

    _ref, text = desk.print_it()

    assert "Het park is mooi." in re.sub(r"\s+", " ", text)
    assert PLANT not in text
    assert found_by(app.test_client(), app, world, PLANT) == set()
    assert found_by(app.test_client(), app, world, quote.ref) == set()
    seen = found_by(staff(app, "noord"), app, world, PLANT)
    assert [rule for rule in seen if not rule.startswith(WORKED_ON)] == []
    assert any(rule.startswith("/team/verhalen") for rule in seen)
    with desk.database.read() as session:
        stored = session.exec(select(Quote).where(Quote.ref == quote.ref)).one()
        assert stored.approval is Approval.WAITING


def test_after_the_yes_it_is_printed_and_after_a_no_the_editions_are_listed(
    desk: Desk, world: World, quote: Quote, session: Session
) -> None:
    say(session, world.noord.story, quote, Approval.APPROVED)
    session.commit()

    ref, text = desk.print_it()
    assert PLANT in text

    client = desk.app.test_client()
    token = re.search(r'csrf_token"[^>]*value="([^"]+)', client.get("/volg").text)
    assert token is not None
    client.post("/volg", data={"code": world.noord.code, "csrf_token": token[1]})
    page = client.get("/volg").text
    where = page.index(f"/volg/citaat/{quote.ref}")
    seen = re.search(r'name="seen" value="([^"]+)', page[where:])
    token = re.search(r'csrf_token"[^>]*value="([^"]+)', page[where:])
    assert seen is not None
    assert token is not None
    said = {"answer": "nee", "seen": seen[1], "csrf_token": token[1]}
    client.post(f"/volg/citaat/{quote.ref}", data=said)

    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get("/volg").text))
    edition = desk.edition(ref)
    assert f"Citatenboek “{edition.title}”, uitgave {edition.number}" in page
    assert "kunnen wij niet terughalen" in page
    assert edition.file_key is None
    assert PLANT not in desk.print_it()[1]
