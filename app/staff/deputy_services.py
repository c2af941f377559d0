"""Arranging who stands in for a colleague on leave."""

from datetime import datetime

from sqlmodel import Session

from app.audit.services import record
from app.core.dates import local_day
from app.staff.deputy_queries import planned_leaves
from app.staff.deputy_rules import DeputyRefusedError, Leave, check_leave, may_stand_in
from app.staff.models import Deputy, StaffMember
from app.staff.rules import Role


def appoint(
    session: Session,
    member: StaffMember,
    deputy: StaffMember,
    leave: Leave,
    *,
    actor: str,
    now: datetime,
) -> Deputy:
    """Have `deputy` see the districts of `member` on the days of `leave`; flushed.

    Raises:
        DeputyRefusedError: one of them is no wijkmanager, or the days can't be right.
    """
    if member.id == deputy.id:
        raise DeputyRefusedError("own")
    is_manager = Role.DISTRICT_MANAGER in member.roles
    if not is_manager or not may_stand_in(deputy.roles, active=deputy.active):
        raise DeputyRefusedError("not_a_manager")
    others = [Leave(row.starts_on, row.ends_on) for row in planned_leaves(session, member)]
    check_leave(leave, others, today=local_day(now))
    assert member.id is not None
    assert deputy.id is not None
    row = Deputy(
        member_id=member.id,
        deputy_id=deputy.id,
        starts_on=leave.starts_on,
        ends_on=leave.ends_on,
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor,
        "staff.appointed",
        ("staff", member.ref),
        now=now,
        deputy=deputy.username,
        starts_on=leave.starts_on.isoformat(),
        ends_on=leave.ends_on.isoformat(),
    )
    return row


def call_off(
    session: Session, member: StaffMember, row: Deputy, *, actor: str, now: datetime
) -> None:
    """End an arrangement for the leave of `member` at once; a second time nothing happens."""
    if row.cancelled_at is not None:
        return
    row.cancelled_at = now
    session.add(row)
    session.flush()
    record(session, actor, "staff.called_off", ("staff", member.ref), now=now)
