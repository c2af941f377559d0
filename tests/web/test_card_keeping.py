"""What a teller takes along: everything that is kept, and the card on one page; never the code."""

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader
from sqlmodel import Session, select

from app.core.db import Table
from app.core.storage import Storage
from app.models import ALL
from app.moderation import asking_services, marking, objection_services, services
from app.moderation.changes import Change
from app.moderation.objection_rules import ObjectionAbout, Verdict
from app.moderation.objection_services import Ruled
from app.moderation.rules import Redaction
from app.photos.decoder import decode_photo
from app.photos.models import PhotoOwner
from app.photos.services import add_photo
from app.staff.models import StaffMember
from app.stories.models import FollowCard
from app.stories.notice_services import set_address
from app.upkeep.demo.pictures import draw
from tests.conftest import NOW
from tests.factories import make_member, make_programme
from tests.follow_cards import TOLD, Told, answer, printed, quote, tell
from tests.page import Browser
from tests.pdf_check import assert_pdf_ua

SCHEMA = Path(__file__).parents[2] / "docs" / "card-export.schema.json"
assert ALL
ORIGINAL = "Tegenover zonnewijzer 7 is het donker. Wij lopen daar liever niet. Jan ook niet."


_AT = ORIGINAL.index("Jan")
JAN = Redaction(_AT, _AT + 3)


@pytest.fixture
def told(session: Session, storage: Storage) -> Told:
    """A story with one of everything."""
    make_programme(session)
    first, second = make_member(session, "noord"), make_member(session, "wim", districts=("noord",))
    told = tell(session, replace(TOLD, original=ORIGINAL, signed_as="Oma Zonnewijzer"))
    story = told.story
    marking.save_redactions(session, story, [JAN], Change(first, story.version, NOW))
    asked = asking_services.ask(session, story, "Welke lamp?", Change(first, story.version, NOW))
    services.reply(session, story, asked, "Die bij de bocht.", now=NOW)
    answer(session, story, "Wij maken de lamp.")
    objection_services.object_to(
        session, story, ObjectionAbout.REDACTION, "Jan vindt het goed.", now=NOW
    )
    ruled = Ruled(Verdict.REJECTED, "Jan heeft het ons niet gezegd.")
    objection_services.rule(session, story, ruled, Change(second, story.version, NOW))
    owner = (PhotoOwner.STORY, story.ref)
    add_photo(session, storage, decode_photo(draw("bench", 1)), owner=owner, now=NOW)
    printed(session, storage, story, [quote(session, story, 0, 38)], [])
    set_address(session, story, "oma@voorbeeld.example", secret_key="for tests only", now=NOW)
    session.commit()
    return told


def open_card(browser: Browser, told: Told) -> None:
    browser.get("/volg")
    browser.post("/volg", {"code": told.code.text})


def fetch(browser: Browser, name: str) -> bytes:
    got = browser.client.get(f"/volg/alles/verhaal.{name}")
    assert got.status_code == 200
    assert got.headers["Cache-Control"] == "no-store"
    assert got.headers["Content-Disposition"] == f'attachment; filename="verhaal.{name}"'
    return bytes(got.data)


@pytest.fixture
def kept(browser: Browser, told: Told) -> dict[str, Any]:
    open_card(browser, told)
    facts: dict[str, Any] = json.loads(fetch(browser, "json"))
    return facts


def read(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text)


