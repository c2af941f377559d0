"""Settings: the rounds, and the days on which the municipality is closed."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.dates import in_words, local_day
from app.core.errors import NotFoundError
from app.core.seen import ChangedMeanwhileError
from app.programme import queries, round_services
from app.programme.forms import ClosedDayForm, RoundForm
from app.programme.rules import ADMINISTRATOR, RoundDaysError, RoundsOverlapError
from app.web.access import acting_person, requires
from app.web.db_session import get_session
from app.web.fields import add_error
from app.web.form_pages import show_form

bp = Blueprint("rounds", __name__, url_prefix="/rondes")
days = Blueprint("days", __name__, url_prefix="/gesloten-dagen")


@bp.get("")
@requires(ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Show the rounds, newest first."""
    session = get_session()
    current = queries.current_round(session, local_day(clock.now()))
    return render_template("programme/rounds.html", rounds=queries.rounds(session), current=current)


@bp.route("/nieuw", methods=["GET", "POST"])
@requires(ADMINISTRATOR)
def add() -> ResponseReturnValue:
    """Add a round."""
    form, session = RoundForm(), get_session()
    if not form.validate_on_submit():
        return show_form("programme/round.html", form, {}, row=None)
    try:
        row = round_services.add_round(
            session, form.to_period(), actor=acting_person().ref, now=clock.now()
        )
    except (RoundDaysError, RoundsOverlapError) as error:
        _explain(form, error)
        return show_form("programme/round.html", form, {}, row=None)
    session.commit()
    flash(_("Ronde “%(title)s” is toegevoegd.", title=row.title))
    return redirect(url_for(".index"), code=303)


@bp.route("/<key>", methods=["GET", "POST"])
@requires(ADMINISTRATOR)
def change(key: str) -> ResponseReturnValue:
    """Change a round."""
    session = get_session()
    row = queries.get_round(session, key)
    present, title = round_services.seen_of(row), row.title
    form = RoundForm(data=present)
    if not form.validate_on_submit():
        return show_form("programme/round.html", form, present, row=title)
    period, by, now = form.to_period(), acting_person().ref, clock.now()
    try:
        round_services.change_round(session, row, period, seen=form.seen.data, actor=by, now=now)
    except ChangedMeanwhileError:
        return show_form("programme/round.html", form, present, collided=True, row=title)
    except (RoundDaysError, RoundsOverlapError) as error:
        _explain(form, error)
        return show_form("programme/round.html", form, present, row=title)
    session.commit()
    flash(_("Ronde “%(title)s” is bewaard.", title=row.title))
    return redirect(url_for(".index"), code=303)


@days.route("", methods=["GET", "POST"])
@requires(ADMINISTRATOR)
def closed_days() -> ResponseReturnValue:
    """Show the closed days; on POST add one."""
    form, session = ClosedDayForm(), get_session()
    if form.validate_on_submit():
        day, name = form.to_day()
        round_services.add_closed_day(
            session, day, name, actor=acting_person().ref, now=clock.now()
        )
        session.commit()
        flash(_("%(day)s is toegevoegd.", day=in_words(day).capitalize()))
        return redirect(url_for(".closed_days"), code=303)
    page = render_template(
        "programme/closed_days.html", form=form, days=queries.listed_closed_days(session)
    )
    return page, 422 if form.errors else 200


@days.post("/weg")
@requires(ADMINISTRATOR)
def drop() -> ResponseReturnValue:
    """Make a closed day a working day again."""
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError as error:
        raise NotFoundError("no day") from error
    session = get_session()
    round_services.drop_closed_day(session, day, actor=acting_person().ref, now=clock.now())
    session.commit()
    flash(_("%(day)s is weer een gewone dag.", day=in_words(day).capitalize()))
    return redirect(url_for(".closed_days"), code=303)


def _explain(form: RoundForm, error: RoundDaysError | RoundsOverlapError) -> None:
    if isinstance(error, RoundsOverlapError):
        words = _(
            "Deze dagen horen ook bij een andere ronde: “%(first)s” en “%(second)s”.",
            first=error.first,
            second=error.second,
        )
        add_error(form.starts_on, words)
    elif error.reason == "ends_before_start":
        add_error(form.ends_on, _("De laatste dag ligt vóór de eerste dag."))
    else:
        add_error(form.keep_until, _("Bewaar de verhalen in elk geval tot de laatste dag."))
