"""The door to WeasyPrint: one way in, the same bytes out, on any machine or not at all."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pydyf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from app.printing import (
    PrintingUnavailableError,
    Stage,
    TooManyPagesError,
    available,
    pdf,
    render_pdf,
)
from app.printing.references import page_references
from tests.pdf_check import assert_pdf_ua, blocks, page_count
from tests.printing.sample import book_html, book_pdf, photo, quotes

ROOT = Path(__file__).parents[2]
THREE_PAGES = (
    "<!doctype html><html lang=nl><title>x</title><style>p { break-before: page }</style>"
    "<body data-running=x data-page=Pagina data-of=van><p>een<p>twee<p>drie"
)
#: Prints a hash of the sample, in a process that sees no fonts and loads no Pango beforehand.
ELSEWHERE = """
import hashlib, warnings
warnings.simplefilter("error")
from tests.printing.sample import book_pdf
print(hashlib.sha256(book_pdf(18)).hexdigest())
"""
NO_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>/nonexistent</dir></fontconfig>"""


def elsewhere(**environment: str) -> str:
    command = [sys.executable, "-c", ELSEWHERE]
    changed = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, env=changed, cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout


def test_this_machine_prints() -> None:
    assert available()


def test_the_same_input_gives_the_same_bytes() -> None:
    html = book_html(quotes(18))

    assert render_pdf(html, resources={"photos": photo}) == book_pdf(18)


def test_the_same_input_gives_the_same_bytes_where_no_font_is_installed(tmp_path: Path) -> None:
    bare = tmp_path / "fonts.conf"
    bare.write_text(NO_FONTS, encoding="utf-8")

    there = elsewhere(FONTCONFIG_FILE=str(bare), HOME=str(tmp_path))

    assert there.strip() == hashlib.sha256(book_pdf(18)).hexdigest()


def test_printing_leaves_the_fonts_of_other_programs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/somewhere/else")
    with pdf.own_fonts():
        assert Path(os.environ["FONTCONFIG_FILE"]).is_file()
    assert os.environ["FONTCONFIG_FILE"] == "/somewhere/else"

    monkeypatch.delenv("FONTCONFIG_FILE")
    with pdf.own_fonts():
        pass
    assert "FONTCONFIG_FILE" not in os.environ


def test_progress_tells_each_page_and_never_goes_back() -> None:
    told: list[tuple[Stage, int, int | None]] = []

    made = render_pdf(
        book_html(quotes(18)), resources={"photos": photo}, progress=lambda *step: told.append(step)
    )

    total = page_count(made)
    laid_out = [done for stage, done, _ in told if stage is Stage.LAY_OUT]
    drawn = [(done, of) for stage, done, of in told if stage is Stage.DRAW]
    assert told[0] == (Stage.READ, 0, None)
    assert laid_out == list(range(1, total))
    assert drawn == [(number, total) for number in range(1, total + 1)]
    assert told[-1] == (Stage.WRITE, total, total)


def test_a_document_that_grows_too_long_is_given_up() -> None:
    assert page_count(render_pdf(THREE_PAGES, max_pages=3)) == 3
    with pytest.raises(TooManyPagesError) as caught:
        render_pdf(THREE_PAGES, max_pages=2)
    assert caught.value.limit == 2


def test_printing_goes_on_after_a_document_that_failed() -> None:
    with pytest.raises(TooManyPagesError):
        render_pdf(THREE_PAGES, max_pages=1)

    assert page_count(render_pdf(THREE_PAGES)) == 3


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def missing(_name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    pdf._engine.cache_clear()  # noqa: SLF001 # as in a process that has not printed yet
    monkeypatch.setattr(pdf, "import_module", missing)
    yield
    pdf._engine.cache_clear()  # noqa: SLF001 # so that the next test prints


@pytest.mark.usefixtures("without_pango")
def test_without_pango_everything_else_works_and_says_what_to_install() -> None:
    assert not available()
    with pytest.raises(PrintingUnavailableError, match=r"install libpango-1\.0-0"):
        render_pdf(THREE_PAGES)


def test_weasyprint_is_not_loaded_before_the_first_document() -> None:
    code = "import sys, app.printing, app.printing.qr; print('weasyprint' in sys.modules)"
    command = [sys.executable, "-c", code]

    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout == b"False\n"


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_escaped_text_is_never_markup(text: str) -> None:
    hostile = f"<img src=file:///etc/passwd><style>@import 'http://x'</style>{text}"
    made = render_pdf(f"<html lang=nl><title>x</title><body><p>{escape(hostile)}</p>")

    assert_pdf_ua(made)
    assert {block.tag for block in blocks(made)} == {"/P"}


def test_page_references_are_remembered_until_a_page_is_added() -> None:
    made, asked = pydyf.PDF(), []
    for _ in range(3):
        made.add_page(pydyf.Dictionary({"Type": "/Page"}))
        asked.append(page_references(made))
    anew = tuple(f"{number} 0 R".encode() for number in made.pages["Kids"][::3])

    assert [len(references) for references in asked] == [1, 2, 3]
    assert page_references(made) == anew
    assert page_references(made) is asked[-1]
