"""The list of quotes, putting books together, editions."""

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.errors import NotFoundError
from app.core.jobs import ask_for
from app.editions import queries as edition_queries
from app.editions.models import Edition
from app.moderation.access import MODERATORS
from app.printing import available
from app.programme import queries as programme_queries
from app.programme.models import District
from app.quotes import books, queries
from app.quotes.contents import BookContents, Chapter, book_contents
from app.quotes.forms import BookForm, WordsForm
from app.quotes.making import KIND
from app.quotes.models import QuoteBook
from app.staff import signin
from app.staff.rules import Scope
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.fields import choices
from app.web.paging import row_number
from app.web.progress import send
from app.web.security import keep_private

JOB = "quotes.book"

bp = Blueprint("quotes", __name__, url_prefix="/team")


@bp.get("/citaten")
@requires(*MODERATORS)
def index() -> ResponseReturnValue:
    """Show the quotes of the own districts, newest first."""
    session = get_read_session()
    clusters = programme_queries.clusters(session, retired=True)
    chosen = next((each for each in clusters if each.key == request.args.get("over")), None)
    before = request.args.get("voor", type=row_number)
    size = queries.LIST_SIZE
    pairs = queries.newest_quotes(
        session, signin.scope(), cluster=chosen, before=before, limit=size + 1
    )
    return render_template(
        "quotes/index.html",
        rows=list(zip(queries.views_of(session, pairs[:size]), pairs[:size], strict=True)),
        clusters=clusters,
        chosen=chosen,
        older=pairs[size - 1][0].id if len(pairs) > size else None,
        is_first=before is None,
    )


@bp.get("/citatenboek")
@requires(*MODERATORS)
def shelf() -> ResponseReturnValue:
    """Show the books in the making and the editions."""
    session, scope = get_read_session(), signin.scope()
    districts = programme_queries.districts(session)
    mine = [book for book in queries.books(session) if _covers(scope, book.districts, districts)]
    made = [
        edition
        for edition in edition_queries.editions(session, KIND)
        if _covers_edition(scope, edition, districts)
    ]
    return render_template(
        "quotes/shelf.html", books=mine, editions=made, rounds=_round_titles(session)
    )


@bp.route("/citatenboek/nieuw", methods=["GET", "POST"])
@requires(*MODERATORS)
def new_book() -> ResponseReturnValue:
    """Start a book: round, districts, clusters."""
    reading, scope = get_read_session(), signin.scope()
    form = BookForm()
    mine = [each for each in programme_queries.districts(reading) if scope.covers(each.id)]
    form.round.choices = choices(
        (each.key, each.title) for each in programme_queries.rounds(reading)
    )
    form.districts.choices = choices((each.key, each.name) for each in mine)
    clusters = programme_queries.clusters(reading)
    form.clusters.choices = choices((each.key, each.short_title) for each in clusters)
    if not form.validate_on_submit():
        return render_template("quotes/new.html", form=form), 422 if form.errors else 200
    chosen = form.districts.data or ([] if scope.everything else [each.key for each in mine])
    if not chosen and not scope.everything:
        form.districts.errors = [_("U hebt nog geen wijk. Vraag de beheerder.")]
        return render_template("quotes/new.html", form=form), 422
    session = get_session()
    book = books.new_book(
        session,
        programme_queries.get_round(session, form.round.data),
        now=clock.now(),
        title=form.title.data or "",
        districts=chosen,
        clusters=form.clusters.data or [],
    )
    session.commit()
    return redirect(url_for(".compose", ref=book.ref), code=303)


@bp.get("/citatenboek/<ref>")
@requires(*MODERATORS)
def compose(ref: str) -> ResponseReturnValue:
    """Show what is in the book, with buttons to order, leave out and make it."""
    session = get_read_session()
    book = _book(session, ref)
    form = WordsForm(data={"title": book.title, "foreword": book.foreword})
    return _compose_page(session, book, form)


@bp.post("/citatenboek/<ref>/woorden")
@requires(*MODERATORS)
def set_words(ref: str) -> ResponseReturnValue:
    """Set title and foreword."""
    session = get_session()
    book = _book(session, ref)
    form = WordsForm()
    if not form.validate():
        return _compose_page(session, book, form), 422
    books.set_words(
        session,
        book,
        title=form.title.data or "",
        foreword=form.foreword.data or "",
        seen_version=_seen_version(),
    )
    session.commit()
    flash(_("Bewaard."), "done")
    return redirect(url_for(".compose", ref=ref), code=303)


