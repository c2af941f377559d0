"""Two people count paper ballots in packs; what one typed is shown to nobody."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.moderation.access import MODERATORS
from app.polls import access, pack_services, queries, result_queries
from app.polls.models import PaperBatch, Poll
from app.polls.pack_services import PackCountError, PackVerdict
from app.polls.paper_services import NoPaperError
from app.polls.result_forms import CountForm, count_form
from app.polls.rules import ChoiceError
from app.staff import signin
from app.staff.queries import names_of
from app.web.access import requires
from app.web.db_session import get_read_session, get_session

bp = Blueprint("poll_packs", __name__, url_prefix="/team/stemmingen/<ref>/tellen")


@bp.get("")
@requires(*MODERATORS)
def packs(ref: str) -> ResponseReturnValue:
    """Show the packs and who counted them."""
    session = get_read_session()
    poll = _poll(session, ref)
    found = result_queries.paper_batches(session, poll)
    who = {name for pack in found for name in (pack.counted_by, pack.confirmed_by) if name}
    return render_template(
        "polls/team_packs.html",
        poll=poll,
        packs=found,
        names=names_of(session, sorted(who)),
        count=result_queries.find_paper_count(session, poll),
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@requires(*MODERATORS)
def add(ref: str) -> ResponseReturnValue:
    """Type the first count of a pack."""
    session = get_session()
    poll = _poll(session, ref)
    form = _form(session, poll)
    if not form.validate_on_submit():
        return _page(poll, form)
    try:
        pack = pack_services.count_new(
            session, poll, form.to_lines(), actor=signin.member().ref, now=clock.now()
        )
    except (PackCountError, ChoiceError) as error:
        return _refused(poll, form, error)
    session.commit()
    flash(_("Pak %(number)s is geteld. Nu telt iemand anders het ook.", number=pack.number), "done")
    return redirect(url_for(".packs", ref=ref), code=303)


@bp.route("/<pack_ref>", methods=["GET", "POST"])
@requires(*MODERATORS)
def again(ref: str, pack_ref: str) -> ResponseReturnValue:
    """Type another count of a pack, without seeing the one before."""
    session = get_session()
    poll = _poll(session, ref)
    pack = pack_services.get_pack(session, poll, pack_ref)
    form = _form(session, poll)
    if not form.validate_on_submit():
        return _page(poll, form, pack)
    actor, lines = signin.member().ref, form.to_lines()
    try:
        verdict = pack_services.count_again(
            session, poll, pack, lines, actor=actor, now=clock.now()
        )
    except (PackCountError, ChoiceError) as error:
        return _refused(poll, form, error, pack)
    session.commit()
    flash(*_told(verdict, pack.number))
    return redirect(url_for(".packs", ref=ref), code=303)


@bp.post("/<pack_ref>/vervalt")
@requires(*MODERATORS)
def drop(ref: str, pack_ref: str) -> ResponseReturnValue:
    """Forget a pack, so that it can be counted anew."""
    session = get_session()
    poll = _poll(session, ref)
    pack = pack_services.get_pack(session, poll, pack_ref)
    pack_services.drop_pack(session, poll, pack, actor=signin.member().ref, now=clock.now())
    session.commit()
    flash(_("Pak %(number)s telt niet meer mee. Tel het opnieuw.", number=pack.number), "done")
    return redirect(url_for(".packs", ref=ref), code=303)


def _poll(session: Session, ref: str) -> Poll:
    poll = access.get_poll_to_change(session, signin.scope(), ref)
    if not poll.has_paper:
        raise NoPaperError(ref)
    return poll


def _form(session: Session, poll: Poll) -> CountForm:
    titles = [(each.number, each.title) for each in queries.options_of(session, poll)]
    return count_form(titles, poll.max_choices)


def _page(poll: Poll, form: CountForm, pack: PaperBatch | None = None) -> ResponseReturnValue:
    page = render_template("polls/team_count.html", poll=poll, form=form, pack=pack)
    return page, 422 if request.method == "POST" else 200


def _refused(
    poll: Poll, form: CountForm, error: PackCountError | ChoiceError, pack: PaperBatch | None = None
) -> ResponseReturnValue:
    """Say what is wrong with a count at its first field."""
    reasons = {
        "none": _("Vul in hoeveel papieren er zijn."),
        "too_many": _("Dit zijn te veel papieren of te veel keuzes."),
        "unknown": _("Er staat een keuze die niet bestaat."),
    }
    told = reasons.get(error.reason, _("Deze telling kan niet kloppen."))
    field = next(each for each in form if each.type != "CSRFTokenField")
    field.errors = [told]
    return _page(poll, form, pack)


def _told(verdict: PackVerdict, number: int) -> tuple[str, str]:
    if verdict is PackVerdict.CONFIRMED:
        return _("De tellingen zijn gelijk. Pak %(number)s is klaar.", number=number), "done"
    if verdict is PackVerdict.DIFFERENT:
        return (
            _("De tellingen verschillen. Tel pak %(number)s allebei opnieuw.", number=number),
            "warning",
        )
    return _("Uw telling van pak %(number)s is bewaard.", number=number), "done"
