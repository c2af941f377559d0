"""The page on which residents answer the questions of the round, without anybody knowing who."""

import re
from datetime import timedelta
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.dates import local_day
from app.core.errors import NotFoundError
from app.enquiry import queries, services
from app.enquiry.answering import Asked, asked_now, form_for, is_other_version, reply_of
from app.enquiry.forms import AnswerForm, nothing_words
from app.enquiry.rules import NothingAnsweredError, ReplyChannel
from app.programme import queries as programme
from app.web.cookies import read_cookie, set_cookie
from app.web.db_session import get_read_session, get_session
from app.web.drafts import new_token
from app.web.logs import say_nothing
from app.web.security import csrf, keep_private

_TOKEN: Final = re.compile(r"[\w-]{43}")

bp = Blueprint("enquiry", __name__, url_prefix="/vragen")
# The form checks its own token, and keeps what was typed when that fails.
csrf.exempt(bp)
bp.after_request(keep_private)
bp.after_request(say_nothing)


@bp.get("")
def show() -> ResponseReturnValue:
    """Show the questions of the round, all on one page; none has to be answered."""
    asked = asked_now(get_read_session())
    if asked is None:
        return render_template("enquiry/none.html")
    districts = list(programme.districts(get_read_session()))
    return _page(asked, form_for(asked, districts))


@bp.post("")
def send() -> ResponseReturnValue:
    """Store the answers; those that this browser gave before are replaced."""
    session = get_session()
    asked = asked_now(session)
    if asked is None:
        raise NotFoundError("enquiry")
    districts, token = list(programme.districts(session)), _token(asked)
    form = form_for(asked, districts)
    is_valid = form.validate_on_submit()
    if is_other_version(form, asked):
        return _page(asked, form, 409)
    if not is_valid:
        return _page(asked, form, 422)
    if token is None:
        return _page(
            asked, form, 422, problem=_("Uw antwoorden zijn er nog niet. Tik nog een keer.")
        )
    source = services.source_of(asked.round, token)
    try:
        services.take_reply(
            session, asked.enquiry, reply_of(form, districts, ReplyChannel.PHONE, source),
            now=clock.now(),
        )  # fmt: skip
    except NothingAnsweredError:
        return _page(asked, form, 422, problem=nothing_words())
    session.commit()
    return redirect(url_for(".thanks"), code=303)


@bp.get("/bedankt")
def thanks() -> ResponseReturnValue:
    """Say that the answers count."""
    return render_template("enquiry/thanks.html")


def _page(asked: Asked, form: AnswerForm, status: int = 200, *, problem: str = "") -> Response:
    token = _token(asked)
    answered = token is not None and (
        queries.find_reply(get_read_session(), services.source_of(asked.round, token)) is not None
    )
    page = render_template(
        "enquiry/show.html",
        asked=asked,
        form=form,
        problem=problem,
        answered=answered and request.method == "GET",
        has_changed=status == 409,  # noqa: PLR2004 - HTTP
        left_over=_left_over(form),
    )
    response = make_response(page, status)
    if token is None:
        left = asked.round.ends_on - local_day(clock.now())
        set_cookie(response, _cookie(asked), new_token(), lasts=left + timedelta(days=1))
    return response


def _left_over(form: AnswerForm) -> list[str]:
    """Return words that were typed at questions which are asked no more."""
    sent = request.form.items()
    return [
        words for name, words in sent if name.startswith("q_") and name not in form and " " in words
    ]


def _token(asked: Asked) -> str | None:
    kept = read_cookie(_cookie(asked)) or ""
    return kept if _TOKEN.fullmatch(kept) else None


def _cookie(asked: Asked) -> str:
    return f"vragen-{asked.enquiry.round_id}"
