"""Staff make a poll: the list, a new one, its plan, a copy, removing a draft."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.dates import local_day
from app.core.seen import ChangedMeanwhileError
from app.moderation.access import MODERATORS
from app.photos.queries import stored_photos
from app.photos.services import copy_files
from app.polls import access, freezing_services, making_services, queries, showing, words
from app.polls.making_forms import PollForm
from app.polls.making_rules import Missing, PlanError
from app.polls.models import Poll
from app.polls.steps import defaults, steps_of
from app.programme import queries as programme_queries
from app.staff import signin
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error
from app.web.form_pages import show_form
from app.web.forms import KeptForm
from app.web.security import csrf
from app.web.shell import current_frame

bp = Blueprint("polls", __name__, url_prefix="/team/stemmingen")

#: The form's field for each part of a plan that has another name there.
_FIELDS = {"district_keys": "districts", "opens_at": "opens_day", "closes_at": "closes_day"}


@bp.get("")
@requires(*MODERATORS)
def index() -> ResponseReturnValue:
    """Show the polls of the own districts, each with where it stands."""
    session, now = get_read_session(), clock.now()
    rows = []
    for poll in access.polls(session, signin.scope()):
        status = queries.status(poll, now)
        names = [district.name for district in queries.districts_of(session, poll)]
        rows.append((poll, words.STATUSES[status], words.when(poll, status, now), names))
    return render_template("polls/team_index.html", rows=rows, names=words.NAMES)


@bp.route("/nieuw", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator] # flask_wtf ships no types
@requires(*MODERATORS)
def add() -> ResponseReturnValue:
    """Begin a poll."""
    offered = _offered()
    form = PollForm(data=defaults(local_day(clock.now()), offered))
    form.offer(offered)
    if not form.validate_on_submit():
        return show_form("polls/team_plan.html", form, {}, poll=None, has_letters=False)
    session = get_session()
    try:
        poll = making_services.create_poll(
            session, form.to_plan(), actor=signin.member().ref, now=clock.now()
        )
    except PlanError as error:
        _explain(form, error)
        return show_form("polls/team_plan.html", form, {}, poll=None, has_letters=False)
    session.commit()
    flash(_("Bewaard. Voeg nu de keuzes toe."))
    return redirect(url_for(".show", ref=poll.ref), code=303)


@bp.get("/<ref>")
@requires(*MODERATORS)
def show(ref: str) -> ResponseReturnValue:
    """Show what a poll is, what it still lacks, and what comes next."""
    session, scope, now = get_read_session(), signin.scope(), clock.now()
    poll = access.get_poll(session, scope, ref)
    lacks = () if poll.frozen_at else freezing_services.missing(session, poll, now=now)
    view = showing.view_of(session, poll, phone=current_frame().help_phone, now=now)
    has_letters = bool(queries.batches_of(session, poll))
    return render_template(
        "polls/team_show.html",
        view=view,
        poll=poll,
        status=words.STATUSES[view.status],
        name=words.NAMES[poll.access],
        steps=steps_of(poll, view.status, lacks, has_letters=has_letters),
        has_letters=has_letters,
        lacks=[words.LACKS[each] for each in lacks],
        missing=frozenset(lacks),
        why_is_missing=Missing.WHY in lacks,
        changes=showing.changes_of(session, poll),
        may_change=access.may_change(session, scope, poll),
    )


@bp.route("/<ref>/wijzigen", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator] # flask_wtf ships no types
@requires(*MODERATORS)
def change(ref: str) -> ResponseReturnValue:
    """Change the plan of a draft."""
    session = get_session()
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    if poll.frozen_at is not None:
        return redirect(url_for(".show", ref=ref), code=303)
    present = making_services.seen_of(session, poll)
    form = PollForm(data=present)
    form.offer(_offered())
    context: dict[str, Any] = {
        "poll": poll,
        "has_letters": bool(queries.batches_of(session, poll)),
    }
    if not form.validate_on_submit():
        return show_form("polls/team_plan.html", form, present, **context)
    try:
        _change(session, poll, form)
    except ChangedMeanwhileError:
        return show_form("polls/team_plan.html", form, present, collided=True, **context)
    except PlanError as error:
        _explain(form, error)
        return show_form("polls/team_plan.html", form, present, **context)
    session.commit()
    flash(_("Bewaard."))
    return redirect(url_for(".show", ref=ref), code=303)


@bp.post("/<ref>/kopie")
@requires(*MODERATORS)
def copy(ref: str) -> ResponseReturnValue:
    """Begin a poll like this one."""
    reading, storage = get_read_session(), parts().storage
    poll = access.get_poll_to_change(reading, signin.scope(), ref)
    storage.check_room()
    # Files are synced to the disk, so that is done before the transaction.
    pictures = {
        option.ref: copy_files(reading, storage, photo)
        for option in queries.options_of(reading, poll)
        for photo in stored_photos(reading, queries.owner_of(option))
    }
    session = get_session()
    copied = making_services.copy_poll(
        session, poll, pictures, actor=signin.member().ref, now=clock.now()
    )
    session.commit()
    flash(_("Dit is de kopie. Kijk de tijden na."))
    return redirect(url_for(".show", ref=copied.ref), code=303)


@bp.route("/<ref>/verwijderen", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator] # flask_wtf ships no types
@requires(*MODERATORS)
def delete(ref: str) -> ResponseReturnValue:
    """Ask whether a draft may go, and remove it."""
    session = get_session()
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    if poll.frozen_at is not None:
        return redirect(url_for(".show", ref=ref), code=303)
    form = KeptForm()
    if not form.validate_on_submit():
        has_letters = bool(queries.batches_of(session, poll))
        page = render_template(
            "polls/team_delete.html", form=form, poll=poll, has_letters=has_letters
        )
        return page, 422 if form.errors else 200
    making_services.remove_draft(
        session, parts().storage, poll, actor=signin.member().ref, now=clock.now()
    )
    session.commit()
    flash(_("De stemming is verwijderd."))
    return redirect(url_for(".index"), code=303)


def _change(session: Session, poll: Poll, form: PollForm) -> None:
    making_services.change_poll(
        session,
        poll,
        form.to_plan(),
        seen=form.seen.data,
        actor=signin.member().ref,
        now=clock.now(),
    )


def _offered() -> list[tuple[str, str]]:
    """Return the districts in which the person who is signed in may hold a poll."""
    every, scope = programme_queries.districts(get_read_session()), signin.scope()
    return [(each.key, each.name) for each in every if scope.covers(each.id)]


def _explain(form: PollForm, error: PlanError) -> None:
    field = form[_FIELDS.get(error.field, error.field)]
    add_error(field, str(words.PLAN_REASONS[error.reason]))
