"""Staff plan meetings; staff and council see when they are, their packs and what was advised."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.dates import local_day, local_time
from app.core.seen import ChangedMeanwhileError
from app.council import access, meeting_services, queries, words
from app.council.access import PREPARERS, READERS
from app.council.forms import MeetingForm
from app.council.gathering import subjects_of
from app.council.meeting_services import Act, Plan
from app.council.models import Meeting
from app.council.pack_services import take_in
from app.council.printed import is_fit
from app.council.rules import MeetingState, NotBegunError, PaperForm, StepNotAllowedError
from app.editions.queries import files_of
from app.printing import available
from app.programme import queries as programme
from app.staff import signin
from app.web.access import requires
from app.web.db_session import get_read_session, get_session
from app.web.form_pages import show_form
from app.web.forms import KeptForm
from app.web.security import csrf

bp = Blueprint("council", __name__, url_prefix="/team/beraad")
# Each form checks its own token, and keeps what was typed when that fails.
csrf.exempt(bp)

#: Takes a step with a meeting within the transaction.
Step = Callable[[Session, Meeting, Act], None]


@bp.get("")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Show the meetings: those to come, then those that were held."""
    session, viewer = get_read_session(), access.eyes()
    found = access.meetings(session, viewer)
    return render_template(
        "council/index.html",
        coming=[each for each in reversed(found) if each.state is not MeetingState.HELD],
        held=[each for each in found if each.state is MeetingState.HELD],
        prepares=viewer.prepares,
        words=words,
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@requires(*PREPARERS)
def add() -> ResponseReturnValue:
    """Plan a meeting; what is new since the last one is gathered by itself."""
    session, form = get_session(), _form()
    plan = _plan(session, form) if form.validate_on_submit() else None
    if plan is None:
        return show_form("council/meeting_form.html", form, {}, meeting=None)
    meeting = meeting_services.plan_meeting(session, plan, act())
    take_in(session, meeting, subjects_of(session, meeting, clock.now()), act())
    session.commit()
    flash(_("Bewaard. Alleen het team ziet dit nog."), "done")
    return to_meeting(meeting.ref)


@bp.get("/<ref>")
@requires(*READERS)
def show(ref: str) -> ResponseReturnValue:
    """Show one meeting with its packs and what was advised."""
    session, viewer, now = get_read_session(), access.eyes(), clock.now()
    meeting = access.get_meeting(session, viewer, ref)
    reads_packs = access.reads_packs(session, viewer, meeting)
    packs = queries.packs_of(session, meeting) if reads_packs else []
    return render_template(
        "council/meeting.html",
        meeting=meeting,
        districts=[each.name for each in queries.districts_of(session, meeting)],
        packs=[(each, _forms(session, each) if is_fit(session, each) else []) for each in packs],
        reads_packs=reads_packs,
        prepares=access.prepares(session, viewer, meeting),
        leads=access.leads(session, viewer, meeting),
        advice=[
            (each, words.advice_label(session, each, now))
            for each in queries.advice_of(session, meeting)
        ],
        has_begun=meeting.starts_at <= now,
        can_print=available(),
        words=words,
    )


@bp.route("/<ref>/wijzigen", methods=["GET", "POST"])
@requires(*PREPARERS)
def change(ref: str) -> ResponseReturnValue:
    """Change when and where a meeting is, and what it is about."""
    session = get_session()
    meeting = access.get_meeting_to_lead(session, access.eyes(), ref)
    if meeting.state is MeetingState.HELD:
        return to_meeting(ref)
    present, form = meeting_services.seen_facts(meeting), _form(data=_shown(meeting))
    plan = _plan(session, form) if form.validate_on_submit() else None
    if plan is None:
        return show_form("council/meeting_form.html", form, present, meeting=meeting)
    try:
        meeting_services.change_meeting(session, meeting, plan, seen=form.seen.data, act=act())
    except ChangedMeanwhileError:
        session.rollback()
        return show_form("council/meeting_form.html", form, present, collided=True, meeting=meeting)
    session.commit()
    flash(_("Bewaard."), "done")
    return to_meeting(ref)


@bp.post("/<ref>/aankondigen")
@requires(*PREPARERS)
def announce(ref: str) -> ResponseReturnValue:
    """Let the council and everybody know of the meeting."""
    return _step(ref, meeting_services.announce, _("Het beraad ziet dit nu."))


@bp.post("/<ref>/terughalen")
@requires(*PREPARERS)
def take_back(ref: str) -> ResponseReturnValue:
    """Show the meeting to the team alone."""
    return _step(ref, meeting_services.take_back, _("Alleen het team ziet dit nog."))


@bp.post("/<ref>/geweest")
@requires(*PREPARERS)
def hold(ref: str) -> ResponseReturnValue:
    """Say that the meeting was held."""
    return _step(ref, meeting_services.hold_meeting, _("U kunt nu het advies opschrijven."))


def act() -> Act:
    """Return who does it, now."""
    return Act(signin.member().ref, clock.now())


def to_meeting(ref: str, place: str | None = None) -> ResponseReturnValue:
    """Return the way to the page of a meeting."""
    return redirect(url_for("council.show", ref=ref, _anchor=place), code=303)


def _step(ref: str, step: Step, done: str) -> ResponseReturnValue:
    if not KeptForm().validate_on_submit():
        return to_meeting(ref)
    session = get_session()
    meeting = access.get_meeting_to_lead(session, access.eyes(), ref)
    try:
        step(session, meeting, act())
    except StepNotAllowedError:
        return to_meeting(ref)  # a second tap, or somebody else
    except NotBegunError:
        flash(_("Dit beraad is nog niet begonnen."), "late")
        return to_meeting(ref)
    session.commit()
    flash(done, "done")
    return to_meeting(ref)


def _forms(session: Session, edition: Any) -> list[tuple[PaperForm, int]]:  # noqa: ANN401 - an edition
    """Return the forms in which a pack is kept, and the pages of each."""
    if edition.file_key is None:
        return []
    files = files_of(session, edition)
    pages = {PaperForm.A4.value: edition.pages} | {form: row.pages for form, row in files.items()}
    return [(form, pages[form.value]) for form in words.FORMS if form.value in pages]


def _form(**given: Any) -> MeetingForm:  # noqa: ANN401 - as WTForms
    form = MeetingForm(**given)
    mine = access.own_districts(get_read_session(), access.eyes())
    form.offer((each.key, each.name) for each in mine)
    return form


def _shown(meeting: Meeting) -> dict[str, Any]:
    return {
        "day": local_day(meeting.starts_at),
        "clock": local_time(meeting.starts_at),
        "place": meeting.place,
        "agenda": meeting.agenda,
        "title": meeting.title,
        "districts": meeting.districts,
    }


def _plan(session: Session, form: MeetingForm) -> Plan | None:
    """Return what a valid form says; None, with an error in it, where it can't be."""
    starts_at = form.starts_at()
    if starts_at is None:
        return None
    mine = access.own_districts(session, access.eyes())
    chosen = list(form.districts.data or ())
    if not chosen and len(mine) < len(programme.districts(session)):
        # Who doesn't answer for all districts plans for the own ones.
        chosen = [each.key for each in mine]
    return Plan(
        place=form.place.data or "",
        starts_at=starts_at,
        title=form.title.data or "",
        agenda=form.agenda.data or "",
        districts=chosen,
    )
