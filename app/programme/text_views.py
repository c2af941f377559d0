"""Settings: the standard texts."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.core import clock
from app.core.seen import ChangedMeanwhileError
from app.programme import queries, text_services
from app.programme.forms import StandardTextForm
from app.programme.rules import ADMINISTRATOR
from app.web.access import acting_person, requires
from app.web.db_session import get_session
from app.web.form_pages import show_form

bp = Blueprint("texts", __name__, url_prefix="/standaardteksten")


@bp.get("")
@requires(ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Show the standard texts in order."""
    return render_template("programme/texts.html", texts=queries.standard_texts(get_session()))


@bp.route("/nieuw", methods=["GET", "POST"])
@requires(ADMINISTRATOR)
def add() -> ResponseReturnValue:
    """Add a standard text."""
    form = StandardTextForm()
    if not form.validate_on_submit():
        return show_form("programme/text.html", form, {}, text=None)
    session = get_session()
    title, body = form.title.data or "", form.body.data or ""
    text_services.add_standard_text(
        session, title, body, actor=acting_person().ref, now=clock.now()
    )
    session.commit()
    flash(_("“%(title)s” is toegevoegd.", title=title))
    return redirect(url_for(".index"), code=303)


@bp.route("/<key>", methods=["GET", "POST"])
@requires(ADMINISTRATOR)
def change(key: str) -> ResponseReturnValue:
    """Change a standard text."""
    session = get_session()
    text = queries.get_standard_text(session, key)
    present = text_services.seen_text(text)
    form = StandardTextForm(data=present)
    if not form.validate_on_submit():
        return show_form("programme/text.html", form, present, text=text)
    words = (form.title.data or "", form.body.data or "")
    by, now = acting_person().ref, clock.now()
    try:
        text_services.change_standard_text(
            session, text, words, seen=form.seen.data, actor=by, now=now
        )
    except ChangedMeanwhileError:
        return show_form("programme/text.html", form, present, collided=True, text=text)
    session.commit()
    flash(_("“%(title)s” is bewaard.", title=text.title))
    return redirect(url_for(".index"), code=303)


@bp.post("/<key>/volgorde")
@requires(ADMINISTRATOR)
def move(key: str) -> ResponseReturnValue:
    """Move a standard text one place up or down."""
    session = get_session()
    text = queries.get_standard_text(session, key)
    steps = -1 if request.form.get("naar") == "omhoog" else 1
    text_services.move_standard_text(
        session, text, steps, actor=acting_person().ref, now=clock.now()
    )
    session.commit()
    return redirect(url_for(".index") + f"#{key}", code=303)


@bp.route("/<key>/verwijderen", methods=["GET", "POST"])
@requires(ADMINISTRATOR)
def delete(key: str) -> ResponseReturnValue:
    """Ask whether a standard text may go; on POST delete it."""
    session = get_session()
    text = queries.get_standard_text(session, key)
    form = FlaskForm()
    if not form.validate_on_submit():
        return render_template("programme/text_delete.html", form=form, text=text)
    text_services.delete_standard_text(session, text, actor=acting_person().ref, now=clock.now())
    session.commit()
    flash(_("“%(title)s” is verwijderd.", title=text.title))
    return redirect(url_for(".index"), code=303)
