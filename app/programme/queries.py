"""Reading the programme."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlmodel import Session, col, select

from app.core.db import Table
from app.core.errors import NotFoundError
from app.programme.models import (
    ClosedDay,
    Cluster,
    District,
    Indicator,
    Office,
    Programme,
    Round,
    StandardText,
)
from app.programme.rules import ClusterKind

T = TypeVar("T", bound=Table)


def find_programme(session: Session) -> Programme | None:
    """Return the programme, or None before one was loaded."""
    return session.exec(select(Programme)).one_or_none()


def get_programme(session: Session) -> Programme:
    """Return the programme; raise `NotFoundError` before one was loaded."""
    return _found(find_programme(session), "programme")


def districts(session: Session) -> Sequence[District]:
    """Return the districts in order."""
    return session.exec(select(District).order_by(col(District.position), col(District.id))).all()


def get_district(session: Session, key: str) -> District:
    """Return the district with this key; raise `NotFoundError` without one."""
    return _found(session.exec(select(District).where(District.key == key)).one_or_none(), key)


def clusters(session: Session, *, retired: bool = False) -> Sequence[Cluster]:
    """Return the clusters, problems first, each kind in order; with `retired` also those."""
    wanted = select(Cluster).order_by(
        col(Cluster.kind) != ClusterKind.PROBLEM, col(Cluster.position), col(Cluster.id)
    )
    if not retired:
        wanted = wanted.where(col(Cluster.retired).is_(False))
    return session.exec(wanted).all()


def get_cluster(session: Session, key: str) -> Cluster:
    """Return the cluster with this key, retired or not; raise `NotFoundError` without one."""
    return _found(session.exec(select(Cluster).where(Cluster.key == key)).one_or_none(), key)


def rounds(session: Session) -> Sequence[Round]:
    """Return the rounds, newest first."""
    return session.exec(select(Round).order_by(col(Round.starts_on).desc())).all()


def get_round(session: Session, key: str) -> Round:
    """Return the round with this key; raise `NotFoundError` without one."""
    return _found(session.exec(select(Round).where(Round.key == key)).one_or_none(), key)


def current_round(session: Session, day: date) -> Round | None:
    """Return the round that `day` belongs to, if any."""
    holding = select(Round).where(Round.starts_on <= day, Round.ends_on >= day)
    return session.exec(holding).one_or_none()


def newest_round(session: Session) -> Round | None:
    """Return the round that starts last, if there is any."""
    return session.exec(select(Round).order_by(col(Round.starts_on).desc()).limit(1)).first()


def indicators(session: Session) -> Sequence[Indicator]:
    """Return the indicators in the order of the monitor."""
    order = col(Indicator.position), col(Indicator.id)
    return session.exec(select(Indicator).order_by(*order)).all()


def offices(session: Session) -> Sequence[Office]:
    """Return the offices, partners and teams in order."""
    return session.exec(select(Office).order_by(col(Office.position), col(Office.id))).all()


def teams(session: Session) -> Sequence[Office]:
    """Return the teams that call and visit residents, in order."""
    return [office for office in offices(session) if office.calls]


def get_office(session: Session, key: str) -> Office:
    """Return the office with this key; raise `NotFoundError` without one."""
    return _found(session.exec(select(Office).where(Office.key == key)).one_or_none(), key)


def standard_texts(session: Session) -> Sequence[StandardText]:
    """Return the standard texts in order."""
    order = col(StandardText.position), col(StandardText.id)
    return session.exec(select(StandardText).order_by(*order)).all()


def get_standard_text(session: Session, key: str) -> StandardText:
    """Return the standard text with this key; raise `NotFoundError` without one."""
    wanted = select(StandardText).where(StandardText.key == key)
    return _found(session.exec(wanted).one_or_none(), key)


def closed_days(session: Session) -> set[date]:
    """Return the working days on which the municipality is closed."""
    return {row.day for row in listed_closed_days(session)}


def listed_closed_days(session: Session) -> Sequence[ClosedDay]:
    """Return the closed days with their names, in order of date."""
    return session.exec(select(ClosedDay).order_by(col(ClosedDay.day))).all()


def _found(row: T | None, key: str) -> T:
    if row is None:
        raise NotFoundError(key)
    return row
