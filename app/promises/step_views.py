"""Staff take a step with a promise: other words, another day, done, dropped, on the list again."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session
from wtforms import Field

from app.core import clock
from app.core.dates import date_in_words
from app.core.errors import ConflictError, InvalidError
from app.moderation.access import MODERATORS
from app.promises import access, decision_queries, linking_services, queries, services
from app.promises.forms import DoneForm, MoveForm, ReasonForm, SubjectForm, WordsForm
from app.promises.models import Promise
from app.promises.rules import PastDayError
from app.promises.services import Plan
from app.promises.steps import Act
from app.promises.subjects import chosen_subject, district_key, offer_offices, offer_subjects
from app.staff import signin
from app.web.access import requires
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error
from app.web.security import csrf

bp = Blueprint("promise_steps", __name__, url_prefix="/team/toezeggingen/<ref>")
# Each form checks its own token, and keeps what was typed when that fails.
csrf.exempt(bp)

_CONFLICT = 409
#: Changes the promise within the transaction.
Work = Callable[[Session, Promise, Act], None]


@bp.route("/verzetten", methods=["GET", "POST"])
@requires(*MODERATORS)
def move(ref: str) -> ResponseReturnValue:
    """Promise another day, and say why."""
    promise, form = _find(ref), MoveForm()

    def work(session: Session, row: Promise, act: Act) -> None:
        assert form.due_on.data is not None
        services.move_promise(session, row, form.due_on.data, form.reason.data or "", act)

    facts = [_("Nu staat er: %(day)s.", day=date_in_words(promise.due_on)), _lasting()]
    return _step(promise, form, work, _("Een andere dag"), _("Verzet de dag"), facts)


@bp.route("/klaar", methods=["GET", "POST"])
@requires(*MODERATORS)
def finish(ref: str) -> ResponseReturnValue:
    """Say that it is done."""
    promise, form = _find(ref), DoneForm()
    poll = decision_queries.poll_of(get_read_session(), promise)
    if poll is not None:
        return redirect(url_for("poll_decisions.tell", ref=poll.ref), code=303)

    def work(session: Session, row: Promise, act: Act) -> None:
        services.finish_promise(session, row, form.reason.data or "", act)

    facts = [
        _("De dag van vandaag komt erbij te staan."),
        _("Bewoners zien de vraag: is dit wat er beloofd was?"),
        _("Zeggen genoeg van hen nee? Dan staat het vanzelf weer open."),
    ]
    return _step(promise, form, work, _("Is het klaar?"), _("Ja, het is klaar"), facts)


@bp.route("/vervalt", methods=["GET", "POST"])
@requires(*MODERATORS)
def drop(ref: str) -> ResponseReturnValue:
    """Say that it won't be done, and why."""
    promise, form = _find(ref), ReasonForm()

    def work(session: Session, row: Promise, act: Act) -> None:
        services.drop_promise(session, row, form.reason.data or "", act)

    facts = [_("De toezegging blijft staan, met uw reden."), _lasting()]
    return _step(promise, form, work, _("Gaat het niet door?"), _("Laat het vervallen"), facts)


@bp.route("/heropenen", methods=["GET", "POST"])
@requires(*MODERATORS)
def reopen(ref: str) -> ResponseReturnValue:
    """Put it on the list again, and say why."""
    promise, form = _find(ref), ReasonForm()

    def work(session: Session, row: Promise, act: Act) -> None:
        services.reopen_promise(session, row, form.reason.data or "", act)

    due = date_in_words(promise.due_on)
    facts = [_("De dag blijft %(day)s. U kunt die daarna verzetten.", day=due), _lasting()]
    return _step(promise, form, work, _("Weer op de lijst?"), _("Zet het op de lijst"), facts)


@bp.route("/tekst", methods=["GET", "POST"])
@requires(*MODERATORS)
def change_words(ref: str) -> ResponseReturnValue:
    """Say otherwise what was promised; the old words stay to be read."""
    promise = _find(ref)
    present = {"what": promise.what, "for_whom": promise.for_whom, "office": promise.office}
    form = WordsForm(data=present)
    offer_offices(get_read_session(), form)

    def work(session: Session, row: Promise, act: Act) -> None:
        plan = Plan(form.what.data or "", form.office_name, row.due_on, form.for_whom.data or "")
        services.change_words(session, row, plan, form.reason.data or "", act)

    facts = [_("Wat er eerst stond, blijft te lezen."), _lasting()]
    return _step(promise, form, work, _("Andere tekst"), _("Bewaar de tekst"), facts)


@bp.route("/onderwerp", methods=["GET", "POST"])
@requires(*MODERATORS)
def sort(ref: str) -> ResponseReturnValue:
    """Set what it is about, and on which stories it stands."""
    promise, reading = _find(ref), get_read_session()
    about = queries.clusters_by_promise(reading, [promise.id or 0]).get(promise.id or 0, [])
    form = SubjectForm(
        data={
            "clusters": [cluster.key for cluster in about],
            "district": district_key(reading, promise.district_id),
            "effort": promise.effort or "",
        }
    )
    offer_subjects(reading, form)

    def work(session: Session, row: Promise, act: Act) -> None:
        subject = chosen_subject(session, form)
        services.sort_promise(session, row, subject, act)
        if form.all_stories.data:
            linking_services.link_stories_about(
                session, row, subject.clusters, signin.scope(), now=act.now
            )

    facts = [_("Aan de toezegging zelf verandert niets.")]
    return _step(promise, form, work, _("Waar gaat het over?"), _("Bewaar"), facts)


def _find(ref: str) -> Promise:
    return access.get_promise_to_change(get_read_session(), signin.scope(), ref)


def _lasting() -> str:
    return str(_("Dit komt voor altijd in het openbare logboek."))


def _step(
    promise: Promise,
    form: Any,  # noqa: ANN401 - flask_wtf ships no types
    work: Work,
    heading: str,
    button: str,
    facts: list[str],
) -> ResponseReturnValue:
    """Show the form of a step; on POST take it and go back to the promise."""
    if not form.is_submitted():
        form.version.data = promise.version
    page = {"promise": promise, "heading": heading, "button": button, "facts": facts}
    if not form.validate_on_submit():
        return _page(form, 422 if form.errors else 200, **page)
    session = get_session()
    row = access.get_promise_to_change(session, signin.scope(), promise.ref)
    act = Act(signin.member().ref, form.version.data or 0, clock.now())
    try:
        work(session, row, act)
    except ConflictError:
        session.rollback()
        form.version.data = queries.get_promise(get_read_session(), promise.ref).version
        return _page(form, _CONFLICT, **page)
    except InvalidError as error:
        session.rollback()
        add_error(_field(form, error), _why_not(error))
        return _page(form, 422, **page)
    session.commit()
    flash(_("Bewaard. Iedereen kan dit nu lezen."), "done")
    return redirect(url_for("team_promises.show", ref=promise.ref), code=303)


def _field(form: Any, error: InvalidError) -> Field:  # noqa: ANN401 - as above
    field: Field = form.due_on if isinstance(error, PastDayError) else form.reason
    return field


def _why_not(error: InvalidError) -> str:
    if isinstance(error, PastDayError):
        return str(_("Deze dag is voorbij. Kies een dag vanaf vandaag."))
    return str(_("Schrijf waarom. Iedereen leest het."))


def _page(form: Any, status: int, **facts: Any) -> ResponseReturnValue:  # noqa: ANN401 - as Jinja
    page = render_template(
        "promises/team_step.html", form=form, is_stale=status == _CONFLICT, **facts
    )
    return page, status
