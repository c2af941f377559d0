"""The pages of somebody who votes, as answers: what each template gets."""

from collections.abc import Sequence
from datetime import datetime
from random import SystemRandom

from flask import Response, make_response, render_template
from flask_babel import gettext as _

from app.polls.holding import let_go
from app.polls.models import Poll, PollOption
from app.polls.receipts import write_receipt
from app.polls.rules import BLANK, Choice, numbers_in
from app.polls.showing import OptionView
from app.polls.voting_forms import BallotForm
from app.polls.voting_rules import Obstacle
from app.web.typed_codes import TypedCodeForm

_OK = 200
_INVALID = 422
_LOTS = SystemRandom()


def ask_code(
    form: TypedCodeForm,
    status: int = _OK,
    *,
    from_picture: bool = False,
    note: str = "",
    wait: str = "",
) -> Response:
    """Return the page that asks for the code of a letter.

    from_picture: it is the page of the QR code. note: `expired` or `busy`, if there is more to
    say. wait: how long until the next try.
    """
    page = render_template(
        "polls/code.html", form=form, from_picture=from_picture, note_on=note, wait=wait
    )
    wrong = status == _OK and form.errors
    return make_response(page, _INVALID if wrong else status)


def show_ballot(
    poll: Poll, options: Sequence[OptionView], form: BallotForm, *, has_voted: bool
) -> Response:
    """Return the ballot, its options in an order that is drawn by lot and kept nowhere."""
    page = render_template(
        "polls/ballot.html",
        poll=poll,
        options=draw_lots(options),
        form=form,
        has_voted=has_voted,
    )
    return make_response(page, _INVALID if form.errors else _OK)


def show_proof(poll: Poll, options: Sequence[OptionView]) -> Response:
    """Return the ballot as who holds a proof letter sees it: it sends nothing."""
    return make_response(render_template("polls/proof.html", poll=poll, options=draw_lots(options)))


def draw_lots(options: Sequence[OptionView]) -> list[OptionView]:
    """Return the options in an order drawn by lot."""
    return _LOTS.sample(options, len(options))


def show_counted(
    poll: Poll, options: Sequence[PollOption], choice: Choice, receipt: bytes
) -> Response:
    """Return the page that says what was counted; the ballot closes in this browser."""
    page = render_template(
        "polls/counted.html",
        poll=poll,
        chosen=words_of(options, choice),
        receipt=write_receipt(receipt),
    )
    response = make_response(page)
    let_go(response)
    return response


def words_of(options: Sequence[PollOption], choice: Choice) -> list[str]:
    """Return what was chosen, by number and title."""
    if choice == BLANK:
        return [_("Blanco")]
    titles = {option.number: option.title for option in options}
    return [f"{number}. {titles[number]}" for number in numbers_in(choice)]


def show_obstacle(
    poll: Poll, obstacle: Obstacle, *, now: datetime, status: int = _OK, receipt: bytes = b""
) -> Response:
    """Return the page that says kindly why one can't vote, and what one can do."""
    page = render_template(
        "polls/not_now.html",
        poll=poll,
        obstacle=obstacle.value,
        opened=poll.opens_at <= now,
        receipt=write_receipt(receipt) if receipt else "",
    )
    response = make_response(page, status)
    let_go(response)
    return response
