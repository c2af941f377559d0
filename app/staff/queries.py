"""Reading accounts."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from app.core.errors import NotFoundError
from app.programme.models import District
from app.staff.deputy_queries import managed_districts
from app.staff.models import StaffMember, StaffSession
from app.staff.rules import Scope, may_administer, scope_of


def find_member(session: Session, username: str) -> StaffMember | None:
    """Return the account with this user name, if there is one."""
    wanted = select(StaffMember).where(StaffMember.username == username.strip().lower())
    return session.exec(wanted).one_or_none()


def get_member(session: Session, ref: str) -> StaffMember:
    """Return the account; raise `NotFoundError` without one."""
    member = session.exec(select(StaffMember).where(StaffMember.ref == ref)).one_or_none()
    if member is None:
        raise NotFoundError(ref)
    return member


def all_members(session: Session) -> Sequence[StaffMember]:
    """Return every account, by name, those that are active first."""
    order = col(StaffMember.active).desc(), col(StaffMember.name)
    return session.exec(select(StaffMember).order_by(*order)).all()


def has_other_administrator(session: Session, member: StaffMember) -> bool:
    """Whether somebody besides `member` runs the site."""
    return any(
        may_administer(other.roles, active=other.active)
        for other in all_members(session)
        if other.ref != member.ref
    )


def count_sign_ins(
    session: Session, member: StaffMember, *, seen_since: datetime, started_since: datetime
) -> int:
    """Return on how many devices `member` is signed in."""
    mine = select(func.count()).where(
        StaffSession.member_id == member.id,
        col(StaffSession.seen_at) > seen_since,
        col(StaffSession.started_at) > started_since,
    )
    return session.exec(mine).one()


def member_scope(session: Session, member: StaffMember, *, today: date) -> Scope:
    """Return which districts' stories `member` may see today, as a deputy too."""
    keys = {*member.districts, *managed_districts(session, member, today=today)}
    mine = select(District.id).where(col(District.key).in_(keys))
    return scope_of(member.roles, [row for row in session.exec(mine) if row is not None])


def names_of(session: Session, refs: Sequence[str]) -> dict[str, str]:
    """Return the name behind each reference of an account."""
    found = session.exec(
        select(StaffMember.ref, StaffMember.name).where(col(StaffMember.ref).in_(refs))
    )
    return dict(found.all())
