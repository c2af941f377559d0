"""The quote book as the app prints it: every page of a small one and of a large one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from app.quotes.contents import BookContents
from app.quotes.making import expected_pages
from app.web.context import parts
from tests.pdf_check import (
    assert_pdf_ua,
    assert_well_paged,
    needs_poppler,
    page_count,
    page_images,
    pdf_text,
    quote_pieces,
    readable,
)
from tests.printing.many import Filling, contents_of, filled_app, pdf_of

#: Quotes in the book, and a photo with every so many.
FILLINGS = {10: Filling(10, photo_every=3), 200: Filling(200, photo_every=12)}
FOOT = "In onze eigen woorden · Najaar 2026 · maandag 23 november 2026 · uitgave 7"


@dataclass(frozen=True)
class Printed:
    """A book and its PDF."""

    contents: BookContents
    pdf: bytes

    @cached_property
    def pages(self) -> list[str]:
        """Its text page by page, as Poppler reads it."""
        return pdf_text(self.pdf, "-layout").split("\f")[:-1]


@pytest.fixture(scope="module", params=FILLINGS, ids=lambda count: f"{count} quotes")
def printed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Printed]:
    folder: Path = tmp_path_factory.mktemp("book")
    with filled_app(folder, FILLINGS[request.param]):
        contents = contents_of(parts().database)
        yield Printed(contents, pdf_of(contents, parts().storage))


def test_it_is_pdf_ua(printed: Printed) -> None:
    assert_pdf_ua(printed.pdf)


def test_no_page_is_empty_or_ends_with_a_heading(printed: Printed) -> None:
    assert_well_paged(printed.pdf)


@needs_poppler
def test_no_page_is_nearly_empty_and_no_ink_touches_its_edge(printed: Printed) -> None:
    for number, image in enumerate(page_images(printed.pdf, dpi=30), 1):
        dark = image.point(lambda grey: 255 * (grey < 220))
        ink = dark.getbbox()
        assert ink is not None
        left, _, right, _ = ink
        assert left > 15, f"page {number}"
        assert right < image.width - 10, f"page {number}"
        body = dark.crop((0, image.height // 12, image.width, image.height * 11 // 12)).getbbox()
        assert body is not None
        assert body[3] - body[1] > image.height / 8, f"page {number} is nearly empty"


@needs_poppler
def test_only_quotes_that_are_long_run_over_to_the_next_page(printed: Printed) -> None:
    pages = [readable(page) for page in pdf_text(printed.pdf).split("\f")]
    short = [quote for quote in printed.contents.quotes if not quote.is_long]

    assert [quote.text for quote in short if not _on_one(quote.text, pages)] == []
    pieces = quote_pieces(printed.pdf) - len(short)
    assert pieces >= len(printed.contents.quotes) - len(short)


@needs_poppler
def test_everything_reads_back_in_order(printed: Printed) -> None:
    body = readable(_body(printed))
    place = 0
    for chapter in printed.contents.chapters:
        place = body.index(readable(chapter.title), place)
        for quote in chapter.quotes:
            for paragraph in (*quote.text.split("\n"), quote.signed_as):
                found = body.find(readable(paragraph), place)
                assert found >= 0, f"not there, or not in order: {paragraph}"
                place = found + len(readable(paragraph))
    assert body.find(readable("Hoe dit boek is gemaakt"), place) > 0


@needs_poppler
def test_each_page_says_what_it_belongs_to_and_where_it_stands(printed: Printed) -> None:
    chapters = [chapter.title for chapter in printed.contents.chapters]
    for number, text in enumerate(printed.pages, 1):
        assert f"Pagina {number} van {len(printed.pages)}" in text
        assert "Voorbeeld" in text
        assert FOOT in text or number == 1
    running = [text.strip().split("\n")[0] for text in printed.pages]
    assert all(
        any(title[:40] in head for title in chapters) or "Voorbeeld" in head for head in running
    )


@needs_poppler
def test_the_contents_name_the_page_where_each_chapter_starts(printed: Printed) -> None:
    contents = printed.pages[1].split(FOOT)[0]
    lines = re.findall(r"^ *(\S.*?) +(\d+)$", contents, re.MULTILINE)
    titles = [chapter.title for chapter in printed.contents.chapters]

    assert [title for title, _ in lines] == [*titles, "Hoe dit boek is gemaakt"]
    for title, number in lines:
        assert readable(title) in readable(printed.pages[int(number) - 1])


def test_the_bookmarks_lead_to_each_chapter(printed: Printed) -> None:
    with pikepdf.open(BytesIO(printed.pdf)) as document, document.open_outline() as outline:
        found = [item.title for item in outline.root]

    titles = [chapter.title for chapter in printed.contents.chapters]
    assert found == ["Inhoud", *titles, "Hoe dit boek is gemaakt"]


@needs_poppler
def test_the_cover_says_what_the_book_is(printed: Printed) -> None:
    cover = printed.pages[0]
    count = len(printed.contents.quotes)

    for expected in (
        "Programma Test",
        "Ronde: Najaar 2026",
        "Wijken: Noord, Oost",
        f"{count} verhalen, {count} citaten",
        "Uitgave 7, maandag 23 november 2026",
        "Voorbeeld: deze verhalen zijn verzonnen",
    ):
        assert expected in cover


@needs_poppler
def test_other_languages_are_named_and_photos_described(printed: Printed) -> None:
    text = " ".join(_body(printed).split())
    for language in ("Pools", "Turks", "Oekraïens", "Arabisch"):
        assert f"In het {language}:" in text
    photos = [photo for quote in printed.contents.quotes for photo in quote.photos]
    assert photos
    for photo in photos:
        assert photo.alt in text
    with pikepdf.open(BytesIO(printed.pdf)) as document:
        alts = {str(item.Alt) for item in document.objects if _is_figure(item)}
    assert {photo.alt for photo in photos} <= alts


def test_how_long_it_gets_is_known_beforehand(printed: Printed) -> None:
    ratio = expected_pages(printed.contents) / page_count(printed.pdf)

    assert 0.7 < ratio < 1.5


def _on_one(text: str, pages: list[str]) -> bool:
    return any(all(readable(line) in page for line in text.split("\n")) for page in pages)


def _is_figure(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"


def _body(printed: Printed) -> str:
    """Return the text in reading order, from the first chapter on, without what runs along."""
    found = []
    for text in pdf_text(printed.pdf).split("\f")[2:-1]:
        lines = text.split("\n")
        kept = [
            line for line in lines if FOOT not in line and not re.match(r"Pagina \d+ van", line)
        ]
        found.append("\n".join(kept))
    return "\n".join(found)
