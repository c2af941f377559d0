"""The list of quotes, the shelf of books and editions, and starting a book."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.audit.services import record
from app.core import clock
from app.moderation.access import MODERATORS
from app.programme import queries as programme_queries
from app.quotes import access, books, queries
from app.quotes.forms import BookForm
from app.staff import signin
from app.web.access import requires
from app.web.db_session import get_read_session, get_session
from app.web.fields import choices
from app.web.paging import row_number

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
    return render_template(
        "quotes/shelf.html",
        books=access.books(session, scope),
        editions=access.editions(session, scope),
        rounds=round_titles(session),
        districts={each.key: each.name for each in programme_queries.districts(session)},
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
        form.form_errors = [_("U hebt nog geen wijk. Vraag de beheerder.")]
        return render_template("quotes/new.html", form=form), 422
    session, now = get_session(), clock.now()
    book = books.new_book(
        session,
        programme_queries.get_round(session, form.round.data),
        now=now,
        title=form.title.data or "",
        districts=chosen,
        clusters=form.clusters.data or [],
    )
    # One with the same choices is taken up again.
    if book.created_at == now:
        record(session, signin.member().ref, "quote_book.added", ("quote_book", book.ref), now=now)
    session.commit()
    return redirect(url_for("quote_books.compose", ref=book.ref), code=303)


def round_titles(session: Session) -> dict[str | int | None, str]:
    """Return the title of each round by key and by id."""
    every = programme_queries.rounds(session)
    return {each.key: each.title for each in every} | {each.id: each.title for each in every}
