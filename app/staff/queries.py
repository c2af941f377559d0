"""Reading accounts."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.programme.models import District
from app.staff.models import StaffMember
from app.staff.rules import Scope, scope_of


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


def member_scope(session: Session, member: StaffMember) -> Scope:
    """Return which districts' stories `member` may see."""
    mine = select(District.id).where(col(District.key).in_(member.districts))
    return scope_of(member.roles, [row for row in session.exec(mine) if row is not None])


def names_of(session: Session, refs: Sequence[str]) -> dict[str, str]:
    """Return the name behind each reference of an account."""
    found = session.exec(
        select(StaffMember.ref, StaffMember.name).where(col(StaffMember.ref).in_(refs))
    )
    return dict(found.all())
