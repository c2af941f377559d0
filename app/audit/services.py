"""Writing the audit log."""

from datetime import datetime

from sqlmodel import Session

from app.audit.models import AuditEntry

Fact = str | int | bool | None | list[str]


def record(
    session: Session,
    actor: str,
    action: str,
    about: tuple[str, str],
    *,
    now: datetime,
    **facts: Fact,
) -> None:
    """Add to this transaction that `actor` did `action` to `about`, a (kind, reference) pair."""
    kind, reference = about
    session.add(
        AuditEntry(
            at=now, actor=actor, action=action, kind=kind, reference=reference, facts=dict(facts)
        )
    )
