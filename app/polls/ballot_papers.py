"""Ballots to print, for who votes on paper: without a code, each the same as the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template

from app.core.storage import Storage
from app.polls.models import Poll
from app.polls.result_printing import photos_of
from app.polls.showing import OptionView
from app.printing import count_pages, render_pdf


@dataclass(frozen=True)
class Level:
    """How much of each option there is room for."""

    #: Height in millimetres.
    picture: float
    line: bool
    facts: bool


@dataclass(frozen=True)
class _Paper:
    #: Millimetres that all options share, with a question of one line.
    room: float
    #: The highest that a picture is.
    tallest: float


_A5: Final = _Paper(room=148, tallest=40)
_LARGE: Final = _Paper(room=205, tallest=56)
#: Millimetres around a picture; and the least of it by which one can tell what it is.
_AROUND: Final = 2.6
_SMALLEST: Final = 7.0
_SCALES: Final = (1.0, 0.8, 0.6, 0.4)


def ballot_papers_pdf(
    poll: Poll, options: Sequence[OptionView], storage: Storage, *, is_large: bool
) -> bytes:
    """Return paper ballots: two of A5 beside each other on A4, or one in large print.

    Where there are many options or long texts, the facts go first, then the lines; what was asked,
    numbers, titles and pictures always stay.
    """
    resources = {"photo": photos_of(options, storage)}

    def draw(sheet: str, level: Level) -> bytes:
        html = render_template(
            "print/ballot_paper.html", poll=poll, options=options, sheet=sheet, level=level
        )
        return render_pdf(html, resources=resources)

    pdf = b""
    for level in _levels(_LARGE if is_large else _A5, len(options)):
        pdf = draw("large" if is_large else "a5", level)
        if count_pages(pdf) == 1:
            return pdf if is_large else draw("two", level)
    return pdf


def _levels(paper: _Paper, options: int) -> Iterator[Level]:
    """Yield what to try, the fullest first."""
    share = min(paper.tallest, paper.room / options) - _AROUND
    for line, facts in ((True, True), (True, False), (False, False)):
        for scale in _SCALES:
            yield Level(round(max(_SMALLEST, share * scale), 1), line, facts)
