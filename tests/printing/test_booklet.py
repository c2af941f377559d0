"""Booklets: folded and stapled, the pages come in order."""

from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printing.booklet import A4_ON_ITS_SIDE, ON_A_SHEET, Side, impose, saddle_order
from tests.pdf_check import needs_poppler, page_count, pdf_text

PAGES = st.integers(min_value=1, max_value=400)


def leafed_through(sides: list[Side]) -> list[int | None]:
    """The pages as somebody meets them who folds all sheets together and leafs through them.

    The left leaf of the pile holds, from outside in, the right page of each front and, turned
    over, the left page of its back; the right leaf the rest, from inside out.
    """
    sheets = list(zip(sides[::2], sides[1::2], strict=True))
    first = [page for front, back in sheets for page in (front.right, back.left)]
    second = [page for front, back in reversed(sheets) for page in (back.right, front.left)]
    return first + second


@given(PAGES)
def test_folded_the_pages_come_in_order_and_blank_ones_last(pages: int) -> None:
    read = leafed_through(saddle_order(pages))
    blank = -pages % ON_A_SHEET

    assert read == [*range(1, pages + 1), *[None] * blank]


@given(PAGES)
def test_every_sheet_has_two_sides_and_none_is_too_many(pages: int) -> None:
    sides = saddle_order(pages)

    assert len(sides) % 2 == 0
    assert 2 * len(sides) - pages < ON_A_SHEET


def test_eight_pages_stand_as_printers_have_known_for_ages() -> None:
    assert saddle_order(8) == [Side(8, 1), Side(2, 7), Side(6, 3), Side(4, 5)]


def test_nothing_makes_no_booklet() -> None:
    with pytest.raises(ValueError, match="without pages"):
        saddle_order(0)


def numbered(pages: int) -> bytes:
    """A document of A5 pages that each say their number."""
    made = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for number in range(1, pages + 1):
        page = made.add_blank_page(page_size=(419.53, 595.276))
        page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.F1)
        words = f"BT /F1 40 Tf 100 300 Td (page{number}) Tj ET"
        page.Contents = made.make_stream(words.encode())
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def _words(pdf: bytes, page: int, left: int) -> str:
    """What stands in half of a page, from so many points on."""
    where = {"-f": page, "-l": page, "-x": left, "-y": 0, "-W": 421, "-H": 596}
    options = [str(part) for option in where.items() for part in option]
    return pdf_text(pdf, *options).strip("\n\f")


@needs_poppler
@pytest.mark.parametrize("pages", [1, 4, 6, 13])
def test_each_page_stands_in_its_half_of_the_sheet(pages: int) -> None:
    booklet = impose(numbered(pages), title="Boekje")

    halves = [
        tuple(_words(booklet, at, half) for half in (0, 421))
        for at in range(1, page_count(booklet) + 1)
    ]
    expected = [
        tuple(f"page{number}" if number else "" for number in side) for side in saddle_order(pages)
    ]
    assert halves == expected


def test_the_sheets_are_a4_on_their_side_and_the_same_each_time() -> None:
    booklet = impose(numbered(5), title="Boekje")

    with pikepdf.open(BytesIO(booklet)) as document:
        boxes = [[float(each) for each in page.mediabox] for page in document.pages]
    assert boxes == [[0, 0, *map(pytest.approx, A4_ON_ITS_SIDE)]] * 4
    assert booklet == impose(numbered(5), title="Boekje")
