"""Reading the audit log."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.audit.models import AuditEntry


def entries_about(session: Session, kind: str, reference: str) -> Sequence[AuditEntry]:
    """Return what was done to one thing, newest first."""
    about = select(AuditEntry).where(AuditEntry.kind == kind, AuditEntry.reference == reference)
    return session.exec(about.order_by(col(AuditEntry.id).desc())).all()


def newest_entries(
    session: Session, *, limit: int, before: int | None = None
) -> Sequence[AuditEntry]:
    """Return the newest `limit` entries, newest first, older than the entry with id `before`."""
    found = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(limit)
    if before is not None:
        found = found.where(col(AuditEntry.id) < before)
    return session.exec(found).all()
