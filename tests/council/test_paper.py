"""A realistic half year on paper: accessible, complete, in order, readable without colours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from app.council.contents import PackContents
from app.council.making import Imprint, pack_pdfs, plan_pack
from app.council.rules import PackKind, PaperForm
from app.printing.booklet import saddle_order
from app.web.context import parts
from tests.conftest import NOW
from tests.council.half_year import PROMISES, QUOTES, spend, spent_app
from tests.pdf_check import (
    assert_pdf_ua,
    assert_well_paged,
    needs_poppler,
    page_count,
    page_images,
    pdf_text,
    readable,
)

TO_READ = (PaperForm.A4, PaperForm.LARGE, PaperForm.A5)
#: Of black, in which text and lines have to be at least to stay readable without colours.
GREY = 160


@dataclass(frozen=True)
class Printed:
    """A pack and its PDFs."""

    contents: PackContents
    imprint: Imprint
    pdfs: Mapping[PaperForm, bytes]

    @cached_property
    def text(self) -> str:
        """What the A4 form says, in its order."""
        return readable(pdf_text(self.pdfs[PaperForm.A4]))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Printed]:
    folder: Path = tmp_path_factory.mktemp("pack")
    with spent_app(folder, spend) as year:
        with parts().database.freeze() as session:
            planned = plan_pack(session, year.next, public_url="https://stem.example", now=NOW)
        pdfs = pack_pdfs(
            planned.contents, planned.imprint, parts().storage, lambda _done, _total: None
        )
        yield Printed(planned.contents, planned.imprint, pdfs)


def test_the_half_year_is_a_real_one(printed: Printed) -> None:
    kinds = [entry.subject.kind for entry in printed.contents.entries]

    assert kinds.count(PackKind.QUOTE) == QUOTES
    # One more: what was promised after the advice of the meeting before.
    assert kinds.count(PackKind.PROMISE) == PROMISES + 1
    assert (kinds.count(PackKind.POLL), kinds.count(PackKind.ADVICE)) == (2, 2)


@pytest.mark.parametrize("form", TO_READ)
def test_each_form_to_read_is_pdf_ua(printed: Printed, form: PaperForm) -> None:
    assert_pdf_ua(printed.pdfs[form])


@pytest.mark.parametrize("form", TO_READ)
def test_no_page_is_empty_or_ends_with_a_heading(printed: Printed, form: PaperForm) -> None:
    assert_well_paged(printed.pdfs[form])


@needs_poppler
def test_everything_that_was_chosen_is_there_in_order(printed: Printed) -> None:
    place = 0
    for entry in printed.contents.entries:
        words = entry.subject.quote.text if entry.subject.quote else entry.subject.title
        for paragraph in words.split("\n"):
            found = printed.text.find(readable(paragraph), place)
            assert found >= 0, f"not there, or not in order: {paragraph}"
            place = found


@needs_poppler
def test_overdue_promises_and_earlier_advice_are_named_as_such(printed: Printed) -> None:
    for words in (
        "Te laat: had klaar moeten zijn op",
        "Klaar, later dan beloofd",
        "Gaat niet door",
        "Advies van 1 juni 2026",
        "Nog geen antwoord",
        "Groen en wegen beloofde: Wij zetten vijf lantaarns op het achterpad.",
    ):
        assert readable(words) in printed.text


@needs_poppler
@pytest.mark.parametrize("form", TO_READ)
def test_the_cover_says_what_it_is_and_proves_the_ledger(printed: Printed, form: PaperForm) -> None:
    cover = readable(pdf_text(printed.pdfs[form], "-l", "1"))
    imprint = printed.imprint

    for words in (
        "maandag 7 december 2026, 14.05 uur",
        "Noorderhuis, grote zaal",
        "Rondvraag",
        "Versie 1, uitgave 1",
        f"nummer {imprint.head.seq}",
        imprint.head.hash,
        imprint.address,
    ):
        assert readable(words) in cover, words
    assert imprint.head.seq > 0


@needs_poppler
def test_each_page_says_which_it_is(printed: Printed) -> None:
    pages = pdf_text(printed.pdfs[PaperForm.A4], "-layout").split("\f")[:-1]

    for number, text in enumerate(pages, 1):
        assert f"Pagina {number} van {len(pages)}" in text
        assert "maandag 7 december 2026 · versie 1" in text or number == 1
    assert "Ruimte voor uw aantekeningen" in pages[-1]


def sizes(page: pikepdf.Page) -> set[float]:
    """Sizes of letters that are drawn on a page, in points."""
    found: set[float] = set()
    scale = 1.0
    for instruction in pikepdf.parse_content_stream(page):
        operands = instruction.operands
        if str(instruction.operator) == "cm" and scale == 1.0:
            scale = abs(float(operands[3]))
        if str(instruction.operator) == "Tf":
            found.add(round(float(operands[1]) * scale, 1))
    return found


def test_large_print_has_no_small_letters(printed: Printed) -> None:
    pdf = printed.pdfs[PaperForm.LARGE]
    with pikepdf.open(BytesIO(pdf)) as document:
        smallest = min(min(sizes(page)) for page in document.pages)

    assert smallest >= 18


@needs_poppler
@pytest.mark.parametrize("form", TO_READ)
def test_it_reads_without_colours_and_no_ink_touches_the_edge(
    printed: Printed, form: PaperForm
) -> None:
    for number, image in enumerate(page_images(printed.pdfs[form], dpi=40), 1):
        dark = image.point(lambda grey: 255 * (grey < GREY))
        ink = dark.getbbox()
        assert ink is not None, f"page {number} is empty without colours"
        left, top, right, bottom = ink
        assert left > 10, f"page {number}"
        assert top > 8, f"page {number}"
        assert right < image.width - 10, f"page {number}"
        assert bottom < image.height - 8, f"page {number}"


@needs_poppler
def test_the_booklet_has_the_pages_of_the_reading_file_in_order(printed: Printed) -> None:
    booklet, reading = printed.pdfs[PaperForm.BOOKLET], printed.pdfs[PaperForm.A5]
    sides = saddle_order(page_count(reading))

    assert page_count(booklet) == len(sides)
    for number, side in enumerate(sides, 1):
        text = pdf_text(booklet, "-f", str(number), "-l", str(number))
        for page in filter(None, side):
            assert f"Pagina {page} van {page_count(reading)}" in text


@needs_poppler
def test_the_cover_takes_little_ink(printed: Printed) -> None:
    image = page_images(printed.pdfs[PaperForm.A4], dpi=40)[0]
    dark = sum(255 - grey for grey in image.tobytes())

    assert dark / 255 < 0.06 * image.width * image.height
