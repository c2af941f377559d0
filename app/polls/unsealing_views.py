"""Staff open a result, record what a lot or advice brought, and print ballots to vote on."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.moderation.access import MODERATORS
from app.polls import access, result_services, result_words, showing
from app.polls.ballot_papers import ballot_papers_pdf
from app.polls.models import Poll
from app.polls.outcome import Decider
from app.polls.paper_services import NoPaperError
from app.polls.result_forms import DecideForm, OpenResultForm
from app.polls.result_showing import ResultView, result_view
from app.staff import signin
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.security import keep_private

bp = Blueprint("poll_unsealing", __name__, url_prefix="/team/stemmingen/<ref>")


@bp.route("/uitslag", methods=["GET", "POST"])
@requires(*MODERATORS)
def unseal(ref: str) -> ResponseReturnValue:
    """Show what keeps the result from opening, without a number; open it."""
    session = get_session()
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    if poll.result_at is not None:
        return redirect(url_for(".opened", ref=ref), code=303)
    obstacle = result_services.obstacle_of(session, poll, clock.now())
    faults = result_services.faults_of(session, poll) if obstacle is None else ()
    form = OpenResultForm()
    if obstacle is not None or not form.check(faults):
        status = 422 if form.errors else 200
        page = render_template(
            "polls/team_unseal.html",
            poll=poll, form=form, obstacle=obstacle, faults=faults, words=result_words,
        )  # fmt: skip
        return page, status
    result_services.open_result(
        session, poll, actor=signin.member().ref, now=clock.now(), reason=form.reason.data or ""
    )
    session.commit()
    parts().database.truncate_log()
    flash(_("De uitslag is open voor iedereen."), "done")
    return redirect(url_for(".opened", ref=ref), code=303)


@bp.get("/uitslag/open")
@requires(*MODERATORS)
def opened(ref: str) -> ResponseReturnValue:
    """Show an opened result to staff, with what they still have to do."""
    session = get_read_session()
    poll = access.get_poll(session, signin.scope(), ref)
    view = result_view(session, poll)
    return _opened_page(poll, view, _decide_form(view))


@bp.post("/uitslag/gelijk")
@requires(*MODERATORS)
def decide(ref: str) -> ResponseReturnValue:
    """Record which option the lot or the advice brought."""
    session = get_session()
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    view = result_view(session, poll)
    form = _decide_form(view)
    if not form.validate():
        return _opened_page(poll, view, form), 422
    result_services.decide_tie(
        session,
        poll,
        form.number.data,
        note=form.note.data or "",
        actor=signin.member().ref,
        now=clock.now(),
    )
    session.commit()
    flash(_("Bewaard. Iedereen kan dit nu lezen."), "done")
    return redirect(url_for(".opened", ref=ref), code=303)


@bp.get("/stembiljet.pdf")
@requires(*MODERATORS)
def ballot_papers(ref: str) -> ResponseReturnValue:
    """Send ballots to print, two on a sheet."""
    return _ballot_papers(ref, is_large=False)


@bp.get("/stembiljet-groot.pdf")
@requires(*MODERATORS)
def large_ballot_papers(ref: str) -> ResponseReturnValue:
    """Send ballots to print, in large print."""
    return _ballot_papers(ref, is_large=True)


def _ballot_papers(ref: str, *, is_large: bool) -> Response:
    session = get_read_session()
    poll = access.get_poll(session, signin.scope(), ref)
    options = showing.options_of(session, poll)
    if not poll.has_paper or not options:
        raise NoPaperError(ref)
    pdf = ballot_papers_pdf(poll, options, parts().storage, is_large=is_large)
    response = Response(pdf, mimetype="application/pdf")
    name = f"stembiljet-{poll.slug}{'-groot' if is_large else ''}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return keep_private(response)


def _decide_form(view: ResultView) -> DecideForm:
    form = DecideForm()
    form.offer([(number, view.titles[number]) for number in view.figures.outcome.candidates])
    return form


def _opened_page(poll: Poll, view: ResultView, form: DecideForm) -> str:
    outcome = view.figures.outcome
    waits = outcome.decider in {Decider.LOT, Decider.COUNCIL} and view.result.tie_winner is None
    return render_template(
        "polls/team_opened.html",
        poll=poll, view=view, form=form if waits else None, words=result_words,
    )  # fmt: skip
