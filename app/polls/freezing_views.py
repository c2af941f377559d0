"""Staff look at a poll as on a phone, freeze its rules, and extend or close it in public."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.dates import local_day, local_time, with_time
from app.moderation.access import MODERATORS
from app.polls import access, freezing_services, queries, showing, words
from app.polls.freezing_services import PollChangedError
from app.polls.making_forms import ExtendForm, FreezeForm, HelpForm, ReasonForm
from app.polls.making_rules import NotLaterError, SameHelpError
from app.polls.models import Poll
from app.polls.rules import PollStatus
from app.staff import signin
from app.web.access import requires
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error
from app.web.security import csrf
from app.web.shell import current_frame

bp = Blueprint("poll_rules", __name__, url_prefix="/team/stemmingen/<ref>")
csrf.exempt(bp)


@bp.get("/voorbeeld")
@requires(*MODERATORS)
def preview(ref: str) -> ResponseReturnValue:
    """Show the poll as a resident will see it on a phone, marked as an example."""
    session = get_read_session()
    poll = access.get_poll(session, signin.scope(), ref)
    view = showing.view_of(session, poll, phone=current_frame().help_phone, now=clock.now())
    return render_template("polls/team_preview.html", view=view, poll=poll)


@bp.route("/openen", methods=["GET", "POST"])
@requires(*MODERATORS)
def freeze(ref: str) -> ResponseReturnValue:
    """Ask whether the rules are final, and freeze them."""
    session, now = get_session(), clock.now()
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    if poll.frozen_at or freezing_services.missing(session, poll, now=now):
        return redirect(url_for("polls.show", ref=ref), code=303)
    form = FreezeForm()
    if not form.validate_on_submit():
        return _freeze_page(poll, form)
    try:
        seen = form.version.data or 0
        freezing_services.freeze(
            session, poll, actor=signin.member().ref, now=now, seen_version=seen
        )
    except PollChangedError:
        return _freeze_page(poll, form, has_changed=True)
    session.commit()
    flash(_("De regels staan vast. Ze staan nu in het logboek."))
    return redirect(url_for("polls.show", ref=ref), code=303)


@bp.route("/verlengen", methods=["GET", "POST"])
@requires(*MODERATORS)
def extend(ref: str) -> ResponseReturnValue:
    """Ask until when and why, and let people vote for longer."""
    session, now = get_session(), clock.now()
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    if queries.status(poll, now) not in {PollStatus.ANNOUNCED, PollStatus.OPEN}:
        return redirect(url_for("polls.show", ref=ref), code=303)
    closes = {"closes_day": local_day(poll.closes_at), "closes_time": local_time(poll.closes_at)}
    form = ExtendForm(data=closes)
    later = form.closes_at() if form.validate_on_submit() else None
    if later is None:
        return _extend_page(poll, form)
    by, reason = signin.member().ref, form.reason.data or ""
    try:
        freezing_services.extend(session, poll, later, reason, actor=by, now=now)
    except NotLaterError:
        add_error(form.closes_day, _("Kies een later moment dan nu is afgesproken."))
        return _extend_page(poll, form)
    session.commit()
    flash(_("Het sluit nu op %(moment)s.", moment=with_time(later)))
    return redirect(url_for("polls.show", ref=ref), code=303)


@bp.route("/sluiten", methods=["GET", "POST"])
@requires(*MODERATORS)
def close(ref: str) -> ResponseReturnValue:
    """Ask why, and stop the voting now."""
    session, now = get_session(), clock.now()
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    if queries.status(poll, now) is not PollStatus.OPEN:
        return redirect(url_for("polls.show", ref=ref), code=303)
    form = ReasonForm()
    if not form.validate_on_submit():
        page = render_template("polls/team_close.html", form=form, poll=poll)
        return page, 422 if form.errors else 200
    by, reason = signin.member().ref, form.reason.data or ""
    freezing_services.close_early(session, poll, reason, actor=by, now=now)
    session.commit()
    flash(_("De stemming is gesloten."))
    return redirect(url_for("polls.show", ref=ref), code=303)


@bp.route("/hulp", methods=["GET", "POST"])
@requires(*MODERATORS)
def change_help(ref: str) -> ResponseReturnValue:
    """Ask where people get help from now on and why, and tell everybody."""
    session, now = get_session(), clock.now()
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    if queries.status(poll, now) not in {PollStatus.ANNOUNCED, PollStatus.OPEN}:
        return redirect(url_for("polls.show", ref=ref), code=303)
    form = HelpForm(data={"help_text": poll.help_text})
    if not form.validate_on_submit():
        return _help_page(poll, form)
    text, reason = form.help_text.data or "", form.reason.data or ""
    try:
        freezing_services.change_help(
            session, poll, text, reason, actor=signin.member().ref, now=now
        )
    except SameHelpError:
        add_error(form.help_text, _("Dit staat er al."))
        return _help_page(poll, form)
    session.commit()
    flash(_("Bewoners lezen nu de nieuwe hulp. De reden staat in het logboek."))
    return redirect(url_for("polls.show", ref=ref), code=303)


def _freeze_page(poll: Poll, form: FreezeForm, *, has_changed: bool = False) -> ResponseReturnValue:
    if has_changed or form.version.data is None:
        form.version.data = poll.version
    page = render_template(
        "polls/team_freeze.html",
        form=form,
        poll=poll,
        name=words.NAMES[poll.access],
        opens=with_time(poll.opens_at),
        closes=with_time(poll.closes_at),
        has_changed=has_changed,
    )
    return page, 409 if has_changed else 422 if form.errors else 200


def _help_page(poll: Poll, form: HelpForm) -> ResponseReturnValue:
    page = render_template("polls/team_help.html", form=form, poll=poll)
    return page, 422 if form.errors else 200


def _extend_page(poll: Poll, form: ExtendForm) -> ResponseReturnValue:
    page = render_template(
        "polls/team_extend.html", form=form, poll=poll, closes=with_time(poll.closes_at)
    )
    return page, 422 if form.errors else 200
