"""The monitor: figures about stories for staff, and those of them that everybody may see."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.dates import local_day
from app.core.errors import NotFoundError
from app.monitor import charts, triangle
from app.monitor import figures_queries as queries
from app.monitor.export_access import export_scope
from app.monitor.figures_rules import Period, month_before, of_districts, periods, quarter_of
from app.monitor.figures_showing import Names, show, show_speed
from app.monitor.word_queries import standing_words
from app.monitor.word_rules import LEAST_TELLERS, About
from app.programme import queries as programme_queries
from app.programme.models import District
from app.staff.rules import Role, Scope
from app.suggesting import queries as suggesting
from app.suggesting.services import switch
from app.web.access import acting_person, requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.forms import KeptForm
from app.web.kept import public_page

#: Who sees the figures: of the own districts, or of all.
READERS: Final = frozenset(
    {Role.DISTRICT_MANAGER.value, Role.RESEARCHER.value, Role.ADMINISTRATOR.value}
)
_MONTHLY: Final = "maand"
_MONTHS: Final = 12
_QUARTERS: Final = 8
_PUBLIC_QUARTERS: Final = 5

bp = Blueprint("figures", __name__)


@bp.get("/cijfers")
@public_page
def public() -> ResponseReturnValue:
    """Show what is safe to tell everybody: whole months only, so that no one story is seen come."""
    session = get_read_session()
    last = month_before(local_day(clock.now()))
    told = periods(last, _PUBLIC_QUARTERS, months=3)
    page = _page(session, None, told)
    return render_template("monitor/public.html", last=last, **page)


@bp.get("/team/monitor")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Show the figures of the districts of who is signed in."""
    session, scope = get_read_session(), export_scope()
    mine = [each for each in programme_queries.districts(session) if scope.covers(each.id)]
    chosen = _chosen(mine)
    ids = None if scope.everything and chosen is None else _ids([chosen] if chosen else mine)
    is_monthly = request.args.get("per") == _MONTHLY
    today = local_day(clock.now())
    told = periods(today, _MONTHS, months=1) if is_monthly else periods(today, _QUARTERS, months=3)
    learned = suggesting.find_learned(session)
    return render_template(
        "monitor/index.html",
        mine=mine,
        chosen=chosen,
        is_everything=ids is None,
        is_monthly=is_monthly,
        speed=_speed(session, ids, told, today),
        answer_days=parts().settings.answer_days,
        suggests=suggesting.is_on(session),
        trial=learned.trial if learned else None,
        form=KeptForm(),
        **_page(session, ids, told),
    )


@bp.post("/team/monitor/suggesties")
@requires(Role.ADMINISTRATOR.value)
def suggestions() -> ResponseReturnValue:
    """Switch suggested clusters on or off."""
    if not KeptForm().validate():
        return redirect(url_for(".index", _anchor="suggesties"), code=303)
    on = request.form.get("aan") == "ja"
    session = get_session()
    switch(session, on=on, actor=acting_person().ref, now=clock.now())
    session.commit()
    flash(_("Suggesties staan aan.") if on else _("Suggesties staan uit."), "done")
    return redirect(url_for(".index", _anchor="suggesties"), code=303)


def _page(
    session: Session, district_ids: Sequence[int] | None, told: Sequence[Period]
) -> dict[str, Any]:
    """Return what both pages show."""
    districts = [
        each
        for each in programme_queries.districts(session)
        if district_ids is None or each.id in district_ids
    ]
    clusters = programme_queries.clusters(session, retired=False)
    programme = programme_queries.get_programme(session)
    names = Names(clusters, districts, programme_queries.rounds(session))
    counted = of_districts(queries.counts(session), district_ids)
    areas = triangle.areas(programme.municipality, districts)
    return {
        "figures": show(counted, told, names),
        "charts": charts,
        "reached": queries.reached(session),
        "areas": [name for _, name in areas],
        "elements": triangle.elements(programme_queries.indicators(session), clusters, areas),
        "figures_source": programme.texts.get("figures_source", ""),
        "words": _words(session, names, district_ids),
        "least": LEAST_TELLERS,
    }


def _words(
    session: Session, names: Names, district_ids: Sequence[int] | None
) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return for each district (or once for all) its subjects with the words that stand out."""
    found = standing_words(session, district_ids)
    quarter = quarter_of(local_day(clock.now()))
    subjects = [
        (About.PERIOD, quarter.isoformat(), _("Nieuw in dit kwartaal")),
        *((About.CLUSTER, str(each.id), each.short_title) for each in names.clusters),
    ]
    places = [(0, "")] if district_ids is None else [(e.id or 0, e.name) for e in names.districts]
    told = [
        (
            name,
            [
                (title, found[place, about, subject])
                for about, subject, title in subjects
                if (place, about, subject) in found
            ],
        )
        for place, name in places
    ]
    return [(name, rows) for name, rows in told if rows]


def _speed(
    session: Session, district_ids: Sequence[int] | None, told: Sequence[Period], today: date
) -> object:
    scope = (
        Scope(everything=True)
        if district_ids is None
        else Scope(district_ids=frozenset(district_ids))
    )
    late = queries.overdue(session, scope, today)
    counted = of_districts(queries.counts(session, told[0].first), district_ids)
    return show_speed(counted, told, parts().settings.answer_days, late)


def _chosen(mine: Sequence[District]) -> District | None:
    """Return the district that was asked for.

    Raises:
        NotFoundError: it isn't one of these.
    """
    key = request.args.get("wijk", "")
    if not key:
        return None
    for each in mine:
        if each.key == key:
            return each
    raise NotFoundError(key)


def _ids(districts: Sequence[District]) -> list[int]:
    return [each.id or 0 for each in districts]
