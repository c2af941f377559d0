"""A quote book on paper: valid, readable and paged with care, whatever residents write."""

import logging
import re

import pytest

from app.printing import render_pdf
from tests.pdf_check import (
    assert_pdf_ua,
    assert_well_paged,
    blocks,
    last_blocks,
    needs_poppler,
    page_count,
    page_images,
    pdf_text,
    quote_pieces,
    readable,
)
from tests.printing.sample import TEXTS, book_html, book_pdf, photo, quotes

SIZES = [10, 200]
LONGER_THAN_A_PAGE = 1200


@pytest.mark.parametrize("size", SIZES)
def test_the_book_is_pdf_ua(size: int) -> None:
    assert_pdf_ua(book_pdf(size))


@pytest.mark.parametrize("size", SIZES)
def test_no_page_is_empty_and_none_ends_with_a_heading(size: int) -> None:
    assert_well_paged(book_pdf(size))


@pytest.mark.parametrize("size", SIZES)
def test_only_quotes_longer_than_a_page_are_cut(size: int) -> None:
    found = [block for block in blocks(book_pdf(size)) if block.tag == "/BlockQuote"]
    long = sum(len(quote.text) > LONGER_THAN_A_PAGE for quote in quotes(size))
    pages_of_long = quote_pieces(book_pdf(size)) - (size - long)

    assert len(found) == size - long + pages_of_long
    assert pages_of_long >= 2 * long
    assert quote_pieces(render_pdf(book_html(quotes(8)), resources={"photos": photo})) == 8


def test_a_heading_left_alone_is_noticed() -> None:
    alone = (
        "<html lang=nl><title>x</title><body><p>x</p><h2 style='break-after:page'>x</h2><p>x</p>"
    )

    assert last_blocks(render_pdf(alone.replace("h2", "h1"))) == ["/H1", "/P"]
    with pytest.raises(AssertionError, match="heading"):
        assert_well_paged(render_pdf(alone.replace("h2", "h1")))


@needs_poppler
@pytest.mark.parametrize("size", SIZES)
def test_no_page_is_white_and_no_ink_touches_its_edge(size: int) -> None:
    for image in page_images(book_pdf(size), dpi=30):
        dark = image.point(lambda grey: 255 * (grey < 200)).getbbox()
        assert dark is not None
        assert dark[0] > 15
        assert dark[2] < image.width - 10


@needs_poppler
@pytest.mark.parametrize("kind", TEXTS)
def test_a_quote_reads_back_word_for_word(kind: str) -> None:
    text = readable(pdf_text(book_pdf(200)))

    for paragraph in TEXTS[kind].split("\n"):
        assert readable(paragraph) in text


@needs_poppler
def test_each_page_says_what_it_belongs_to_and_where_it_stands() -> None:
    pages = pdf_text(book_pdf(10)).split("\f")[:-1]

    for number, text in enumerate(pages, 1):
        assert f"Pagina {number} van {len(pages)}" in text
        assert "Voorbeeld" in text
    assert all("ronde najaar 2026 · 23 november 2026 · uitgave 1" in text for text in pages[1:])


@needs_poppler
def test_the_contents_name_the_page_where_a_chapter_starts() -> None:
    pages = pdf_text(book_pdf(200), "-layout").split("\f")
    named = re.findall(r"Hoofdstuk (\d+): wonen en leven +(\d+)", pages[1])

    assert len(named) == 17
    for chapter, number in named:
        assert f"Hoofdstuk {chapter}: wonen en leven" in pages[int(number) - 1]


def test_nothing_in_the_book_is_unknown_to_the_printer(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render_pdf(book_html(quotes(18)), resources={"photos": photo})

    assert caplog.messages == []


def test_a_book_grows_with_its_quotes() -> None:
    assert page_count(book_pdf(10)) < page_count(book_pdf(200))
