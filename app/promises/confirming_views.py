"""Residents answer "Is dit wat er beloofd was?": anybody in a browser, or with a letter's code."""

from datetime import timedelta
from typing import Final

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.attempts import network_of
from app.core.errors import BusyError, NotFoundError, TooManyTriesError
from app.polls.models import Poll
from app.polls.opening import Opened, open_code
from app.polls.rules import Access, CodeState
from app.promises import confirming_queries, decision_queries, queries
from app.promises.asking import answer_of, reopen_rule, thanks, voice_for
from app.promises.confirming_services import Answer, confirm
from app.promises.models import Promise
from app.promises.resident_forms import CodeVerdictForm, VerdictForm
from app.promises.rules import PromiseStatus, StepNotAllowedError, VoiceKind
from app.web.context import parts
from app.web.cookies import read_cookie, set_cookie
from app.web.db_session import get_read_session, get_session
from app.web.drafts import new_token
from app.web.fields import add_error
from app.web.logs import say_nothing
from app.web.security import csrf, keep_private
from app.web.typed_codes import current_lock, opened_by, wait_words

#: Holds random letters, so that one browser answers once.
COOKIE: Final = "mening"
LASTS: Final = timedelta(days=365)
_CONFLICT: Final = 409
_TOO_MANY: Final = 429
_BUSY: Final = 503

bp = Blueprint("promise_voices", __name__, url_prefix="/beloofd/<ref>")
# Each form checks its own token, and keeps what was typed when that fails.
csrf.exempt(bp)
bp.after_request(keep_private)
bp.after_request(say_nothing)


@bp.route("/klopt-het", methods=["GET", "POST"])
def ask(ref: str) -> ResponseReturnValue:
    """Ask anybody; what this browser said before stands there, and can be changed."""
    reading = get_read_session()
    promise, form = queries.get_promise(reading, ref), VerdictForm()
    token = read_cookie(COOKIE)
    if not form.is_submitted():
        _show_again(reading, promise, form, token)
    if not form.validate_on_submit() or promise.status is not PromiseStatus.DONE:
        return _page("promises/ask.html", promise, form)
    token = token or new_token()
    try:
        answer = answer_of(form, promise, VoiceKind.BROWSER, token)
        reopened = _store(ref, answer)
    except StepNotAllowedError:
        return _page("promises/ask.html", queries.get_promise(reading, ref), form)
    flash(thanks(reopened=reopened, counts=False), "done")
    response = make_response(redirect(url_for(".ask", ref=ref), code=303))
    set_cookie(response, COOKIE, token, lasts=LASTS)
    return response


@bp.route("/met-code", methods=["GET", "POST"])
def ask_with_code(ref: str) -> ResponseReturnValue:
    """Ask somebody with the voting code of a letter; that answer counts."""
    reading = get_read_session()
    promise = queries.get_promise(reading, ref)
    poll = decision_queries.poll_of(reading, promise)
    if poll is None or poll.access is not Access.LETTERS:
        raise NotFoundError(ref)
    form = CodeVerdictForm()
    if not form.validate_on_submit() or promise.status is not PromiseStatus.DONE:
        return _page("promises/ask_with_code.html", promise, form)
    try:
        opened = opened_by(form, _open, _("Deze code klopt niet. Kijk hem nog een keer na."))
    except (TooManyTriesError, BusyError) as error:
        return _wait(promise, form, error)
    if opened is None or not _may_answer(opened, poll, form):
        return _page("promises/ask_with_code.html", promise, form)
    try:
        # The ballot's id leads to no code, and since the result opened to no ballot either.
        answer = answer_of(form, promise, VoiceKind.CODE, opened.ballot_id.hex())
        reopened = _store(ref, answer)
    except StepNotAllowedError:
        return _page("promises/ask_with_code.html", queries.get_promise(reading, ref), form)
    flash(thanks(reopened=reopened, counts=True), "done")
    return redirect(url_for(".ask", ref=ref), code=303)


def _open(typed: str) -> Opened:
    return open_code(
        parts().database,
        typed,
        lock=current_lock(),
        source=network_of(request.remote_addr),
        now=clock.now(),
    )


def _store(ref: str, answer: Answer) -> bool:
    """Store the answer and return whether the promise is open again by it."""
    session = get_session()
    promise = queries.get_promise(session, ref)
    reopened = confirm(session, promise, answer, rule=reopen_rule(), now=clock.now())
    session.commit()
    return reopened


def _show_again(session: Session, promise: Promise, form: VerdictForm, token: str | None) -> None:
    if token is None:
        return
    voice = voice_for(promise, VoiceKind.BROWSER, token)
    said = confirming_queries.find_answer(session, promise, voice)
    if said is not None:
        form.verdict.data, form.why.data = said.verdict.value, said.why


def _may_answer(opened: Opened, poll: Poll, form: CodeVerdictForm) -> bool:
    if opened.poll_id != poll.id:
        add_error(form.code, _("Deze code is van een andere stemming."))
    elif opened.state is not CodeState.ISSUED:
        add_error(form.code, _("Deze brief is vervangen. Gebruik de code van uw nieuwe brief."))
    return not form.code.errors


def _wait(
    promise: Promise, form: CodeVerdictForm, error: TooManyTriesError | BusyError
) -> ResponseReturnValue:
    status = _TOO_MANY if isinstance(error, TooManyTriesError) else _BUSY
    wait = wait_words(error.retry_after)
    response = _page("promises/ask_with_code.html", promise, form, status=status, wait=wait)
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _page(
    template: str, promise: Promise, form: VerdictForm, *, status: int | None = None, wait: str = ""
) -> Response:
    """Return the form; 409 when somebody answers what is open again."""
    session = get_read_session()
    poll = decision_queries.poll_of(session, promise)
    is_done = promise.status is PromiseStatus.DONE
    page = render_template(
        template,
        form=form,
        promise=promise,
        is_done=is_done,
        poll=poll,
        has_code=poll is not None and poll.access is Access.LETTERS,
        has_card=queries.count_stories(session, promise) > 0,
        wait=wait,
    )
    wrong = _CONFLICT if form.is_submitted() and not is_done else 422 if form.errors else 200
    return make_response(page, status or wrong)
