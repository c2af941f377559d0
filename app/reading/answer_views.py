"""The answer clock: how fast stories are answered, and what was decided about them."""

from datetime import date, timedelta
from typing import Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import clock
from app.core.dates import local_day, morning_of
from app.moderation.words import GROUNDS
from app.monitor import answer_queries as queries
from app.monitor.answer_queries import Month, Waiting
from app.monitor.answer_rules import lines_of, months_before, tellable
from app.programme.queries import closed_days, districts
from app.web.context import parts
from app.web.db_session import get_read_session
from app.web.kept import public_page

#: So many months are told, the present one among them.
MONTHS: Final = 12

ACTIONS: Final = {
    "story.published": _l("Op de website gezet"),
    "story.council_only": _l("Alleen voor het beraad"),
    "story.refused": _l("Geweigerd"),
    "story.objected": _l("Bezwaar van de verteller"),
    "story.redacted": _l("Woorden verborgen of weer getoond"),
    "story.photo_blurred": _l("Foto wazig gemaakt"),
}

bp = Blueprint("answers", __name__)


@bp.get("/antwoorden")
@public_page
def index() -> ResponseReturnValue:
    """Show how long answers take, what waits, and what was decided: counts, nobody's words."""
    session, today = get_read_session(), local_day(clock.now())
    months = months_before(today, MONTHS)
    # A day too many; months are told apart by the day it was here.
    start = morning_of(months[-1] - timedelta(days=1))
    names = {row.id or 0: row.name for row in districts(session)}
    told = queries.cases(session, start, today, closed_days(session))
    waits = queries.waiting(session, today)
    done = queries.moderated(session, start)
    return render_template(
        "reading/answers.html",
        lines=lines_of(told, months, list(names), parts().settings.answer_days),
        names=list(names.values()),
        waiting=Waiting(
            sum(each.open for each in waits.values()),
            sum(each.overdue for each in waits.values()),
        ),
        waiting_rows=_waiting_rows(waits, names),
        log=[_log_rows(done[month]) for month in months if month in done],
        answer_days=parts().settings.answer_days,
        this_month=months[0],
    )


def _waiting_rows(
    waits: dict[int | None, Waiting], names: dict[int, str]
) -> list[tuple[str, str, str]]:
    """Return (district, open, overdue) in words; what could point at somebody isn't told."""
    mine = [waits.get(district_id, Waiting(0, 0)) for district_id in names]
    nowhere = waits.get(None, Waiting(0, 0))
    opened = _told([each.open for each in mine], nowhere.open)
    late = _told([each.overdue for each in mine], nowhere.overdue)
    return list(zip(names.values(), opened, late, strict=True))


def _log_rows(month: Month) -> tuple[date, list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the month, its actions and the grounds of its refusals, with counts in words."""
    actions = [month.actions.get(action, 0) for action in ACTIONS]
    grounds = [month.grounds.get(ground, 0) for ground in GROUNDS]
    return (
        month.first,
        list(zip(map(str, ACTIONS.values()), map(_count, actions), strict=True)),
        list(zip(map(str, GROUNDS.values()), _told(grounds), strict=True)) if any(grounds) else [],
    )


def _told(counts: list[int], rest: int = 0) -> list[str]:
    """Return counts in words beside a sum that everybody knows."""
    _whole, shown = tellable(counts, rest)
    few = str(_("niet getoond"))
    return [str(count) if told else few for count, told in zip(counts, shown, strict=True)]


def _count(count: int) -> str:
    """Return one count in words."""
    return _told([count])[0]
