"""What everybody reads about an opened result, and the files with which anybody recounts it."""

from collections.abc import Callable
from types import SimpleNamespace

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core.errors import NotFoundError
from app.core.storage import Storage
from app.polls import queries, result_printing, result_queries, result_words
from app.polls.counting import write_list
from app.polls.models import Poll
from app.polls.receipts import read_receipt
from app.polls.result_forms import ReceiptForm
from app.polls.result_showing import ResultView, result_view
from app.web.context import parts
from app.web.db_session import get_read_session
from app.web.fields import add_error
from app.web.kept import public_page
from app.web.paging import decode_cursor, make_page
from app.web.security import csrf, keep_private

#: Ballots of one page of the list.
PAGE_SIZE = 100
_MEDIA = "application/pdf"

bp = Blueprint("poll_results", __name__, url_prefix="/stemmen/<slug>/uitslag")


@bp.get("")
@public_page
def show(slug: str) -> ResponseReturnValue:
    """Show the result; before it opens, when it will be there."""
    session = get_read_session()
    poll = queries.get_public_poll(session, slug)
    if poll.result_at is None:
        return render_template("polls/result_sealed.html", poll=poll)
    return _page("polls/result.html", session, poll, address=_address(slug))


@bp.get("/natellen")
@public_page
def recount(slug: str) -> ResponseReturnValue:
    """Show how anybody counts the ballots again, with nothing but the list."""
    session = get_read_session()
    return _page("polls/result_recount.html", session, _opened_poll(session, slug))


@bp.get("/stembiljetten")
@public_page
def ballots(slug: str) -> ResponseReturnValue:
    """Show every ballot, in order of the receipts."""
    session = get_read_session()
    poll = _opened_poll(session, slug)
    assert poll.id is not None
    key, back = decode_cursor(request.args.get("na"), length=1)
    start = str(key[0]) if key else None
    found = result_queries.page_of_list(
        session, poll.id, limit=PAGE_SIZE + 1, start=start, back=back
    )
    page = make_page(found, lambda row: [row[0]], size=PAGE_SIZE, cursor=key, back=back)
    pager = SimpleNamespace(
        previous_url=url_for(".ballots", slug=slug, na=page.newer) if page.newer else None,
        next_url=url_for(".ballots", slug=slug, na=page.older) if page.older else None,
        text="",
    )
    return _page("polls/result_ballots.html", session, poll, ballots=page.items, pager=pager)


@bp.route("/mijn-stem", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator] # flask_wtf ships no types
def mine(slug: str) -> ResponseReturnValue:
    """Find the own ballot by its receipt, which is in no address and no log."""
    session = get_read_session()
    poll = _opened_poll(session, slug)
    assert poll.id is not None
    form, choice, receipt = ReceiptForm(), None, None
    if form.validate_on_submit():
        receipt = read_receipt(form.receipt.data or "")
        choice = result_queries.find_counted(session, poll.id, receipt) if receipt else None
        if choice is None:
            add_error(
                form.receipt, _("Dit stembewijs staat niet in de lijst. Kijk het nog eens na.")
            )
    page = _page("polls/result_mine.html", session, poll, form=form, choice=choice, receipt=receipt)
    return keep_private(Response(page, status=422 if form.errors else 200))


@bp.get("/stembiljetten.csv")
def csv_file(slug: str) -> ResponseReturnValue:
    """Send the public list as CSV; its SHA-256 is in the public record."""
    session = get_read_session()
    poll = _opened_poll(session, slug)
    assert poll.id is not None
    lines = write_list(result_queries.list_of(session, poll.id))
    response = Response(stream_with_context(lines), mimetype="text/csv")
    return _named(response, f"{poll.slug}-stembiljetten.csv", download=True)


@bp.get("/uitslag.pdf")
@public_page
def document(slug: str) -> ResponseReturnValue:
    """Send the result as a document to print."""
    return _printed(slug, "uitslag", result_printing.result_pdf)


@bp.get("/poster-a4.pdf")
@public_page
def poster(slug: str) -> ResponseReturnValue:
    """Send the result as a poster of A4."""
    return _printed(slug, "poster-a4", result_printing.poster_pdf)


@bp.get("/poster-a3.pdf")
@public_page
def large_poster(slug: str) -> ResponseReturnValue:
    """Send the result as a poster of A3."""
    return _printed(slug, "poster-a3", result_printing.large_poster_pdf)


def _opened_poll(session: Session, slug: str) -> Poll:
    poll = queries.get_public_poll(session, slug)
    if poll.result_at is None:
        raise NotFoundError(slug)
    return poll


def _page(template: str, session: Session, poll: Poll, **also: object) -> str:
    view = result_view(session, poll)
    return render_template(template, view=view, poll=poll, words=result_words, **also)


def _address(slug: str) -> str:
    """Return where everybody reads the result, whatever this site is asked by."""
    return parts().settings.public_url + url_for(".show", slug=slug)


def _printed(slug: str, name: str, draw: Callable[[ResultView, str, Storage], bytes]) -> Response:
    session = get_read_session()
    view = result_view(session, _opened_poll(session, slug))
    pdf = draw(view, _address(slug), parts().storage)
    return _named(Response(pdf, mimetype=_MEDIA), f"{slug}-{name}.pdf")


def _named(response: Response, name: str, *, download: bool = False) -> Response:
    how = "attachment" if download else "inline"
    response.headers.set("Content-Disposition", how, filename=name)
    return response
