"""Requests to be called or visited, for who calls and visits."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.contact import queries, services, words
from app.contact.access import CALLERS, reader
from app.contact.forms import CloseForm, PromiseForm, StaffForm, TeamForm
from app.contact.models import ContactRequest
from app.contact.rules import ContactDayError, ContactReasonError, ContactState, Details
from app.contact.showing import empty_log, terms
from app.core import clock
from app.core.dates import local_day
from app.core.errors import ConflictError
from app.moderation.changes import Change
from app.programme import queries as programme
from app.staff import signin
from app.web.access import requires
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error
from app.web.security import keep_private

bp = Blueprint("contact_staff", __name__, url_prefix="/team/bellen")
bp.after_request(keep_private)

_INVALID, _CONFLICT = 422, 409

#: Changes a request within the transaction.
Work = Callable[[Session, ContactRequest, Change], None]


@bp.get("")
@requires(*CALLERS)
def index() -> ResponseReturnValue:
    """Show who waits: pleas for help first, then what is due first."""
    session = get_read_session()
    found = queries.open_requests(session, reader(session))
    return render_template("contact/index.html", views=found, now=clock.now(), words=words)


@bp.get("/<ref>")
@requires(*CALLERS)
def show(ref: str) -> ResponseReturnValue:
    """Show one request; how to reach somebody only once it is asked for."""
    return _page(ref)


@bp.post("/<ref>/gegevens")
@requires(*CALLERS)
def see(ref: str) -> ResponseReturnValue:
    """Show how to reach somebody; the audit log says who looked."""
    session = get_session()
    view = queries.get_request(session, reader(session), ref)
    who, now = signin.member().ref, clock.now()
    details = services.see(session, view.request, who, terms=terms(), now=now)
    session.commit()
    return _page(ref, details=details, is_unreadable=details is None)


@bp.post("/<ref>/beloven")
@requires(*CALLERS)
def promise(ref: str) -> ResponseReturnValue:
    """Promise a day."""
    form = PromiseForm()

    def work(session: Session, request: ContactRequest, change: Change) -> None:
        assert form.day.data is not None
        services.promise(session, request, form.day.data, form.reason.data or "", change)

    return _save(ref, form, work, _("Bewaard. De bewoner ziet dit."))


@bp.post("/<ref>/team")
@requires(*CALLERS)
def hand_over(ref: str) -> ResponseReturnValue:
    """Have a team call or visit."""
    form = TeamForm()
    form.offer(programme.teams(get_read_session()))

    def work(session: Session, request: ContactRequest, change: Change) -> None:
        team = programme.get_office(session, form.team.data)
        services.hand_over(session, request, team, change, terms=terms())

    return _save(ref, form, work, _("Overgedragen. Het team ziet nu hoe het de bewoner bereikt."))


@bp.post("/<ref>/terug")
@requires(*CALLERS)
def hand_back(ref: str) -> ResponseReturnValue:
    """Have the wijkmanager call or visit again."""
    return _save(ref, StaffForm(), services.hand_back, _("Het ligt weer bij de wijkmanager."))


@bp.post("/<ref>/klaar")
@requires(*CALLERS)
def close(ref: str) -> ResponseReturnValue:
    """Note how it ended; the contact data is gone at once."""
    form = CloseForm()

    def work(session: Session, request: ContactRequest, change: Change) -> None:
        services.close(session, request, ContactState(form.state.data), change)

    return _save(ref, form, work, _("Klaar. De gegevens van de bewoner zijn gewist."))


def _save(ref: str, form: StaffForm, work: Work, done: str) -> ResponseReturnValue:
    """Do `work` and go on; what can't be done shows what was typed again."""
    if not form.validate():
        return _page(ref, posted=form)
    session = get_session()
    request = queries.get_request(session, reader(session), ref).request
    change = Change(signin.member(), form.version.data or 0, clock.now())
    try:
        work(session, request, change)
    except ConflictError:
        session.rollback()
        return _page(ref, posted=form, is_stale=True)
    except (ContactDayError, ContactReasonError) as error:
        session.rollback()
        assert isinstance(form, PromiseForm)
        _explain(form, error)
        return _page(ref, posted=form)
    session.commit()
    if request.state is not ContactState.OPEN:
        empty_log(request)
    flash(done, "done")
    return _onward(request)


def _onward(request: ContactRequest) -> ResponseReturnValue:
    """Return the way to the request, or to the list when it isn't this reader's any more."""
    session = get_session()
    mine = {view.request.id for view in queries.open_requests(session, reader(session))}
    if request.id in mine:
        return redirect(url_for(".show", ref=request.ref), code=303)
    return redirect(url_for(".index"), code=303)


def _explain(form: PromiseForm, error: ContactDayError | ContactReasonError) -> None:
    if isinstance(error, ContactDayError):
        add_error(form.day, _("Kies vandaag of een dag die nog komt."))
    else:
        add_error(form.reason, _("Schrijf waarom het later wordt. De bewoner leest dit."))


def _page(
    ref: str,
    *,
    posted: StaffForm | None = None,
    is_stale: bool = False,
    details: Details | None = None,
    is_unreadable: bool = False,
) -> Response:
    """Return the page of one request as it stands now, with what was typed."""
    session, now = get_read_session(), clock.now()
    view = queries.get_request(session, reader(session), ref)
    page = render_template(
        "contact/request.html",
        view=view,
        steps=queries.steps_of(session, view.request),
        forms=_forms(session, view, posted),
        details=details,
        reads_stories=reader(session).is_manager,
        is_unreadable=is_unreadable,
        is_error=posted is not None and not is_stale,
        is_stale=is_stale,
        posted=posted,
        now=now,
        words=words,
    )
    status = _CONFLICT if is_stale else _INVALID if posted is not None else 200
    return make_response(page, status)


def _forms(session: Session, view: queries.RequestView, posted: StaffForm | None) -> dict[str, Any]:
    """Return the forms by name; `posted` stands in the place of a fresh one of its kind."""
    team = TeamForm(formdata=None)
    team.offer([each for each in programme.teams(session) if each.id != view.request.team_id])
    day = max(local_day(view.request.due_at), local_day(clock.now()))
    fresh = {
        "promise": PromiseForm(formdata=None, day=day),
        "team": team,
        "close": CloseForm(formdata=None),
    }
    return {name: posted if type(posted) is type(form) else form for name, form in fresh.items()}