@bp.post("/citatenboek/<ref>/volgorde")
@requires(*MODERATORS)
def move(ref: str) -> ResponseReturnValue:
    """Move a quote up or down, or leave it out, or take it in again."""
    session = get_session()
    book = _book(session, ref)
    quote = request.form.get("citaat", "")
    action = request.form.get("doe", "")
    chapter = _chapter_of(book_contents(session, _with_everything(book)), quote)
    refs = [each.ref for each in chapter.quotes]
    if action in {"omhoog", "omlaag"}:
        step = -1 if action == "omhoog" else 1
        books.move_quote(session, book, refs, (quote, step), seen_version=_seen_version())
    else:
        books.leave_out(
            session, book, quote, out=action == "weglaten", seen_version=_seen_version()
        )
    session.commit()
    return redirect(url_for(".compose", ref=ref, _anchor=f"citaat-{quote}"), code=303)


@bp.get("/citatenboek/<ref>/voorbeeld")
@requires(*MODERATORS)
def preview(ref: str) -> ResponseReturnValue:
    """Show the book as a web page, as it would be made now."""
    session = get_read_session()
    book = _book(session, ref)
    return render_template("quotes/preview.html", contents=book_contents(session, book), book=book)


@bp.post("/citatenboek/<ref>/maken")
@requires(*MODERATORS)
def make(ref: str) -> ResponseReturnValue:
    """Ask for the PDF; a page shows how far it is."""
    session = get_session()
    book = _book(session, ref)
    actor = signin.member().ref
    job = ask_for(session, JOB, {"book": book.ref, "actor": actor}, asked_by=actor, now=clock.now())
    session.commit()
    send(job)
    return redirect(url_for("progress.show", ref=job.ref), code=303)


@bp.get("/citatenboek/uitgaven/<ref>")
@requires(*MODERATORS)
def edition(ref: str) -> ResponseReturnValue:
    """Show what is in an edition and where to get it."""
    session = get_read_session()
    found = _edition(session, ref)
    items = edition_queries.items_of(session, found)
    return render_template(
        "quotes/edition.html",
        edition=found,
        items=items,
        rounds=_round_titles(session),
        gone=queries.gone_quotes(session, items),
    )


@bp.get("/citatenboek/uitgaven/<ref>.pdf")
@requires(*MODERATORS)
def edition_file(ref: str) -> Response:
    """Send the PDF of an edition, as long as it is kept."""
    found = _edition(get_read_session(), ref)
    if found.file_key is None:
        raise NotFoundError(ref)
    try:
        content = parts().storage.get(found.file_key)
    except FileNotFoundError as error:
        # Destroyed between the row and the file.
        raise NotFoundError(ref) from error
    name = f"citatenboek-{found.round_key or ''}-uitgave-{found.number}.pdf"
    # Kept by no browser: what is withdrawn later must not be left on a shared computer.
    return keep_private(send_file(BytesIO(content), mimetype="application/pdf", download_name=name))


def _compose_page(session: Session, book: QuoteBook, form: WordsForm) -> str:
    everything = book_contents(session, _with_everything(book))
    return render_template(
        "quotes/compose.html",
        book=book,
        form=form,
        contents=everything,
        left_out=set(book.left_out),
        can_print=available(),
        rounds=_round_titles(session),
    )


def _with_everything(book: QuoteBook) -> QuoteBook:
    """Return the book as if nothing were left out, so that it can be taken in again."""
    return QuoteBook(**{**book.model_dump(), "left_out": []})


def _chapter_of(contents: BookContents, ref: str) -> Chapter:
    for chapter in contents.chapters:
        if any(quote.ref == ref for quote in chapter.quotes):
            return chapter
    raise NotFoundError(ref)


def _seen_version() -> int:
    return request.form.get("version", default=0, type=row_number)


def _book(session: Session, ref: str) -> QuoteBook:
    book = queries.get_book(session, ref)
    if not _covers(signin.scope(), book.districts, programme_queries.districts(session)):
        raise NotFoundError(ref)
    return book


def _edition(session: Session, ref: str) -> Edition:
    found = edition_queries.get_edition(session, ref)
    if not _covers_edition(signin.scope(), found, programme_queries.districts(session)):
        raise NotFoundError(ref)
    return found


def _covers(scope: Scope, keys: Sequence[str], districts: Sequence[District]) -> bool:
    """Whether a book about the districts with these keys (none: all) is within `scope`."""
    if scope.everything:
        return True
    ids = {district.key: district.id for district in districts}
    return bool(keys) and all(key in ids and scope.covers(ids[key]) for key in keys)


def _covers_edition(scope: Scope, edition: Edition, districts: Sequence[District]) -> bool:
    return _covers(scope, edition.composition.get("district_keys", []), districts)


def _round_titles(session: Session) -> dict[str | int | None, str]:
    """Return the title of each round by key and by id."""
    every = programme_queries.rounds(session)
    return {each.key: each.title for each in every} | {each.id: each.title for each in every}
