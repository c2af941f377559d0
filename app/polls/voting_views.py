"""Voting: a code that is scanned or typed, the ballot, and what was counted.

Nothing of this is logged: a line would say when somebody voted.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import Blueprint, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.attempts import network_of
from app.core.codes import parse_code
from app.core.errors import BusyError, ConflictError, TooManyTriesError
from app.polls import queries
from app.polls.casting import (
    AlreadyCastError,
    BallotClosedError,
    CodeNotIssuedError,
    cast,
    cast_as_browser,
)
from app.polls.holding import Held, Ticket, find_held, find_ticket, give_ticket, hold
from app.polls.models import Poll
from app.polls.opening import Opened, open_code
from app.polls.proofs import find_proof
from app.polls.rules import Access, Choice, ChoiceError, PollClosedError, make_choice
from app.polls.showing import options_of
from app.polls.voting_forms import BallotForm, choice_words
from app.polls.voting_pages import (
    ask_code,
    show_ballot,
    show_counted,
    show_obstacle,
    show_proof,
)
from app.polls.voting_queries import find_ballot, is_voted, poll_with_id
from app.polls.voting_rules import Obstacle, obstacle_at
from app.polls.voting_store import voting_line
from app.web.context import parts
from app.web.db_session import get_read_session
from app.web.fields import add_error
from app.web.logs import say_nothing
from app.web.security import csrf, keep_private
from app.web.typed_codes import TypedCodeForm, current_lock, opened_by, wait_words

bp = Blueprint("voting", __name__)
# Each form checks its own token, and keeps what was typed when that fails.
csrf.exempt(bp)
bp.after_request(keep_private)
bp.after_request(say_nothing)

#: What each refusal of a vote is told as.
_OBSTACLES: Final[dict[type[ConflictError], Obstacle]] = {
    PollClosedError: Obstacle.CLOSED,
    AlreadyCastError: Obstacle.TWICE,
    BallotClosedError: Obstacle.ON_PAPER,
    CodeNotIssuedError: Obstacle.VOID,
}
_CONFLICT: Final = 409


@bp.get("/s")
def scanned() -> ResponseReturnValue:
    """Be the page of the QR code: a script sends what stands behind the #, or it is typed."""
    return ask_code(TypedCodeForm(formdata=None), from_picture=True)


@bp.post("/s")
def enter() -> ResponseReturnValue:
    """Open the ballot of the code that was typed or scanned."""
    form, now = TypedCodeForm(), clock.now()
    try:
        opened = opened_by(form, _opener(now), _("Deze code klopt niet. Kijk hem nog een keer na."))
    except TooManyTriesError as error:
        answer = ask_code(form, 429, wait=wait_words(error.retry_after))
        answer.headers["Retry-After"] = str(error.retry_after)
    except BusyError as error:
        answer = ask_code(form, 503, note="busy", wait=wait_words(error.retry_after))
        answer.headers["Retry-After"] = str(error.retry_after)
    else:
        return ask_code(form) if opened is None else _opened(opened, now)
    return answer


@bp.get("/stemmen/<slug>/kiezen")
def ballot(slug: str) -> ResponseReturnValue:
    """Show the ballot that is open in this browser, or that of a peiling."""
    poll, now = queries.get_public_poll(get_read_session(), slug), clock.now()
    if obstacle := obstacle_at(queries.status(poll, now)):
        return show_obstacle(poll, obstacle, now=now)
    return _ballot_page(poll, BallotForm(formdata=None), _mine(poll, now), now)


@bp.post("/stemmen/<slug>/kiezen")
def vote(slug: str) -> ResponseReturnValue:
    """Count what was tapped, and show the receipt."""
    poll, now = queries.get_public_poll(get_read_session(), slug), clock.now()
    if obstacle := obstacle_at(queries.status(poll, now)):
        return show_obstacle(poll, obstacle, now=now, status=_CONFLICT)
    mine, form = _mine(poll, now), BallotForm()
    options = queries.options_of(get_read_session(), poll)
    choice = _choice(poll, form, len(options))
    if mine is None or choice is None:
        return _ballot_page(poll, form, mine, now)
    try:
        _store(poll, mine, choice, now)
    except tuple(_OBSTACLES) as error:
        obstacle = _OBSTACLES[type(error)]
        receipt = mine.receipt_for(choice) if obstacle is Obstacle.TWICE else b""
        return show_obstacle(poll, obstacle, now=now, status=_CONFLICT, receipt=receipt)
    return show_counted(poll, options, choice, mine.receipt_for(choice))


def _opener(now: datetime) -> Callable[[str], Opened | Poll]:
    """Return what opens a code: a poll alone is that of a proof letter."""

    def open_it(typed: str) -> Opened | Poll:
        lock, source = current_lock(), network_of(request.remote_addr)
        proof = find_proof(get_read_session(), lock.secret_key, parse_code(typed))
        return proof or open_code(parts().database, typed, lock=lock, source=source, now=now)

    return open_it


def _opened(opened: Opened | Poll, now: datetime) -> ResponseReturnValue:
    if isinstance(opened, Poll):
        return show_proof(opened, options_of(get_read_session(), opened))
    poll = poll_with_id(get_read_session(), opened.poll_id)
    obstacle = obstacle_at(queries.status(poll, now), opened.state, is_closed=opened.is_closed)
    if obstacle is not None:
        return show_obstacle(poll, obstacle, now=now)
    answer = make_response(redirect(url_for("voting.ballot", slug=poll.slug), code=303))
    hold(answer, opened, now=now)
    return answer


def _mine(poll: Poll, now: datetime) -> Held | Ticket | None:
    return find_ticket(poll) if poll.access is Access.OPEN else find_held(poll, now=now)


def _choice(poll: Poll, form: BallotForm, options: int) -> Choice | None:
    """Return what was chosen; None when it can't be counted, and the form says why."""
    if not form.validate_on_submit():
        return None
    try:
        return make_choice(form.numbers, blank=form.blank, options=options, most=poll.max_choices)
    except ChoiceError as error:
        add_error(form.choice, choice_words(error, chosen=len(form.numbers), most=poll.max_choices))
    return None


def _ballot_page(
    poll: Poll, form: BallotForm, mine: Held | Ticket | None, now: datetime
) -> ResponseReturnValue:
    session, is_sent = get_read_session(), request.method == "POST"
    if mine is None and poll.access is Access.LETTERS:
        return ask_code(TypedCodeForm(formdata=None), 422 if is_sent else 200, note="expired")
    found = find_ballot(session, poll.id or 0, mine.ballot_id) if mine else None
    if found is not None and found.closed:
        return show_obstacle(poll, Obstacle.ON_PAPER, now=now)
    if mine is None and is_sent and not form.errors:
        add_error(form.choice, _("Uw keuze is nog niet geteld. Tik nog een keer."))
    voted = found is not None and is_voted(found)
    answer = show_ballot(poll, options_of(session, poll), form, has_voted=voted)
    if mine is None:
        give_ticket(answer, poll, now=now)
    return answer


def _store(poll: Poll, mine: Held | Ticket, choice: Choice, now: datetime) -> None:
    """Store the vote, in a transaction that ends before any page is made."""

    def put(session: Session) -> None:
        if isinstance(mine, Held):
            cast(session, poll, mine, choice, mine.receipt, now)
        else:
            receipt = mine.receipt_for(choice)
            cast_as_browser(session, poll, mine.ballot_id, choice, receipt, now)

    voting_line(current_app).put(put)
