"""Hostile words in every field that takes words: shown as written, on every page and on paper."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from markupsafe import escape
from sqlmodel import Session, SQLModel, select

from app.core.storage import Storage
from app.moderation.models import Answer, Reply, StoryRedaction
from app.photos.models import Photo
from app.printing import render_pdf
from app.programme.models import Cluster, District, Programme, Round, StandardText
from app.quotes.gathering import book_contents
from app.quotes.models import Quote
from app.staff.models import StaffMember
from app.stories.models import Story, StoryEvent
from app.stories.rules import Consent
from tests.page import Browser, check_page
from tests.threats import hostile
from tests.threats.world import World, fill, holder, make_world, routes, staff
from tests.web.telling import tell

#: Marks each place where words are planted, so that a page can be seen to show it.
SPOT = "spot-{}-"
LINES = "\n".join(hostile.ALL)
#: Short fields hold one string; the most telling one for an attribute and for an element.
SHORT = "\"><xss onxss=1>' {{7*7}} %(x)s \u202e"


@pytest.fixture
def world(session: Session, storage: Storage) -> World:
    """Every text column that somebody can fill holds hostile words."""
    world = make_world(session, storage, LINES)
    planted: list[SQLModel] = []
    for table, names in PLANTED.items():
        for number, row in enumerate(session.exec(select(table)).all()):
            for name, words in names.items():
                setattr(row, name, f"{SPOT.format(table.__name__.lower())}{number} {words}")
            planted.append(row)
    story = world.noord.story
    story.consent_paper = story.consent_online = Consent.YES
    assert story.id is not None
    session.add(StoryRedaction(story_id=story.id, start=0, end=2, replacement="buurvrouw"))
    session.add(
        Reply(
            story_id=story.id,
            is_objection=True,
            body=f"spot-bezwaar {LINES}",
            written_at=story.received_at,
        )
    )
    session.add_all(planted)
    session.commit()
    return world


PLANTED: dict[type[SQLModel], dict[str, str]] = {
    Programme: {"name": SHORT, "site_title": SHORT, "municipality": SHORT, "help_phone": SHORT},
    District: {"name": SHORT},
    Cluster: {"title": SHORT, "short_title": SHORT, "description": LINES},
    Round: {"title": SHORT},
    StandardText: {"title": SHORT, "body": LINES},
    StaffMember: {"name": SHORT},
    Story: {"signed_as": SHORT},
    StoryEvent: {"reason": LINES},
    Answer: {"body": LINES},
    Photo: {"alt": SHORT},
}


def clients(app: Flask, world: World) -> dict[str, FlaskClient]:
    teller = Browser(app)
    tell(teller, f"spot-draft {LINES}")
    teller.get("/verhaal/wie")
    teller.post(
        "/verhaal/wie", {"teller": "resident", "signed_as": SHORT.replace("\u202e", "")[:30]}
    )
    return {
        "visitor": app.test_client(),
        "teller": teller.client,
        "holder": holder(app, world.noord),
        "noord": staff(app, "noord"),
        "admin": staff(app, "admin"),
    }


def test_no_page_makes_markup_of_anybodys_words(app: Flask, world: World) -> None:
    seen, shown = 0, ""
    for client in clients(app, world).values():
        for rule in routes(app, "GET"):
            answer = client.get(fill(rule, world.noord, world))
            if answer.mimetype == "text/html" and answer.status_code < 300:
                check_harmless(answer.text, rule)
                check_page(answer.text)
                seen, shown = seen + 1, shown + answer.text
            answer.close()

    assert seen > 60
    spots = {SPOT.format(table.__name__.lower()) for table in PLANTED} | {
        "spot-draft",
        "spot-bezwaar",
    }
    assert {spot for spot in spots if spot not in shown} == set()
    for words in hostile.ALL:
        assert str(escape(words)) in shown, words


def check_harmless(page: str, where: str) -> None:
    document = html5lib.parse(page, namespaceHTMLElements=False)
    for element in elements(document):
        assert not element.tag.lower().startswith("xss"), where
        assert not any(name.startswith("onxss") for name in element.attrib), where
        for name in ("href", "src", "action", "data", "srcdoc", "content"):
            value = (element.get(name) or "").strip().lower()
            assert not value.startswith(("javascript:", "data:", "file:", "//")), (where, value)
            assert "xss.example" not in value.partition("?")[0], (where, value)


def elements(document: Any) -> Iterator[Element]:
    return (element for element in document.iter() if isinstance(element.tag, str))


def test_searching_for_hostile_words_finds_them_or_nothing(app: Flask, world: World) -> None:
    noord = staff(app, "noord")
    app.testing = False
    for words in hostile.ALL:
        query = {"zoek": words, "stand": words, "na": words, "wijk": words}
        answer = noord.get("/team/verhalen", query_string=query)
        assert answer.status_code == 200, words
        check_harmless(answer.text, words)
    answer = noord.get("/verhalen", query_string={"vanaf": LINES[:900], "wijk": LINES})
    check_harmless(answer.text, "/verhalen")
    assert world.noord.story.ref


def test_what_was_typed_comes_back_harmless_from_every_wrong_form(app: Flask, world: World) -> None:
    browser = Browser(app)
    browser.get("/verhaal/tekst")
    told = browser.post("/verhaal/tekst", {"text": f"{LINES}\x00", "language": SHORT}, 422)
    card = browser.post("/volg", {"code": SHORT, "kept": LINES, "kept_for": SHORT}, 422)
    name = {"username": SHORT, "password": SHORT}
    team = browser.post("/team/inloggen", name, 422)
    for answer in (told, card, team):
        check_harmless(answer.text, "a wrong form")
        assert "&lt;xss" in answer.text
    assert world.noord.story.ref


def test_paper_shows_hostile_words_and_loads_nothing(
    app: Flask, session: Session, world: World
) -> None:
    story = world.noord.story
    quote = session.exec(select(Quote).where(Quote.story_id == story.id)).one()
    assert story.original is not None
    quote.text, quote.spans = "[buurvrouw]" + story.original[2:], [[0, len(story.original)]]
    session.add(quote)
    session.commit()
    with app.test_request_context():
        contents = book_contents(session, world.noord.book)
        html = render_template(
            "print/quote_book.html", book=contents, number=1, made_at=story.received_at
        )

    check_harmless(html, "paper")
    assert "&lt;xss&gt;" in html
    pdf = render_pdf(html, resources={"photo": lambda _key: PIXEL})

    assert pdf.startswith(b"%PDF")
    for word in (b"/EmbeddedFile", b"/JavaScript", b"xss.example", b"/Launch"):
        assert word not in pdf
    assert b"root:" not in pdf


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c626001000000050001a5f645400000000049454e44ae426082"
)
