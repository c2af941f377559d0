"""Putting one book together, seeing it as a page, and having its PDF made."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.audit.services import record
from app.core import clock
from app.core.errors import NotFoundError
from app.core.jobs import ask_for
from app.moderation.access import MODERATORS
from app.printing import available
from app.quotes import access, books
from app.quotes.contents import BookContents
from app.quotes.forms import WordsForm
from app.quotes.gathering import UntrueQuotesError, book_contents, gather
from app.quotes.models import QuoteBook
from app.quotes.views import round_titles
from app.staff import signin
from app.web.access import requires
from app.web.db_session import get_read_session, get_session
from app.web.paging import row_number
from app.web.progress import send

JOB = "quotes.book"
_STEPS = {"omhoog": -1, "omlaag": 1}

bp = Blueprint("quote_books", __name__, url_prefix="/team/citatenboek/<ref>")


@bp.get("")
@requires(*MODERATORS)
def compose(ref: str) -> ResponseReturnValue:
    """Show what is in the book, with buttons to order, leave out and make it."""
    session = get_read_session()
    book = access.get_book(session, signin.scope(), ref)
    form = WordsForm(data={"title": book.title, "foreword": book.foreword})
    return _compose_page(session, book, form)


@bp.post("/woorden")
@requires(*MODERATORS)
def set_words(ref: str) -> ResponseReturnValue:
    """Set title and foreword."""
    session = get_session()
    book = access.get_book(session, signin.scope(), ref)
    form = WordsForm()
    if not form.validate():
        return _compose_page(session, book, form), 422
    title, foreword = form.title.data or "", form.foreword.data or ""
    try:
        books.set_words(session, book, title=title, foreword=foreword, seen_version=_seen_version())
    except books.BookChangedError:
        session.refresh(book)
        now = [(_("Titel"), book.title), (_("Voorwoord"), book.foreword)]
        return _compose_page(session, book, form, now_there=now), 409
    _note(session, book, "changed")
    session.commit()
    flash(_("Bewaard."), "done")
    return redirect(url_for(".compose", ref=ref), code=303)


@bp.post("/volgorde")
@requires(*MODERATORS)
def move(ref: str) -> ResponseReturnValue:
    """Move a quote up or down; leave a quote or photo out, or take it in again."""
    session = get_session()
    book = access.get_book(session, signin.scope(), ref)
    thing, action = request.form.get("ding", ""), request.form.get("doe", "")
    everything = gather(session, _with_everything(book)).contents
    if action in _STEPS:
        refs = _beside(everything, thing)
        books.move_quote(session, book, refs, (thing, _STEPS[action]), seen_version=_seen_version())
    elif action in {"weglaten", "opnemen"}:
        out = action == "weglaten"
        quote = _quote_with(everything, thing)
        books.leave_out(session, book, thing, out=out, seen_version=_seen_version())
        _note(session, book, "left_out" if out else "taken_in")
        session.commit()
        return redirect(url_for(".compose", ref=ref, _anchor=f"citaat-{quote}"), code=303)
    else:
        abort(400)
    _note(session, book, "ordered")
    session.commit()
    return redirect(url_for(".compose", ref=ref, _anchor=f"citaat-{thing}"), code=303)


@bp.get("/voorbeeld")
@requires(*MODERATORS)
def preview(ref: str) -> ResponseReturnValue:
    """Show the book as a web page, as it would be made now."""
    session = get_read_session()
    book = access.get_book(session, signin.scope(), ref)
    try:
        contents = book_contents(session, book)
    except UntrueQuotesError:
        return redirect(url_for(".compose", ref=ref), code=303)
    return render_template("quotes/preview.html", contents=contents, book=book, made_at=clock.now())


@bp.post("/maken")
@requires(*MODERATORS)
def make(ref: str) -> ResponseReturnValue:
    """Ask for the PDF; a page shows how far it is."""
    session = get_session()
    book = access.get_book(session, signin.scope(), ref)
    actor = signin.member().ref
    job = ask_for(session, JOB, {"book": book.ref, "actor": actor}, asked_by=actor, now=clock.now())
    session.commit()
    send(job)
    return redirect(url_for("progress.show", ref=job.ref), code=303)


def _note(session: Session, book: QuoteBook, action: str) -> None:
    about = ("quote_book", book.ref)
    record(session, signin.member().ref, f"quote_book.{action}", about, now=clock.now())


def _compose_page(
    session: Session,
    book: QuoteBook,
    form: WordsForm,
    *,
    now_there: list[tuple[str, str]] | None = None,
) -> str:
    everything = gather(session, _with_everything(book))
    return render_template(
        "quotes/compose.html",
        book=book,
        form=form,
        contents=everything.contents,
        untrue=everything.untrue,
        left_out=set(book.left_out),
        can_print=available(),
        rounds=round_titles(session),
        now_there=now_there,
    )


def _with_everything(book: QuoteBook) -> QuoteBook:
    """Return the book as if nothing were left out, so that it can be taken in again."""
    return QuoteBook(**{**book.model_dump(), "left_out": []})


def _beside(contents: BookContents, ref: str) -> list[str]:
    """Return the quotes that stand together with this one, in order."""
    for chapter in contents.chapters:
        for _minority, quotes in chapter.groups:
            refs = [quote.ref for quote in quotes]
            if ref in refs:
                return refs
    raise NotFoundError(ref)


def _quote_with(contents: BookContents, ref: str) -> str:
    """Return the quote that this is, or that has this photo."""
    for quote in contents.quotes:
        if ref == quote.ref or ref in {photo.ref for photo in quote.photos}:
            return quote.ref
    raise NotFoundError(ref)


def _seen_version() -> int:
    return request.form.get("version", default=0, type=row_number)