def fits(value: object, schema: dict[str, Any], place: str = "$") -> list[str]:
    """Where the value isn't what the schema says, for the words that our schema uses."""
    if "$ref" in schema:
        return fits(value, DEFINITIONS[schema["$ref"].rpartition("/")[2]], place)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    names = {
        dict: "object", list: "array", str: "string", bool: "boolean", int: "integer",
        type(None): "null",
    }  # fmt: skip
    if names[type(value)] not in kinds:
        return [f"{place}: {names[type(value)]}"]
    if isinstance(value, list):
        return [
            e for n, each in enumerate(value) for e in fits(each, schema["items"], f"{place}.{n}")
        ]
    if not isinstance(value, dict):
        return [] if value in schema.get("enum", [value]) else [f"{place}: {value}"]
    assert schema["additionalProperties"] is False
    if set(value) != set(schema["required"]) or set(value) != set(schema["properties"]):
        return [f"{place}: {sorted(set(value) ^ set(schema['properties']))}"]
    return [
        e for n, each in value.items() for e in fits(each, schema["properties"][n], f"{place}.{n}")
    ]


DEFINITIONS = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]


def test_the_json_is_what_the_published_schema_says(kept: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    assert fits(kept, schema) == []
    assert fits({**kept, "more": 1}, schema) != []
    empty = [name for name, value in kept.items() if value == []]
    assert empty == ["hand_overs", "promises", "contact_requests"]


def test_everything_is_in_it_in_the_words_of_who_said_it(kept: dict[str, Any]) -> None:
    assert kept["story"]["original"] == ORIGINAL
    assert "Jan" not in kept["story"]["shown"]
    assert [each["body"] for each in kept["messages"]] == ["Welke lamp?", "Wij maken de lamp."]
    assert kept["messages"][0]["reply"]["body"] == "Die bij de bocht."
    assert kept["objections"][0]["ruling"]["reason"] == "Jan heeft het ons niet gezegd."
    assert kept["quotes"][0]["editions"][0]["number"] == 1
    assert len(kept["photos"][0]["jpeg_base64"]) > 1000
    assert kept["mail"] == {"is_kept": True, "agreed_at": NOW.isoformat()}
    assert {each["since"] for each in kept["consents"]} == {NOW.isoformat()}
    assert {each["by"] for each in kept["events"]} == {"verteller", "wijkmanager", "medewerker"}


@pytest.mark.parametrize("name", ["json", "pdf"])
def test_neither_code_nor_address_nor_name_of_staff_is_in_it(
    browser: Browser, told: Told, session: Session, name: str
) -> None:
    open_card(browser, told)
    content = fetch(browser, name)
    text = (
        re.sub(rb'"jpeg_base64": "[^"]+"', b"", content).decode()
        if name == "json"
        else read(content)
    )
    card = session.exec(select(FollowCard)).one()
    secrets = [told.code.text, told.code.grouped, card.secret_hash, "oma@voorbeeld.example"]
    staff = session.exec(select(StaffMember)).all()
    secrets += [word for each in staff for word in (each.name, each.username, each.ref)]
    secrets.remove("noord")  # the district is called so too

    assert "Die bij de bocht." in text
    assert [each for each in secrets if each in text] == []


def test_the_pdf_is_readable_by_everybody_and_tells_the_same(browser: Browser, told: Told) -> None:
    open_card(browser, told)

    pdf = fetch(browser, "pdf")

    assert_pdf_ua(pdf)
    text = read(pdf)
    for words in (
        "zonnewijzer 7", "Welke lamp?", "Die bij de bocht.", "Wij maken de lamp.",
        "Jan heeft het ons niet gezegd.", "uitgave 1", "Uw e-mailadres: ja",
    ):  # fmt: skip
        assert words in text


def test_a_change_of_consent_is_told_with_its_date(browser: Browser, told: Told) -> None:
    open_card(browser, told)
    browser.get("/volg/toestemming/papier")
    browser.post("/volg/toestemming/papier", {"chosen": "no"})

    consents = {each["what"]: each for each in json.loads(fetch(browser, "json"))["consents"]}

    assert [each["chosen"] for each in consents["paper"]["changes"]] == ["no"]
    assert consents["paper"]["since"] == consents["paper"]["changes"][0]["at"] > NOW.isoformat()
    assert consents["online"]["changes"] == []


PATHS = ["alles", "alles/verhaal.json", "alles/verhaal.pdf", "kaart"]


@pytest.mark.parametrize("path", PATHS)
def test_without_the_card_there_is_nothing(browser: Browser, told: Told, path: str) -> None:
    page = browser.get(f"/volg/{path}").text

    assert "Typ uw code" in page
    assert told.story.ref not in page


def test_of_a_story_that_was_withdrawn_no_word_comes_along(browser: Browser, told: Told) -> None:
    open_card(browser, told)
    browser.get("/volg/intrekken")
    browser.post("/volg/intrekken")

    kept = json.loads(fetch(browser, "json"))
    text = read(fetch(browser, "pdf"))

    assert kept["story"]["original"] is None
    assert kept["card"] == {"opened_at": None, "opened_before": None}
    for words in ("zonnewijzer", "bocht", "lamp", "Oma"):
        assert words not in json.dumps(kept)
        assert words not in text


#: Tables with a column that names a story, and what of them comes along; None: nothing.
TOLD_OF = {
    "answer": "messages", "reply": "messages", "ruling": "objections", "hand_over": "hand_overs",
    "story_event": "events", "story_redaction": "hidden", "story_cluster": "story",
    "quote": "quotes", "contact_request": "contact_requests", "teller_mail": "mail",
    "follow_card": "card", "promise_story": "promises", "edition_item": "editions",
    "advice_story": "chain", "collected_story": "written_down",
    # Numbers of the monitor, made of what stands above and made anew when that changes.
    "counted_story": None,
    # Which stories used a word that stood out; found again from the public words each time.
    "word_use": None,
    # What a pack of the council has of it; printed packs are among the editions.
    "pack_item": None,
    # Who of the staff has the story on their screen now; for minutes.
    "reading": None,
    # Which stories got one and the same answer; the answer is among the messages.
    "bulk_item": None,
}  # fmt: skip


def test_every_table_that_names_a_story_was_thought_of(kept: dict[str, Any]) -> None:
    found = {
        table.name
        for table in Table.metadata.sorted_tables
        if {"story_id", "story_ref"} & {column.name for column in table.columns}
    }

    assert found == set(TOLD_OF)
    assert {place for place in TOLD_OF.values() if place} <= set(kept)


def sheet(browser: Browser, **typed: str) -> bytes:
    browser.get("/volg/kaart")
    got = browser.post("/volg/kaart", typed, status=200)
    assert got.mimetype == "application/pdf"
    return bytes(got.data)


@pytest.mark.parametrize(("size", "height"), [("A4", 842), ("A5", 595)])
def test_the_card_prints_on_one_page_with_its_code(
    browser: Browser, told: Told, session: Session, size: str, height: int
) -> None:
    change = Change(session.exec(select(StaffMember)).all()[0], told.story.version, NOW)
    services.write_answer(session, told.story, "Een lang antwoord over lampen. " * 150, change)
    session.commit()
    open_card(browser, told)

    pdf = sheet(browser, size=size, code=told.code.text)

    assert_pdf_ua(pdf)
    with pikepdf.open(BytesIO(pdf)) as document:
        assert len(document.pages) == 1
        assert round(float(document.pages[0].mediabox[3])) == height
    text = read(pdf)
    assert told.code.grouped in text
    assert "Een lang antwoord" in text
    assert "Het hele bericht leest u op uw kaart." in text


def test_without_typing_the_code_there_is_room_to_write_it(browser: Browser, told: Told) -> None:
    open_card(browser, told)

    text = read(sheet(browser, size="A5", code=""))

    assert "Schrijf hier uw code:" in text
    assert told.code.text[:5] not in text


def test_the_code_of_another_card_is_not_printed(
    browser: Browser, told: Told, session: Session
) -> None:
    other = tell(session)
    session.commit()
    open_card(browser, told)
    browser.get("/volg/kaart")

    page = browser.post("/volg/kaart", {"size": "A4", "code": other.code.text}, status=422).text

    assert "Dit is niet de code van deze kaart" in page
