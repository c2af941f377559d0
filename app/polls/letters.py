"""The letters of a batch as a file: one page drawn by WeasyPrint, stamped for each code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from flask import render_template

from app.core.codes import ALPHABET, Code
from app.core.errors import InvalidError
from app.polls.code_rules import LetterForm
from app.polls.letter_words import OTHER_LANGUAGES, OtherLanguage, unbroken
from app.printing import count_pages, render_pdf
from app.printing.stamping import Lock, Stamp, slot_picture, stamp

#: Stand in the template for a code and a number: every character that can be in one.
CODE_SLOT: Final = f"{ALPHABET[:10]} {ALPHABET[10:]}"
NUMBER_SLOT: Final = "0123456789"
#: Pages of a letter: the two sides of one sheet.
MAX_SIDES: Final = 2

_PRINT: Final = Path(__file__).parents[1] / "templates" / "print"


class LetterTooLongError(InvalidError):
    """The letter doesn't fit on the two sides of one sheet."""


@dataclass(frozen=True)
class LetterContents:
    """What is the same in every letter of a poll."""

    question: str
    options: tuple[str, ...]
    max_choices: int
    per_household: bool
    min_age: int | None
    opens_at: datetime
    closes_at: datetime
    has_paper: bool
    help_text: str
    municipality: str
    programme: str
    help_phone: str
    #: Where residents reach the site, with `https://`.
    public_url: str
    #: A warning at the head of each letter; empty on real ones.
    mark: str = ""

    @property
    def site(self) -> str:
        """The address of the site as people type it."""
        return urlsplit(self.public_url).netloc

    @property
    def phone(self) -> str:
        """The telephone number, in one piece."""
        return unbroken(self.help_phone)

    @property
    def languages(self) -> tuple[OtherLanguage, ...]:
        """The line in each other language."""
        return tuple(
            OtherLanguage(other.name, other.text.format(phone=self.phone))
            for other in OTHER_LANGUAGES
        )


@dataclass(frozen=True)
class Letter:
    """What is different in one letter."""

    number: int
    code: Code = field(repr=False)


def vote_address(public_url: str, code: Code) -> str:
    """Return what the QR code of a letter says; the code is behind `#`, so no server logs it."""
    return f"{public_url}/s#{code.text}"


def letter_template(contents: LetterContents, form: LetterForm) -> bytes:
    """Return one letter as a PDF of one or two pages, with slots for code, number and QR code.

    Raises:
        LetterTooLongError: it needs more than two sides.
    """
    pdf = _render(contents, form, has_back=False)
    if count_pages(pdf) > 1:
        pdf = _render(contents, form, has_back=True)
    if count_pages(pdf) > MAX_SIDES:
        raise LetterTooLongError(form)
    return pdf


def print_letters(
    contents: LetterContents,
    form: LetterForm,
    letters: Sequence[Letter],
    *,
    lock: Lock | None,
    progress: Callable[[int], None] | None = None,
) -> bytes:
    """Return the letters in the order given, each on its own sheet; `progress` hears how many.

    Raises:
        LetterTooLongError: a letter needs more than two sides.
    """
    stamps = (
        Stamp(
            {CODE_SLOT: letter.code.grouped, NUMBER_SLOT: str(letter.number)},
            vote_address(contents.public_url, letter.code),
        )
        for letter in letters
    )
    return stamp(
        letter_template(contents, form),
        stamps,
        slots=(CODE_SLOT, NUMBER_SLOT),
        title=contents.question,
        lock=lock,
        progress=progress,
    )


def _render(contents: LetterContents, form: LetterForm, *, has_back: bool) -> bytes:
    html = render_template(
        "print/letter.html",
        letter=contents,
        form=form,
        code_slot=CODE_SLOT,
        number_slot=NUMBER_SLOT,
        has_back=has_back,
    )
    styles = (_css("letter"), _css(f"letter_{form}"))
    return render_pdf(html, styles=styles, resources={"stamp": slot_picture})


@cache
def _css(name: str) -> str:
    return (_PRINT / f"{name}.css").read_text(encoding="utf-8")
