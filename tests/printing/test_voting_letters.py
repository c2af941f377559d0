"""The voting letter on paper: what it says, what a window shows, and QR codes that read back."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from app.core.codes import new_code
from app.polls.code_rules import LetterForm
from app.polls.letters import (
    Letter,
    LetterContents,
    LetterTooLongError,
    letter_template,
    print_letters,
    vote_address,
)
from tests.pdf_check import needs_poppler, page_count, pdf_text, readable
from tests.printing.test_qr import needs_reader

CONTENTS = LetterContents(
    question="Welke speeltuin komt er op het plein?",
    options=("De klimtoren", "De waterspeeltuin", "De natuurtuin"),
    max_choices=1,
    per_household=True,
    min_age=None,
    opens_at=datetime(2026, 12, 1, 8, tzinfo=UTC),
    closes_at=datetime(2026, 12, 14, 19, tzinfo=UTC),
    has_paper=True,
    help_text="Elke woensdag van 10 tot 12 uur in de bibliotheek.",
    municipality="Gemeente Voorbeeld",
    programme="Programma Voorbeeld",
    help_phone="14 045",
    public_url="https://stem.voorbeeld.nl",
)
PAPER = (LetterForm.A4, LetterForm.A5)
MM = 72 / 25.4
#: What a window may show wherever the sheet slides to, in mm from the left and from the top.
WINDOW = (0, 30, 140, 100)


@pytest.fixture
def printing(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def some_letters(count: int) -> list[Letter]:
    return [Letter(number, new_code()) for number in range(1, count + 1)]


def words_on_front(pdf: bytes) -> list[tuple[float, float, str]]:
    """Every word of the first page with the place of its top left corner, in mm."""
    command = ["pdftotext", "-bbox", "-l", "1", "-", "-"]
    page = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)<', page)
    return [(float(x) / MM, float(y) / MM, word) for x, y, word in found]


@needs_poppler
@pytest.mark.usefixtures("printing")
@pytest.mark.parametrize("form", PAPER)
def test_a_letter_says_everything(form: LetterForm) -> None:
    [letter] = some_letters(1)
    text = pdf_text(print_letters(CONTENTS, form, [letter], lock=None))

    plain = readable(text)
    for sentence in (
        "Aan de bewoners van dit adres", "Brief 1", CONTENTS.question, *CONTENTS.options,
        "tot maandag 14 december 2026 om 20.00 uur", "stem.voorbeeld.nl/s", letter.code.grouped,
        "Uw stem is geheim", CONTENTS.help_text, "Bel 14 045", "Is uw brief kwijt?",
        "With this letter", "Mit diesem Brief", "Ten list", "Bu mektupla", "Із цим листом",
        "بهذه الرسالة",
    ):  # fmt: skip
        assert readable(sentence) in plain, sentence
    assert "Voorbeeld:" not in text


@needs_poppler
@pytest.mark.usefixtures("printing")
@pytest.mark.parametrize("form", PAPER)
def test_a_window_shows_the_address_and_the_number_alone(form: LetterForm) -> None:
    longest = replace(
        CONTENTS,
        question="Welk plan voor het plein tussen de flats en de school wilt u dat wij doen?",
        mark="Voorbeeld: dit is geen echte brief",
    )
    [letter] = some_letters(1)
    words = words_on_front(print_letters(longest, form, [letter], lock=None))

    left, top, right, bottom = WINDOW
    seen = [word for x, y, word in words if left <= x < right and top <= y < bottom]
    assert " ".join(seen) == "Aan de bewoners van dit adres Brief 1"
    codes = [y for _x, y, word in words if word in letter.code.grouped.split()]
    assert len(codes) == 3
    assert min(codes) > bottom


@needs_poppler
@pytest.mark.usefixtures("printing")
@pytest.mark.parametrize("form", PAPER)
def test_example_letters_say_so(form: LetterForm) -> None:
    marked = replace(CONTENTS, mark="Voorbeeld: dit is geen echte brief")
    pdf = print_letters(marked, form, some_letters(2), lock=None)

    assert pdf_text(pdf).count("Voorbeeld:") == 2


@needs_poppler
@pytest.mark.usefixtures("printing")
def test_only_a_poll_with_paper_has_a_strip_to_tear_off() -> None:
    texts = [
        pdf_text(print_letters(each, LetterForm.A4, some_letters(1), lock=None))
        for each in (CONTENTS, replace(CONTENTS, has_paper=False))
    ]

    assert ["Scheur deze strook af" in text for text in texts] == [True, False]
    assert ["op papier" in text for text in texts] == [True, False]


@pytest.mark.usefixtures("printing")
def test_the_longest_text_fits_on_one_sheet_of_a4_and_not_of_a5() -> None:
    longest = replace(
        CONTENTS,
        question="W" * 60 + " " + "w" * 59,
        options=tuple(f"Plan {number} " + "x" * 52 for number in range(12)),
        help_text="Elke woensdag in de bibliotheek. " * 30,
    )

    assert page_count(letter_template(longest, LetterForm.A4)) == 2
    with pytest.raises(LetterTooLongError):
        letter_template(longest, LetterForm.A5)


@needs_poppler
@needs_reader
@pytest.mark.usefixtures("printing")
def test_every_qr_code_of_two_hundred_letters_reads_back(tmp_path: Path) -> None:
    letters = some_letters(200)
    (tmp_path / "letters.pdf").write_bytes(
        print_letters(CONTENTS, LetterForm.A4, letters, lock=None)
    )
    # 300 dots an inch; of each front the corner with the QR code.
    corner = ["-x", "180", "-y", "2800", "-W", "720", "-H", "700"]
    command = ["pdftoppm", "-r", "300", "-gray", "-o", *corner, "letters.pdf", "front"]
    subprocess.run(command, cwd=tmp_path, check=True)
    pictures = sorted(path.name for path in tmp_path.glob("front*"))
    reader = [shutil.which("zbarimg") or "", "--raw", "--quiet", "-Sdisable", "-Sqrcode.enable"]
    read = subprocess.run(
        [*reader, *pictures], cwd=tmp_path, capture_output=True, check=True
    ).stdout.decode()

    wanted = [vote_address(CONTENTS.public_url, letter.code) for letter in letters]
    assert read.split() == wanted
