"""Rounds and closed days: adding and changing them."""

from datetime import date, datetime

from sqlmodel import Session

from app.audit.services import record
from app.core.errors import NotFoundError
from app.core.seen import check_seen
from app.core.versions import raise_version
from app.programme.models import ClosedDay, Round
from app.programme.queries import rounds
from app.programme.rules import Period, check_periods
from app.programme.text_services import fill_in


def seen_of(row: Round) -> dict[str, object]:
    """Return what a form about the round shows, to notice that somebody changed it."""
    return row.model_dump(include={"title", "starts_on", "ends_on", "keep_until"})


def add_round(session: Session, period: Period, *, actor: str, now: datetime) -> Round:
    """Add a round; flushed.

    Raises:
        RoundDaysError: its days can't be right.
        RoundsOverlapError: another round has some of its days.
    """
    row = Round(
        title=period.title,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        keep_until=period.keep_until,
    )
    _check(session, row)
    session.add(row)
    session.flush()
    _note(session, row, "round.added", actor, now)
    return row


def change_round(
    session: Session, row: Round, period: Period, *, seen: str | None, actor: str, now: datetime
) -> None:
    """Change the title and the days of the round.

    Raises:
        ChangedMeanwhileError: it isn't what the form with fingerprint `seen` showed.
        RoundDaysError: its days can't be right.
        RoundsOverlapError: another round has some of its days.
    """
    check_seen(seen, seen_of(row))
    row.title, row.starts_on = period.title, period.starts_on
    row.ends_on, row.keep_until = period.ends_on, period.keep_until
    with session.no_autoflush:
        _check(session, row)
    session.add(row)
    _note(session, row, "round.changed", actor, now)


def add_closed_day(session: Session, day: date, name: str, *, actor: str, now: datetime) -> None:
    """Make `day` no working day for stories that come in; one that is there gets the new name."""
    session.merge(ClosedDay(day=day, name=name))
    fill_in(session, "closed_days")
    record(session, actor, "closed_day.added", ("closed_day", day.isoformat()), now=now)


def drop_closed_day(session: Session, day: date, *, actor: str, now: datetime) -> None:
    """Make `day` a working day again; raise `NotFoundError` when it was one already."""
    found = session.get(ClosedDay, day)
    if found is None:
        raise NotFoundError(day.isoformat())
    session.delete(found)
    fill_in(session, "closed_days")
    record(session, actor, "closed_day.dropped", ("closed_day", day.isoformat()), now=now)


def _check(session: Session, row: Round) -> None:
    every = [*(other for other in rounds(session) if other is not row), row]
    check_periods(Period(r.title, r.starts_on, r.ends_on, r.keep_until) for r in every)


def _note(session: Session, row: Round, action: str, actor: str, now: datetime) -> None:
    days = {name: getattr(row, name).isoformat() for name in ("starts_on", "ends_on", "keep_until")}
    record(session, actor, action, ("round", row.key), now=now, **days)
    raise_version(session, "public")
