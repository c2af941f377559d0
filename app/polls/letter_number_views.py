"""The counter: a letter is lost, must not be used any more, or never came to an address."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.core import clock
from app.core.errors import NotFoundError
from app.moderation.access import MODERATORS
from app.polls import access, code_queries, number_services, queries
from app.polls.code_rules import Act, LetterReason, NoReserveError, NumberError
from app.polls.letter_forms import ExtraForm, ReplaceForm, VoidForm
from app.polls.models import Poll
from app.polls.rules import Access
from app.staff import signin
from app.web.access import requires
from app.web.db_session import get_session
from app.web.fields import add_error, choices
from app.web.forms import KeptForm
from app.web.security import csrf

bp = Blueprint("letter_numbers", __name__, url_prefix="/team/stemmingen/<ref>/brieven")
csrf.exempt(bp)


@bp.route("/vervangen", methods=["GET", "POST"])
@requires(*MODERATORS)
def replace(ref: str) -> ResponseReturnValue:
    """Void a letter, and say which reserve letter takes its place."""
    session = get_session()
    poll = _running_poll(session, ref)
    form = ReplaceForm()
    if not form.validate_on_submit():
        return _page("team_letter_replace", poll, form)
    try:
        number = number_services.replace_letter(
            session, poll, form.number.data or 0, act=_act(form.reason.data)
        )
    except NumberError:
        add_error(form.number, _("Er is geen brief met dit nummer in gebruik."))
        return _page("team_letter_replace", poll, form)
    except NoReserveError:
        add_error(form.number, _("Er is geen reservebrief meer voor deze wijk."))
        return _page("team_letter_replace", poll, form)
    session.commit()
    flash(
        _("Brief %(old)s werkt niet meer. Geef nu reservebrief %(new)s.",
          old=form.number.data, new=number)
    )  # fmt: skip
    return redirect(url_for("letters.index", ref=ref), code=303)


@bp.route("/vervallen", methods=["GET", "POST"])
@requires(*MODERATORS)
def void(ref: str) -> ResponseReturnValue:
    """Take letters out of use without giving another one."""
    session = get_session()
    poll = _running_poll(session, ref)
    form = VoidForm()
    if not form.validate_on_submit():
        return _page("team_letter_void", poll, form)
    try:
        count = number_services.void_numbers(
            session, poll, form.first.data or 0, form.last.data, act=_act(form.reason.data)
        )
    except NumberError:
        add_error(form.first, _("Er is geen brief met deze nummers in gebruik."))
        return _page("team_letter_void", poll, form)
    session.commit()
    flash(ngettext("%(num)s brief werkt niet meer.", "%(num)s brieven werken niet meer.", count))
    return redirect(url_for("letters.index", ref=ref), code=303)


@bp.route("/extra", methods=["GET", "POST"])
@requires(*MODERATORS)
def extra(ref: str) -> ResponseReturnValue:
    """Say which reserve letter an address gets that had none."""
    session = get_session()
    poll = _running_poll(session, ref)
    districts = queries.districts_of(session, poll)
    form = ExtraForm()
    form.district.choices = choices((each.key, each.name) for each in districts)
    if not form.validate_on_submit():
        return _page("team_letter_extra", poll, form)
    chosen = next(each.id for each in districts if each.key == form.district.data)
    reserve = code_queries.next_reserve(session, poll, chosen or 0)
    if reserve is None:
        add_error(form.district, _("Er is geen reservebrief meer voor deze wijk."))
        return _page("team_letter_extra", poll, form)
    act = _act(LetterReason.NO_LETTER)
    number_services.hand_out_reserve(session, poll, reserve.number, replacing=None, act=act)
    session.commit()
    flash(_("Geef nu reservebrief %(number)s.", number=reserve.number))
    return redirect(url_for("letters.index", ref=ref), code=303)


def _running_poll(session: Session, ref: str) -> Poll:
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    if poll.access is not Access.LETTERS or clock.now() >= poll.closes_at:
        raise NotFoundError(ref)
    return poll


def _act(reason: str) -> Act:
    return Act(LetterReason(reason), signin.member().ref, clock.now())


def _page(template: str, poll: Poll, form: KeptForm) -> ResponseReturnValue:
    page = render_template(f"polls/{template}.html", poll=poll, form=form)
    return page, 422 if form.errors else 200
