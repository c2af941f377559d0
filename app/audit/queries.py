"""Reading the audit log."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.audit.models import AuditEntry


def entries_about(session: Session, kind: str, reference: str) -> Sequence[AuditEntry]:
    """Return what was done to one thing, newest first."""
    about = select(AuditEntry).where(AuditEntry.kind == kind, AuditEntry.reference == reference)
    return session.exec(about.order_by(col(AuditEntry.id).desc())).all()


def log_entries(
    session: Session, *, limit: int, start: int | None, back: bool, actor: str | None = None
) -> Sequence[AuditEntry]:
    """Return up to `limit` entries beside the one with id `start`, nearest first.

    They are older ones, or with `back` newer ones; without `start` the newest. With `actor` only
    what that one did.
    """
    number = col(AuditEntry.id)
    found = select(AuditEntry).order_by(number if back else number.desc()).limit(limit)
    if start is not None:
        found = found.where(number > start if back else number < start)
    if actor is not None:
        found = found.where(AuditEntry.actor == actor)
    return session.exec(found).all()


def entries_since(
    session: Session, start: datetime, actions: Collection[str]
) -> Sequence[AuditEntry]:
    """Return what was done since `start` of these actions, oldest first."""
    found = select(AuditEntry).where(AuditEntry.at >= start, col(AuditEntry.action).in_(actions))
    return session.exec(found.order_by(col(AuditEntry.id))).all()
