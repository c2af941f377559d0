"""What a printed document must be: valid PDF/UA, readable, and laid out with care."""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import page
import pikepdf
import pytest
from PIL import Image

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext and pdftoppm (poppler-utils) are missing"
)

_DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HEADINGS = {"/H1", "/H2", "/H3", "/H4", "/H5", "/H6"}
_BLOCKS = _HEADINGS | {"/P", "/LI", "/Figure", "/Caption", "/TR", "/BlockQuote"}


class Block(NamedTuple):
    """One block of text or picture in the tag tree, or what of it is on one page."""

    page: int
    tag: str
    #: The block quote that it is in, if any, as a number that is its own.
    quote: int | None


def assert_pdf_ua(pdf: bytes) -> None:
    """Check that `pdf` passes every rule of PDF/UA-1 that the checker knows."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(pdf)
        report = page.validate_pdf(str(path), profile="ua1")
    assert report.is_compliant, [(found.rule_id, found.message) for found in report.failures]


def pdf_text(pdf: bytes, *options: str) -> str:
    """Return the text of `pdf` as Poppler reads it."""
    command = ["pdftotext", "-enc", "UTF-8", *options, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def readable(text: str) -> str:
    """Return `text` composed, without white space and the marks of direction that Poppler adds.

    Where a line changes direction, Poppler moves the space to the other side of a word.
    """
    plain = _DIRECTION_MARKS.sub("", unicodedata.normalize("NFC", text))
    return "".join(plain.split())


def page_images(pdf: bytes, dpi: int = 50) -> list[Image.Image]:
    """Return each page as a grey picture, as Poppler draws it."""
    with TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(dpi), "-gray", "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, capture_output=True, check=True)
        return [Image.open(BytesIO(path.read_bytes())) for path in sorted(Path(folder).iterdir())]


def page_count(pdf: bytes) -> int:
    """Return the number of pages."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)


def blocks(pdf: bytes) -> list[Block]:
    """Return the blocks of `pdf` in reading order; running headers and footers are none."""
    with pikepdf.open(BytesIO(pdf)) as document:
        pages = {made.obj.objgen: number for number, made in enumerate(document.pages, 1)}
        return list(_blocks(document.Root.StructTreeRoot.K[0], pages, None))


def _blocks(
    element: pikepdf.Object, pages: dict[tuple[int, int], int], quote: int | None
) -> Iterator[Block]:
    tag = str(element.S)
    if tag == "/BlockQuote":
        quote = element.objgen[0]
    if tag in _BLOCKS and "/Pg" in element:
        yield Block(pages[element.Pg.objgen], tag, quote)
    for child in element.get("/K", pikepdf.Array()):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from _blocks(child, pages, quote)


def last_blocks(pdf: bytes) -> list[str]:
    """Return the tag of the last block of each page."""
    found = {block.page: block.tag for block in blocks(pdf)}
    return [found.get(number, "nothing") for number in range(1, page_count(pdf) + 1)]


def assert_well_paged(pdf: bytes) -> None:
    """Check that no page is empty and that none ends with a heading."""
    last = last_blocks(pdf)
    assert "nothing" not in last, f"page {last.index('nothing') + 1} is empty"
    for number, tag in enumerate(last, 1):
        assert tag not in _HEADINGS, f"a heading is the last on page {number}"


def quote_pieces(pdf: bytes) -> int:
    """Return the number of block quotes; one that runs over two pages counts twice."""
    return sum(block.tag == "/BlockQuote" for block in blocks(pdf))
