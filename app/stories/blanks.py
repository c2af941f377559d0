"""What is printed to collect stories: a form for paper, and posters that lead to the site."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from flask import render_template

from app.printing import ResourceLoader, count_pages, render_pdf
from app.printing.qr import qr_png
from app.stories.noting_forms import VoiceForm

_A3: Final = "@page { size: A3 } html { font-size: 17pt }"
#: Lines to write on, on the front: as many as fit on its one page.
_MOST_LINES: Final = 18
_LEAST_LINES: Final = 4


def story_form_pdf(districts: Sequence[str], address: str, *, place: str = "") -> bytes:
    """Return the form on which a story is written: two of A5 beside each other, on both sides.

    districts: their names. address: where the story can be told on a phone. place: where the form
    is handed in; empty leaves a line to write it on.
    """
    shared = {"districts": list(districts), "address": address, "place": place}
    shared["form"] = VoiceForm(formdata=None)

    def draw(sheet: str, lines: int) -> bytes:
        html = render_template("print/story_form.html", sheet=sheet, lines=lines, **shared)
        return render_pdf(html, resources={"qr": _qr(address)})

    for lines in range(_MOST_LINES, _LEAST_LINES, -2):
        if count_pages(draw("a5", lines)) == 2:  # noqa: PLR2004 - its front and its back
            break
    return draw("two", lines)


def poster_pdf(address: str, *, place: str = "", phone: str = "", style: str = "") -> bytes:
    """Return a poster of A4, or of what `style` says, with a QR code of `address`.

    place: where it hangs, and where paper forms are; may be empty.
    """
    html = render_template("print/story_poster.html", address=address, place=place, phone=phone)
    return render_pdf(html, styles=[style], resources={"qr": _qr(address)})


large_poster_pdf = partial(poster_pdf, style=_A3)


def _qr(address: str) -> ResourceLoader:
    return lambda _name: qr_png(address, scale=1)
