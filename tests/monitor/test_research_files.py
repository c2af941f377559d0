"""Files for qualitative research: valid, and every coded stretch is the quote."""

import unicodedata
from itertools import chain
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import pytest
from flask import Flask
from lxml import etree
from sqlmodel import Session

from app.core.storage import Storage
from app.moderation.models import StoryCluster, StoryRedaction
from app.monitor.export_rules import FileKind
from app.quotes.models import Quote
from app.quotes.rules import GAP
from app.stories.models import Story
from app.stories.rules import Audience
from tests.factories import make_programme, make_public
from tests.monitor.exporting import REFI, export, named, project
from tests.quote_books import cluster, pick, picture

#: Windows line ends, letters of two code points, emoji of several, Arabic, odd blanks, markup.
TEXT = (
    "\ufeffEe\u0301n bankje\r\nbij het 👩‍👩‍👧 veld 🇳🇱.\r\n\r\nمرحبا بكم في الحي، شكرا."
    '\u2028<b>& "klaar"]]> Jan woont hier. Cafe\u0301 \u00a0dicht.\rEinde'
)
JAN = TEXT.index("Jan")


@pytest.fixture(autouse=True)
def quotes(app: Flask, session: Session, storage: Storage) -> list[Quote]:
    """Six stories of odd characters, with quotes of one and two stretches, tags and a picture."""
    del app
    make_programme(session)
    found = []
    for number in range(6):
        audience = Audience.COUNCIL if number == 5 else Audience.EVERYONE
        story = make_public(session, TEXT, audience=audience)
        assert story.id is not None
        hidden = StoryRedaction(story_id=story.id, start=JAN, end=JAN + 3, replacement="buurman")
        session.add(hidden)
        topic = cluster(session, "helpen" if number % 2 else "verloedering")
        session.add(StoryCluster(story_id=story.id, cluster_id=topic.id or 0, is_main=True))
        session.flush()
        start = TEXT.index("مرحبا")
        found.append(pick(session, story, (start, start + 13)))
        found.append(pick(session, story, (1, 12), (JAN, len(TEXT)), about=("helpen",)))
        found.append(pick(session, story, (14, TEXT.index("veld") + 10), about=(), minority=True))
    last = session.get_one(Story, found[-1].story_id)
    picture(session, storage, last, alt="Een <bank> & een boom.")
    session.commit()
    return found


@pytest.fixture
def qdpx(app: Flask, tmp_path: Path) -> Path:
    with app.app_context():
        return export(tmp_path, FileKind.QDPX)


def as_shown(text: str) -> str:
    """What a file makes of a text, worked out by another road than the program's."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines.replace("\ufeff", ""))


def coded(document: Element, texts: dict[str, str]) -> dict[str, list[tuple[str, int]]]:
    """(words, number of codes) of every stretch, by the name of its quote."""
    found: dict[str, list[tuple[str, int]]] = {}
    for source in named(document, "TextSource"):
        text = texts["sources/" + source.attrib["plainTextPath"].removeprefix("internal://")]
        for place in named(source, "PlainTextSelection"):
            start, end = int(place.attrib["startPosition"]), int(place.attrib["endPosition"])
            name = source.attrib["guid"] + place.attrib["name"]
            found.setdefault(name, []).append((text[start:end], len(named(place, "Coding"))))
    return found


def test_a_project_is_valid_by_the_published_schema(qdpx: Path) -> None:
    with ZipFile(qdpx) as packed:
        assert packed.testzip() is None
        document = etree.fromstring(packed.read("project.qde"))

    etree.XMLSchema(file=str(REFI / "Project.xsd")).assertValid(document)


def test_a_codebook_is_valid_by_the_published_schema(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        path = export(tmp_path, FileKind.QDC)

    schema = etree.XMLSchema(file=str(REFI / "Codebook.xsd"))
    schema.assertValid(etree.parse(str(path)))


def test_every_coded_stretch_is_the_quote(qdpx: Path, quotes: list[Quote]) -> None:
    document, texts = project(qdpx)
    found = coded(document, texts)

    read = sorted(
        GAP.join(words for words, _ in stretches)
        for name, stretches in found.items()
        if "citaat" in name
    )
    # The story that is not for everyone holds its quotes whole; the others hold stretches of them.
    assert read == sorted(as_shown(quote.text) for quote in quotes)
    assert len(read) == 18


def test_every_story_is_coded_as_a_whole_with_what_it_is_about(qdpx: Path) -> None:
    document, texts = project(qdpx)
    whole = [each for name, each in coded(document, texts).items() if "citaat" not in name]

    assert sorted(chain.from_iterable(whole)) == sorted((text, 1) for text in texts.values())


def test_texts_are_as_programs_of_research_want_them(qdpx: Path) -> None:
    _, texts = project(qdpx)

    assert len(texts) == 6
    for text in texts.values():
        assert "\r" not in text
        assert "\ufeff" not in text
        assert text == unicodedata.normalize("NFC", text)
        assert "👩‍👩‍👧 veld 🇳🇱" in text
        assert "[buurman]" in text


def test_every_name_is_used_once_and_every_reference_leads_somewhere(qdpx: Path) -> None:
    document, _ = project(qdpx)
    guids = [element.attrib["guid"] for element in document.iter() if "guid" in element.attrib]
    targets = {each.attrib["targetGUID"] for each in document.iter() if "targetGUID" in each.attrib}
    names = [
        each.attrib["name"]
        for kind in ("TextSource", "PictureSource", "Code")
        for each in named(document, kind)
    ]

    assert len(guids) == len(set(guids))
    assert targets <= set(guids)
    assert len(names) == len(set(names))


def test_a_picture_with_consent_comes_along(qdpx: Path) -> None:
    document, _ = project(qdpx)
    [source] = named(document, "PictureSource")
    with ZipFile(qdpx) as packed:
        content = packed.read("sources/" + source.attrib["path"].removeprefix("internal://"))

    assert source.attrib["name"].endswith(".jpg")
    assert content.startswith(b"\xff\xd8")
    assert named(source, "Description")[0].text == "Een <bank> & een boom."


def test_the_memo_of_a_project_explains_it(qdpx: Path) -> None:
    document, _ = project(qdpx)
    memo = document[-1].text or ""

    assert "Toestemming: Een verhaal staat er helemaal in" in memo
    assert "Verhalen in het bestand: 6" in memo
