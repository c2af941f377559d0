"""Parts that the pages for residents share, those of the follow card too."""

from datetime import datetime
from typing import Any

from flask import Response, make_response, render_template
from sqlmodel import Session

from app.contact import queries, words
from app.contact.forms import ContactForm
from app.contact.keeping import Terms
from app.contact.models import ContactRequest
from app.contact.rules import ContactState, Way, is_late
from app.core.dates import local_day
from app.programme import queries as programme
from app.web.context import parts
from app.web.db_session import get_read_session
from app.web.drafts import new_token
from app.web.logs import log

_INVALID = 422
_BUSY = 503


def terms() -> Terms:
    """Return what holds for every request, as the settings say."""
    return Terms(parts().settings.secret_key, parts().settings.contact_days)


def show_form(form: ContactForm, status: int = 200, *, action: str, back: str) -> Response:
    """Return the page that asks how to reach somebody; 422 when something isn't right."""
    if not form.once.data or form.once.errors:
        form.once.data = new_token()
    session = get_read_session()
    teams = programme.teams(session)
    page = render_template(
        "contact/ask.html",
        form=form,
        action=action,
        back=back,
        is_busy=status == _BUSY,
        help_lines=programme.get_programme(session).help_lines,
        first_team=next((team.name for team in teams if team.takes_pleas), None),
    )
    return make_response(page, _INVALID if form.errors else status)


def request_facts(session: Session, request: ContactRequest, now: datetime) -> dict[str, Any]:
    """Return what `contact/_state.html` shows of one request."""
    return card_facts(session, queries.view_of(session, request), now)


def card_facts(session: Session, view: queries.RequestView, now: datetime) -> dict[str, Any]:
    """Return the same for a request that was read before."""
    request = view.request
    is_open = request.state is ContactState.OPEN
    return {
        "is_open": is_open,
        "is_plea": request.is_plea,
        "is_late": is_open and is_late(request.due_at, now, is_plea=request.is_plea),
        "is_today": local_day(request.due_at) == local_day(now),
        "is_visit": request.way is Way.VISIT,
        "due": words.due(request),
        "promise": words.promise(view),
        "trail": words.trail(view, queries.steps_of(session, request), now),
    }


def empty_log(request: ContactRequest) -> None:
    """Have nothing of what was deleted be readable in the log that SQLite writes ahead."""
    if not parts().database.truncate_log():
        log.warning("write_ahead_log_kept", contact=request.ref)
