"""The card on paper: one page with where the story is, the last answer, and the code if typed."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import render_template

from app.card import words
from app.card.queries import Card
from app.card.turn_words import turn_words
from app.core.codes import Code
from app.core.text import excerpt
from app.polls.result_printing import first_that_fits
from app.printing import render_pdf
from app.printing.qr import qr_png

#: How a page of each size is set, by the word that stands in the form.
SIZES: Final = {
    "A4": "@page { size: A4; margin: 20mm } html { font-size: 13pt }",
    "A5": "@page { size: A5; margin: 12mm } html { font-size: 10.5pt }",
}
#: Code points of our last message, until everything fits on the one page.
_LENGTHS: Final = (1500, 900, 500, 250, 0)


@dataclass(frozen=True)
class Sheet:
    """What is asked to be printed: the size, and the code where the teller typed it."""

    size: str
    code: Code | None
    public_url: str


def sheet_pdf(card: Card, sheet: Sheet, today: date, *, programme: str) -> bytes:
    """Return the card as a PDF/UA-1 document of one page; a long message is shortened."""
    link = f"{sheet.public_url}/k#{sheet.code.text}" if sheet.code else f"{sheet.public_url}/volg"

    def draw(length: int) -> bytes:
        last = card.messages[-1] if card.messages else None
        html = render_template(
            "print/card.html",
            card=card,
            headline=words.TITLES[words.card_headline(card, today)],
            turn=turn_words(card, today),
            steps=words.trail_items(card, today)[-4:],
            last=last,
            said=excerpt(last.answer.body, length) if last and length else "",
            is_short=last is not None and len(last.answer.body) > length,
            groups=sheet.code.grouped.split() if sheet.code else [],
            address=f"{sheet.public_url}/volg".partition("//")[2],
            programme=programme,
            today=today,
        )
        resources = {"qr": lambda _name: qr_png(link, scale=1)}
        return render_pdf(html, styles=[SIZES[sheet.size]], resources=resources, max_pages=5)

    return first_that_fits(map(draw, _LENGTHS))
