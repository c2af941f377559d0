"""Results on paper: a document, and posters of one page."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from flask import render_template

from app.core.storage import Storage
from app.polls import result_words
from app.polls.result_showing import ResultView
from app.polls.showing import OptionView
from app.printing import ResourceLoader, count_pages, render_pdf
from app.printing.qr import qr_png

_A3: Final = "@page { size: A3 } html { font-size: 17pt }"
#: Heights of a poster's picture in rem, until everything fits on its one page.
_PICTURES: Final = (23, 17, 12, 8, 0)


def result_pdf(view: ResultView, address: str, storage: Storage) -> bytes:
    """Return the result as a PDF/UA-1 document of A4; `address` is where it is to be read."""
    html = render_template("print/poll_result.html", view=view, words=result_words, address=address)
    return render_pdf(html, styles=[_bars(view)], resources=_resources(view, storage, address))


def poster_pdf(view: ResultView, address: str, storage: Storage, *, style: str = "") -> bytes:
    """Return the result as a poster of one page of A4, or of what `style` says."""
    resources = _resources(view, storage, address)

    def draw(picture: int) -> bytes:
        html = render_template(
            "print/poll_poster.html",
            view=view, words=result_words, address=address, picture=picture,
        )  # fmt: skip
        return render_pdf(html, styles=[style, _bars(view)], resources=resources)

    return first_that_fits(map(draw, _PICTURES))


large_poster_pdf = partial(poster_pdf, style=_A3)


def first_that_fits(documents: Iterable[bytes]) -> bytes:
    """Return the first document of one page, or the last one where none is."""
    made = b""
    for made in documents:
        if count_pages(made) == 1:
            break
    return made


def photos_of(options: Sequence[OptionView], storage: Storage) -> ResourceLoader:
    """Return what loads the pictures of these options, and no other file."""
    keys = {each.picture.print_key for each in options if each.picture is not None}

    def photo(key: str) -> bytes:
        if key not in keys:
            raise FileNotFoundError(key)
        return storage.get(key)

    return photo


def _bars(view: ResultView) -> str:
    """Return how wide each option's bar is."""
    return "".join(
        f".line--{place} .line__part {{ width: {bar.share}% }}\n"
        for place, bar in enumerate(view.bars, 1)
    )


def _resources(view: ResultView, storage: Storage, address: str) -> Mapping[str, ResourceLoader]:
    photo = photos_of(view.options, storage)
    return {"photo": photo, "qr": lambda _name: qr_png(address, scale=1)}
