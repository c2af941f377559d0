"""Staff give a poll its options: words, picture, order."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session
from werkzeug.exceptions import RequestEntityTooLarge

from app.core import clock
from app.core.seen import ChangedMeanwhileError
from app.moderation.access import MODERATORS
from app.photos.decoder import decode_photo
from app.photos.rules import MAX_BYTES, PhotoRefusedError
from app.photos.services import PhotoChangedError, keep_files
from app.polls import access, option_services, queries, showing
from app.polls.making_forms import AltForm, OptionForm, PictureForm
from app.polls.making_rules import PlanReason, TooManyOptionsError
from app.polls.models import Poll, PollOption
from app.polls.rules import PollPrintedError
from app.polls.words import PLAN_REASONS
from app.staff import signin
from app.stories.photo_views import ONE_MB, REFUSALS
from app.web.access import requires
from app.web.bodies import drain_body
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error
from app.web.form_pages import show_form
from app.web.forms import KeptForm
from app.web.security import csrf

bp = Blueprint("poll_options", __name__, url_prefix="/team/stemmingen/<ref>/keuzes")
csrf.exempt(bp)


@bp.route("/nieuw", methods=["GET", "POST"])
@requires(*MODERATORS)
def add(ref: str) -> ResponseReturnValue:
    """Add an option; its picture comes next."""
    session = get_session()
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    form = OptionForm()
    if not form.validate_on_submit():
        return show_form("polls/team_option_new.html", form, {}, poll=poll)
    by, now = signin.member().ref, clock.now()
    try:
        option = option_services.add_option(session, poll, form.to_plan(), actor=by, now=now)
    except TooManyOptionsError:
        add_error(form.title, _("Er zijn al 12 keuzes. Meer past niet op een telefoon."))
        return show_form("polls/team_option_new.html", form, {}, poll=poll)
    except PollPrintedError:
        add_error(form.title, _printed())
        return show_form("polls/team_option_new.html", form, {}, poll=poll)
    session.commit()
    flash(_("Bewaard. Voeg nu een foto of tekening toe."))
    return redirect(url_for(".change", ref=ref, option=option.ref), code=303)


@bp.route("/<option>", methods=["GET", "POST"])
@requires(*MODERATORS)
def change(ref: str, option: str) -> ResponseReturnValue:
    """Show an option with its picture; on POST change its words."""
    session = get_session()
    poll, row = _find(session, ref, option)
    present = option_services.seen_of(row)
    form = OptionForm(data=present)
    if not form.validate_on_submit():
        return _page(session, poll, row, form)
    by, now = signin.member().ref, clock.now()
    try:
        option_services.change_option(
            session, row, form.to_plan(), seen=form.seen.data, actor=by, now=now
        )
    except ChangedMeanwhileError:
        return _page(session, poll, row, form, collided=True)
    except PollPrintedError:
        add_error(form.title, _printed())
        return _page(session, poll, row, form)
    session.commit()
    return _back(ref, _("Bewaard."))


@bp.post("/<option>/foto")
@requires(*MODERATORS)
def set_picture(ref: str, option: str) -> ResponseReturnValue:
    """Give the option a picture."""
    if request.mimetype == "multipart/form-data":
        request.max_content_length = parts().settings.max_body_mb * ONE_MB
    reading = get_read_session()
    poll, row = _find(reading, ref, option)
    try:
        form = PictureForm()
    except RequestEntityTooLarge:
        drain_body()
        form = PictureForm(formdata=None)
        add_error(form.picture, _("Deze foto is te groot. Een foto mag 25 MB groot zijn."))
        return _page(reading, poll, row, form, 413)
    if not form.validate():
        return _page(reading, poll, row, form)
    try:
        # Slow, so it is done before the transaction that holds the only write lock.
        parts().storage.check_room()
        derivatives = decode_photo(form.picture.data.stream.read(MAX_BYTES + 1))
    except PhotoRefusedError as error:
        add_error(form.picture, str(REFUSALS[error.reason]).capitalize())
        return _page(reading, poll, row, form)
    kept = keep_files(parts().storage, derivatives)
    session = get_session()
    poll, row = _find(session, ref, option)
    by, now = signin.member().ref, clock.now()
    option_services.set_picture(session, parts().storage, row, kept, actor=by, now=now)
    session.commit()
    flash(_("De foto staat erbij. Schrijf nu wat er te zien is."))
    return redirect(url_for(".change", ref=ref, option=option, _anchor="foto"), code=303)


@bp.post("/<option>/beschrijving")
@requires(*MODERATORS)
def set_alt(ref: str, option: str) -> ResponseReturnValue:
    """Store what is to be seen on the picture."""
    session = get_session()
    poll, row = _find(session, ref, option)
    form = AltForm()
    if not form.validate():
        return _page(session, poll, row, form)
    by, now = signin.member().ref, clock.now()
    try:
        option_services.set_alt(
            session,
            row,
            form.alt.data or "",
            seen_version=form.version.data or 0,
            actor=by,
            now=now,
        )
    except PhotoChangedError:
        session.rollback()
        return _page(session, *_find(session, ref, option), form, 409)
    session.commit()
    return _back(ref, _("Bewaard."))


@bp.post("/<option>/volgorde")
@requires(*MODERATORS)
def move(ref: str, option: str) -> ResponseReturnValue:
    """Move an option one place up or down."""
    session = get_session()
    _poll, row = _find(session, ref, option)
    if KeptForm().validate():
        steps = -1 if request.form.get("naar") == "omhoog" else 1
        by, now = signin.member().ref, clock.now()
        try:
            option_services.move_option(session, row, steps, actor=by, now=now)
        except PollPrintedError:
            return _back(ref, _printed())
        session.commit()
    return redirect(url_for("polls.show", ref=ref, _anchor="keuzes"), code=303)


@bp.route("/<option>/weg", methods=["GET", "POST"])
@requires(*MODERATORS)
def remove(ref: str, option: str) -> ResponseReturnValue:
    """Ask whether an option may go, and remove it."""
    session = get_session()
    poll, row = _find(session, ref, option)
    form = KeptForm()
    if not form.validate_on_submit():
        page = render_template("polls/team_option_delete.html", form=form, poll=poll, option=row)
        return page, 422 if form.errors else 200
    by, now = signin.member().ref, clock.now()
    try:
        option_services.remove_option(session, parts().storage, row, actor=by, now=now)
    except PollPrintedError:
        return _back(ref, _printed())
    session.commit()
    return _back(ref, _("De keuze is weg."))


def _find(session: Session, ref: str, option: str) -> tuple[Poll, PollOption]:
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    return poll, queries.get_option(session, poll, option)


def _printed() -> str:
    return str(PLAN_REASONS[PlanReason.PRINTED])


def _back(ref: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("polls.show", ref=ref, _anchor="keuzes"), code=303)


def _page(
    session: Session,
    poll: Poll,
    option: PollOption,
    sent: KeptForm,
    status: int | None = None,
    *,
    collided: bool = False,
) -> ResponseReturnValue:
    """Return the page of an option with the form that was sent, and fresh ones beside it."""
    (view,) = (each for each in showing.options_of(session, poll) if each.option.ref == option.ref)
    present = option_services.seen_of(option)
    fresh = AltForm(formdata=None, alt=view.picture.alt if view.picture else "")
    words = sent if isinstance(sent, OptionForm) else OptionForm(formdata=None, data=present)
    alt = sent if isinstance(sent, AltForm) else fresh
    if view.picture:
        alt.version.data = view.picture.version
    answer = show_form(
        "polls/team_option.html",
        words,
        present,
        collided=collided,
        sent=sent,
        picture=sent if isinstance(sent, PictureForm) else PictureForm(formdata=None),
        alt=alt,
        alt_now=view.picture.alt if view.picture and status == 409 else None,  # noqa: PLR2004 - HTTP
        view=view,
        poll=poll,
    )
    response = make_response(answer)
    response.status_code = status or (422 if sent.errors else response.status_code)
    return response
