"""Staff tell what became of a poll, step by step, beside what residents chose."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session
from werkzeug.exceptions import RequestEntityTooLarge

from app.core import clock
from app.core.errors import ConflictError, DomainError
from app.core.text import TextError
from app.moderation.access import MODERATORS
from app.photos.models import PhotoOwner
from app.photos.rules import PhotoRefusedError
from app.photos.services import KeptFiles
from app.polls import access as poll_access
from app.polls import queries as polls
from app.polls.models import Poll
from app.programme import queries as programme
from app.promises import linking_services
from app.promises.decision_queries import Decision, chosen_in, decision_on
from app.promises.decision_services import News, tell_decision
from app.promises.forms import DecisionForm
from app.promises.pictures import add_picture, allow_picture, take_in, too_large, why_refused
from app.promises.rules import (
    NoResultYetError,
    PastDayError,
    ReasonMissingError,
    Stage,
)
from app.promises.services import Subject
from app.promises.steps import Act
from app.promises.subjects import offer_clusters, offer_offices
from app.promises.words import STAGES
from app.staff import signin
from app.web.access import requires
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error, choices
from app.web.security import csrf

bp = Blueprint("poll_decisions", __name__, url_prefix="/team/stemmingen/<ref>/besluit")
csrf.exempt(bp)

#: Value of the choice for what was no option.
SOMETHING_ELSE = "0"
_TOO_LARGE = 413
_INVALID = 422
_CONFLICT = 409


@bp.route("", methods=["GET", "POST"])
@requires(*MODERATORS)
def tell(ref: str) -> ResponseReturnValue:
    """Ask what became of the poll; store it with its picture."""
    allow_picture()
    reading = get_read_session()
    poll = poll_access.get_poll_to_change(reading, signin.scope(), ref)
    try:
        chosen = chosen_in(reading, poll)
    except NoResultYetError:
        page = render_template("promises/team_no_decision.html", poll=poll, decision=None)
        return page, _CONFLICT
    decision = decision_on(reading, poll)
    try:
        form = DecisionForm(data=_start(decision, chosen))
    except RequestEntityTooLarge:
        form = DecisionForm(formdata=None, data=_start(decision, chosen))
        too_large(form)
        return _page(poll, decision, chosen, form, _TOO_LARGE)
    _offer(reading, poll, decision, form)
    if not decision.next_stages:
        page = render_template("promises/team_no_decision.html", poll=poll, decision=decision)
        return page, _CONFLICT if form.is_submitted() else 200
    if not form.validate_on_submit() or not _is_whole(form):
        return _page(poll, decision, chosen, form)
    return _tell(poll, decision, chosen, form)


def _tell(
    poll: Poll, decision: Decision, chosen: int | None, form: DecisionForm
) -> ResponseReturnValue:
    try:
        kept = take_in(form.picture.data) if form.picture.data else None
    except PhotoRefusedError as error:
        add_error(form.picture, why_refused(error))
        return _page(poll, decision, chosen, form)
    session = get_session()
    try:
        _store(session, poll, form, kept)
    except ConflictError:
        session.rollback()
        fresh = decision_on(get_read_session(), poll)
        _offer(get_read_session(), poll, fresh, form)
        form.seen_steps.data = len(fresh.steps)
        return _page(poll, fresh, chosen, form, _CONFLICT)
    except DomainError as error:
        session.rollback()
        _explain(form, error)
        return _page(poll, decision, chosen, form)
    session.commit()
    flash(_("Bewaard. Iedereen kan dit nu lezen."), "done")
    return redirect(url_for("polls.show", ref=poll.ref), code=303)


def _store(session: Session, poll: Poll, form: DecisionForm, kept: KeptFiles | None) -> None:
    now, about = clock.now(), set(form.clusters.data or ())
    clusters = [each for each in programme.clusters(session) if each.key in about]
    districts = [district.id for district in polls.districts_of(session, poll)]
    news = News(
        stage=Stage(form.stage.data),
        office=form.office_name,
        text=form.text.data or "",
        option=int(form.option.data) or None,
        what=form.what.data or "",
        reason=form.reason.data or "",
        due_on=form.due_on.data,
        subject=Subject(clusters, districts[0] if len(districts) == 1 else None),
    )
    act = Act(signin.member().ref, form.seen_steps.data or 0, now)
    step = tell_decision(session, poll, news, act)
    if kept is not None:
        owner = (PhotoOwner.DECISION, step.ref)
        add_picture(session, kept, owner, form.alt.data or "", now=now)
    if form.all_stories.data and clusters:
        promise = decision_on(session, poll).promise
        assert promise is not None
        linking_services.link_stories_about(session, promise, clusters, signin.scope(), now=now)


def _start(decision: Decision, chosen: int | None) -> dict[str, object]:
    """Return what the form is filled with: what was said last, else what residents chose."""
    last = decision.steps[-1] if decision.steps else None
    return {
        "seen_steps": len(decision.steps),
        "stage": decision.next_stages[0].value if len(decision.next_stages) == 1 else None,
        "option": str((last.option if last else chosen) or 0) if last or chosen else None,
        "office": last.office if last else "",
        "reason": last.reason if last else "",
    }


def _offer(session: Session, poll: Poll, decision: Decision, form: DecisionForm) -> None:
    form.stage.choices = choices((each.value, STAGES[each]) for each in decision.next_stages)
    titles = [(str(each.number), each.title) for each in polls.options_of(session, poll)]
    form.option.choices = choices([*titles, (SOMETHING_ELSE, _("Iets anders"))])
    offer_clusters(session, form)
    offer_offices(session, form)


def _is_whole(form: DecisionForm) -> bool:
    """Whether nothing is missing that only some steps need; the form says what is."""
    is_first = form.stage.data == Stage.DECIDED
    if is_first and form.due_on.data is None:
        add_error(form.due_on, _("Vul de dag in waarop het klaar is."))
    if is_first and form.option.data == SOMETHING_ELSE and not form.what.data:
        add_error(form.what, _("Schrijf in een paar woorden wat het wordt."))
    if form.picture.data and not form.alt.data:
        add_error(form.alt, _("Schrijf wat er op de foto te zien is."))
    return not form.errors


def _explain(form: DecisionForm, error: DomainError) -> None:
    """Say beside the field why the step can't be stored.

    Raises:
        DomainError: `error`, when it isn't about what was typed.
    """
    if isinstance(error, ReasonMissingError):
        words = _("Dit is iets anders dan bewoners kozen. Schrijf waarom.")
        add_error(form.reason, words)
    elif isinstance(error, PastDayError):
        add_error(form.due_on, _("Deze dag is voorbij. Kies een dag vanaf vandaag."))
    elif isinstance(error, TextError):
        add_error(form.text, _("Hier staat een teken dat wij niet kunnen bewaren."))
    else:
        raise error


def _page(
    poll: Poll,
    decision: Decision,
    chosen: int | None,
    form: DecisionForm,
    status: int | None = None,
) -> ResponseReturnValue:
    session = get_read_session()
    titles = {option.number: option.title for option in polls.options_of(session, poll)}
    page = render_template(
        "promises/team_decision.html",
        form=form,
        poll=poll,
        decision=decision,
        chosen=titles.get(chosen or 0, ""),
        is_first=not decision.steps,
        is_stale=status == _CONFLICT,
    )
    return page, status or (_INVALID if form.errors else 200)
