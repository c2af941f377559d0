"""Reading who stands in for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from app.core.errors import NotFoundError
from app.staff.models import Deputy, StaffMember
from app.staff.rules import Role


@dataclass(frozen=True)
class StandIn:
    """One arrangement, with both people."""

    row: Deputy
    away: StaffMember
    deputy: StaffMember

    def is_on(self, today: date) -> bool:
        """Whether it is going on."""
        return self.row.starts_on <= today <= self.row.ends_on


def stand_ins(session: Session, member: StaffMember, *, today: date) -> list[StandIn]:
    """Return what goes on or is still to come for `member`, away or standing in, soonest first."""
    away, deputy = aliased(StaffMember), aliased(StaffMember)
    found = (
        select(Deputy, away, deputy)
        .join(away, col(away.id) == Deputy.member_id)
        .join(deputy, col(deputy.id) == Deputy.deputy_id)
        .where(
            or_(Deputy.member_id == member.id, Deputy.deputy_id == member.id),
            col(Deputy.cancelled_at).is_(None),
            Deputy.ends_on >= today,
        )
        .order_by(col(Deputy.starts_on), col(Deputy.id))
    )
    return [StandIn(*row) for row in session.exec(found)]


def find_stand_in(session: Session, member: StaffMember, ref: str) -> Deputy:
    """Return the arrangement for the leave of `member`; raise `NotFoundError` without one."""
    wanted = select(Deputy).where(Deputy.ref == ref, Deputy.member_id == member.id)
    found = session.exec(wanted).one_or_none()
    if found is None:
        raise NotFoundError(ref)
    return found


def planned_leaves(session: Session, member: StaffMember) -> Sequence[Deputy]:
    """Return every arrangement for the leave of `member` that wasn't called off."""
    mine = select(Deputy).where(Deputy.member_id == member.id, col(Deputy.cancelled_at).is_(None))
    return session.exec(mine).all()


def managed_districts(session: Session, member: StaffMember, *, today: date) -> frozenset[str]:
    """Return the keys of districts whose wijkmanager `member` is today, or stands in for."""
    if Role.DISTRICT_MANAGER not in member.roles:
        return frozenset()
    mine = set(member.districts)
    for each in stand_ins(session, member, today=today):
        is_deputy = each.deputy.id == member.id and each.is_on(today)
        if is_deputy and Role.DISTRICT_MANAGER in each.away.roles:
            mine |= set(each.away.districts)
    return frozenset(mine)
