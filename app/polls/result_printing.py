"""Results on paper: a document and posters; and ballots to vote on."""

from collections.abc import Mapping, Sequence
from functools import partial

from flask import render_template

from app.core.storage import Storage
from app.polls import result_words
from app.polls.models import Poll
from app.polls.result_showing import ResultView
from app.polls.showing import OptionView
from app.printing import ResourceLoader, render_pdf
from app.printing.qr import qr_png

#: Millimetres that all options of a ballot share, on A5 and in large print on A4.
_ROOM = 128
_LARGE_ROOM = 190
#: The most that one of them takes.
_TALLEST = 36
_TALLEST_LARGE = 46
_A3 = "@page { size: A3 } html { font-size: 17pt }"


def result_pdf(view: ResultView, address: str, storage: Storage) -> bytes:
    """Return the result as a PDF/UA-1 document of A4; `address` is where it is to be read."""
    html = render_template("print/poll_result.html", view=view, words=result_words, address=address)
    return render_pdf(html, resources=_resources(view.options, storage, address))


def poster_pdf(view: ResultView, address: str, storage: Storage, *, style: str = "") -> bytes:
    """Return the result as a poster of one page of A4, or of what `style` says."""
    html = render_template("print/poll_poster.html", view=view, words=result_words, address=address)
    return render_pdf(html, styles=[style], resources=_resources(view.options, storage, address))


large_poster_pdf = partial(poster_pdf, style=_A3)


def ballot_papers_pdf(
    poll: Poll, options: Sequence[OptionView], storage: Storage, *, is_large: bool
) -> bytes:
    """Return paper ballots: two of A5 beside each other on A4, or one in large print."""
    room, tallest = (_LARGE_ROOM, _TALLEST_LARGE) if is_large else (_ROOM, _TALLEST)
    html = render_template(
        "print/ballot_paper.html",
        poll=poll,
        options=options,
        is_large=is_large,
        height=round(min(tallest, room / len(options)), 1),
    )
    return render_pdf(html, resources=_resources(options, storage, ""))


def _resources(
    options: Sequence[OptionView], storage: Storage, address: str
) -> Mapping[str, ResourceLoader]:
    keys = {each.picture.print_key for each in options if each.picture is not None}

    def photo(key: str) -> bytes:
        if key not in keys:
            raise FileNotFoundError(key)
        return storage.get(key)

    return {"photo": photo, "qr": lambda _name: qr_png(address, scale=1)}
