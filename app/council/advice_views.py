"""Staff write down what the council advised, let everybody read it, and promise it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.seen import ChangedMeanwhileError
from app.council import access, advice_services, queries, words
from app.council.access import PREPARERS, READERS
from app.council.advice_services import Words
from app.council.forms import ALL_DISTRICTS, AdviceForm, PromiseForm
from app.council.meeting_views import act, to_meeting
from app.council.models import Advice, Meeting
from app.council.rules import AlreadyPromisedError, MeetingState, StepNotAllowedError
from app.programme import queries as programme
from app.promises.rules import PastDayError
from app.promises.services import Plan
from app.web.access import requires
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error
from app.web.form_pages import show_form
from app.web.forms import KeptForm
from app.web.security import csrf

bp = Blueprint("council_advice", __name__, url_prefix="/team/beraad/<ref>/advies")
csrf.exempt(bp)


@bp.route("/nieuw", methods=["GET", "POST"])
@requires(*PREPARERS)
def add(ref: str) -> ResponseReturnValue:
    """Write down an advice of a meeting that was held."""
    session, viewer = get_session(), access.eyes()
    meeting = access.get_meeting_to_prepare(session, viewer, ref)
    if meeting.state is not MeetingState.HELD:
        return to_meeting(ref)
    form = _form(session, viewer, meeting)
    if not form.validate_on_submit():
        return show_form("council/advice_form.html", form, {}, meeting=meeting, advice=None)
    advice = advice_services.write_advice(session, meeting, _words(session, form), act())
    session.commit()
    flash(_("Bewaard. Het team en het beraad lezen dit."), "done")
    return _to_advice(meeting, advice)


@bp.get("/<advice_ref>")
@requires(*READERS)
def show(ref: str, advice_ref: str) -> ResponseReturnValue:
    """Show one advice and what came of it."""
    session, viewer = get_read_session(), access.eyes()
    meeting = access.get_meeting(session, viewer, ref)
    advice = queries.get_advice(session, meeting, advice_ref)
    clusters = queries.clusters_by_advice(session, [advice.id or 0]).get(advice.id or 0, [])
    names = {each.id: each.name for each in programme.districts(session)}
    return render_template(
        "council/advice.html",
        meeting=meeting,
        advice=advice,
        label=words.advice_label(session, advice, clock.now()),
        clusters=clusters,
        district=names.get(advice.district_id),
        stories=len(queries.stories_below(session, advice)),
        may_change=access.may_change_advice(session, viewer, meeting, advice),
        words=words,
    )


@bp.route("/<advice_ref>/wijzigen", methods=["GET", "POST"])
@requires(*PREPARERS)
def change(ref: str, advice_ref: str) -> ResponseReturnValue:
    """Say otherwise what was advised, who answers for it, or what the answer is."""
    session, viewer = get_session(), access.eyes()
    advice = access.get_advice_to_change(session, viewer, ref, advice_ref)
    meeting = queries.get_meeting(session, ref)
    if advice.promise_ref is not None:
        return _to_advice(meeting, advice)
    present = advice_services.seen_facts(session, advice)
    form = _form(session, viewer, meeting, data=_shown(session, advice, present))
    if not form.validate_on_submit():
        return show_form("council/advice_form.html", form, present, meeting=meeting, advice=advice)
    said = _words(session, form)
    try:
        advice_services.change_advice(
            session, meeting, advice, said, seen=form.seen.data, act=act()
        )
    except (ChangedMeanwhileError, AlreadyPromisedError):
        session.rollback()
        return show_form(
            "council/advice_form.html",
            form,
            present,
            collided=True,
            meeting=meeting,
            advice=advice,
        )
    session.commit()
    flash(_("Bewaard."), "done")
    return _to_advice(meeting, advice)


@bp.post("/<advice_ref>/plaatsen")
@requires(*PREPARERS)
def publish(ref: str, advice_ref: str) -> ResponseReturnValue:
    """Let everybody read the advice."""
    session = get_session()
    advice = access.get_advice_to_change(session, access.eyes(), ref, advice_ref)
    meeting = queries.get_meeting(session, ref)
    if not KeptForm().validate_on_submit():
        return _to_advice(meeting, advice)
    try:
        advice_services.publish_advice(session, meeting, advice, act())
    except StepNotAllowedError:
        return _to_advice(meeting, advice)  # a second tap, or somebody else
    session.commit()
    flash(_("Iedereen kan dit nu lezen."), "done")
    return _to_advice(meeting, advice)


@bp.route("/<advice_ref>/belofte", methods=["GET", "POST"])
@requires(*PREPARERS)
def promise(ref: str, advice_ref: str) -> ResponseReturnValue:
    """Promise in public what was advised."""
    session = get_session()
    advice = access.get_advice_to_change(session, access.eyes(), ref, advice_ref)
    meeting = queries.get_meeting(session, ref)
    if advice.promise_ref is not None:
        return _to_advice(meeting, advice)
    form = PromiseForm(data={"office": advice.office, "due_on": advice.due_on})
    if not form.validate_on_submit():
        return _promise_page(meeting, advice, form)
    assert form.due_on.data is not None
    plan = Plan(
        what=form.what.data or "",
        office=form.office.data or "",
        due_on=form.due_on.data,
        for_whom=form.for_whom.data or "",
    )
    try:
        advice_services.promise_advice(session, meeting, advice, plan, act())
    except PastDayError:
        session.rollback()
        add_error(form.due_on, _("Deze dag is voorbij. Kies een dag vanaf vandaag."))
        return _promise_page(meeting, advice, form)
    session.commit()
    flash(_("Beloofd. Iedereen kan dit nu lezen."), "done")
    return _to_advice(meeting, advice)


def _promise_page(meeting: Meeting, advice: Advice, form: PromiseForm) -> ResponseReturnValue:
    page = render_template(
        "council/promise.html", meeting=meeting, advice=advice, form=form, words=words
    )
    return page, 422 if form.errors else 200


def _to_advice(meeting: Meeting, advice: Advice) -> ResponseReturnValue:
    way = url_for("council_advice.show", ref=meeting.ref, advice_ref=advice.ref)
    return redirect(way, code=303)


def _form(
    session: Session,
    viewer: access.Eyes,
    meeting: Meeting,
    **given: Any,  # noqa: ANN401 - as WTForms
) -> AdviceForm:
    form = AdviceForm(**given)
    here = queries.districts_of(session, meeting)
    districts = [(each.key, each.name) for each in here if viewer.scope.covers(each.id)]
    if access.leads(session, viewer, meeting):
        districts.insert(0, (ALL_DISTRICTS, str(_("Alle wijken van dit beraad"))))
    form.offer(districts, [(each.key, each.short_title) for each in programme.clusters(session)])
    return form


def _shown(session: Session, advice: Advice, present: dict[str, Any]) -> dict[str, Any]:
    keys = {each.id: each.key for each in programme.districts(session)}
    return present | {"district": keys.get(advice.district_id, ALL_DISTRICTS)}


def _words(session: Session, form: AdviceForm) -> Words:
    districts = {each.key: each.id for each in programme.districts(session)}
    chosen = set(form.clusters.data or ())
    return Words(
        subject=form.subject.data or "",
        text=form.text.data or "",
        district_id=districts.get(form.district.data or ""),
        clusters=[each for each in programme.clusters(session) if each.key in chosen],
        office=form.office.data or "",
        due_on=form.due_on.data,
        answer=form.answer.data or "",
    )
