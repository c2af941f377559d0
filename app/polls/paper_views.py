"""Staff type the stubs that come with paper votes; pages here tell nothing of any choice."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session
from werkzeug.exceptions import BadRequest

from app.core import clock
from app.core.attempts import WrongCodeError
from app.core.codes import CodeError
from app.core.errors import TooManyTriesError
from app.moderation.access import MODERATORS
from app.polls import access, paper_services, queries, result_queries, result_words
from app.polls.casting import forget_order
from app.polls.models import Poll
from app.polls.opening import Opened, open_code
from app.polls.paper_services import NoPaperError, StubVerdict
from app.polls.result_forms import StubForm, SureForm
from app.polls.rules import PollStatus
from app.staff import signin
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error
from app.web.security import keep_private
from app.web.typed_codes import code_words, current_lock, wait_words

bp = Blueprint("poll_paper", __name__, url_prefix="/team/stemmingen/<ref>/papier")


@bp.get("")
@requires(*MODERATORS)
def stubs(ref: str) -> ResponseReturnValue:
    """Show where to type a stub, and how many there are."""
    session = get_read_session()
    return _page(session, _poll(session, ref), StubForm())


@bp.post("")
@requires(*MODERATORS)
def take(ref: str) -> ResponseReturnValue:
    """Take in a stub; when it isn't right, say why and ask whether an envelope came with it."""
    _poll(get_read_session(), ref)
    form = StubForm()
    opened = _open(form) if form.validate() else None
    if form.errors:
        session = get_read_session()
        return _page(session, _poll(session, ref), form, status=422)
    session = get_session()
    poll = _poll(session, ref)
    verdict = paper_services.take_stub(session, poll, opened, now=clock.now())
    if verdict is not StubVerdict.ACCEPTED:
        session.rollback()
        return _page(get_read_session(), poll, form, verdict=verdict, status=422)
    session.commit()
    forget_order(parts().database)
    flash(_("Aangenomen. Leg de envelop bij de goede."), "done")
    return redirect(url_for(".stubs", ref=ref), code=303)


@bp.post("/weigeren")
@requires(*MODERATORS)
def refuse(ref: str) -> ResponseReturnValue:
    """Count an envelope that stays closed."""
    try:
        verdict = StubVerdict(request.form.get("reden", ""))
    except ValueError as error:
        raise BadRequest from error
    if verdict is StubVerdict.ACCEPTED:
        raise BadRequest
    session = get_session()
    poll, actor = _poll(session, ref), signin.member().ref
    paper_services.refuse_envelope(session, poll, verdict, actor=actor, now=clock.now())
    session.commit()
    flash(_("Geweigerd. Houd deze envelop dicht en apart."), "done")
    return redirect(url_for(".stubs", ref=ref), code=303)


@bp.post("/verwerken")
@requires(*MODERATORS)
def apply(ref: str) -> ResponseReturnValue:
    """Close the ballots of most stubs that wait."""
    session = get_session()
    poll, actor = _poll(session, ref), signin.member().ref
    count = paper_services.apply_stubs(session, poll, actor=actor, now=clock.now())
    session.commit()
    forget_order(parts().database)
    flash(ngettext("%(num)s strookje verwerkt.", "%(num)s strookjes verwerkt.", count), "done")
    return redirect(url_for(".stubs", ref=ref), code=303)


@bp.route("/klaar", methods=["GET", "POST"])
@requires(*MODERATORS)
def finish(ref: str) -> ResponseReturnValue:
    """Ask whether these were the last stubs; then the envelopes may be opened."""
    form = SureForm()
    session = get_session()
    poll = _poll(session, ref)
    if not form.validate_on_submit():
        return render_template("polls/team_paper_done.html", poll=poll, form=form)
    paper_services.complete(session, poll, actor=signin.member().ref, now=clock.now())
    session.commit()
    forget_order(parts().database)
    flash(_("Klaar. De enveloppen mogen nu open."), "done")
    return redirect(url_for("poll_packs.packs", ref=ref), code=303)


def _poll(session: Session, ref: str) -> Poll:
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    if not poll.has_paper:
        raise NoPaperError(ref)
    return poll


def _open(form: StubForm) -> Opened | None:
    """Return what the typed code opens; what is no code at all is told at the field."""
    try:
        return open_code(
            parts().database,
            form.code.data or "",
            lock=current_lock(),
            source=f"team:{signin.member().ref}",
            now=clock.now(),
        )
    except WrongCodeError:
        return None
    except CodeError as error:
        add_error(form.code, code_words(error))
    except TooManyTriesError as error:
        wait = wait_words(error.retry_after)
        add_error(form.code, _("Te vaak een foute code. Wacht %(time)s.", time=wait))
    return None


def _page(
    session: Session,
    poll: Poll,
    form: StubForm,
    *,
    verdict: StubVerdict | None = None,
    status: int = 200,
) -> Response:
    waiting = paper_services.waiting_stubs(session, poll)
    count = result_queries.find_paper_count(session, poll)
    page = render_template(
        "polls/team_paper.html",
        poll=poll,
        form=form,
        waiting=waiting,
        count=count,
        can_apply=paper_services.can_apply(waiting),
        is_counting=queries.status(poll, clock.now()) is PollStatus.COUNTING,
        verdict=verdict,
        words=result_words,
    )
    return keep_private(Response(page, status=status))
