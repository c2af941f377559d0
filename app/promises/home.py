"""How promises fare, for the home page: kept in memory until one of them changes."""

from bisect import bisect_left
from datetime import date
from typing import NamedTuple

from sqlmodel import col, func, select

from app.core.versions import PUBLIC
from app.promises.models import Promise
from app.promises.rules import PromiseStatus
from app.web.db_session import get_read_session
from app.web.kept import kept_fact


class PromiseFigures(NamedTuple):
    """How many promises there are, and how many are overdue."""

    made: int
    late: int


def promise_figures(today: date) -> PromiseFigures:
    """Return how the promises stand today."""
    made, open_days = kept_fact("promise figures", PUBLIC, _read)
    return PromiseFigures(made, bisect_left(open_days, today))


def _read() -> tuple[int, list[date]]:
    """Return how many promises there are, and the days of those that are open, in order."""
    session = get_read_session()
    open_days = select(col(Promise.due_on)).where(Promise.status == PromiseStatus.OPEN)
    made = session.exec(select(func.count()).select_from(Promise)).one()
    return made, list(session.exec(open_days.order_by(col(Promise.due_on))))
