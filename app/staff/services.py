"""Accounts and sign-ins: making, changing and ending them."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, delete, select, update

from app.audit.services import record
from app.core.errors import ConflictError
from app.core.hashing import HashCost, hash_secret, verify_secret
from app.core.mail import drop_mails
from app.core.seen import check_seen
from app.staff.models import StaffMember, StaffSession
from app.staff.queries import find_member, get_member, has_other_administrator
from app.staff.rules import LastAdministratorError, Role, check_password, may_administer

#: A sign-in is noted as used at most this often.
SEEN_STEP: Final = timedelta(minutes=1)


class UsernameTakenError(ConflictError):
    """Another account has this user name."""


class PasswordChangedError(ConflictError):
    """Somebody replaced the password at the same time."""


@dataclass(frozen=True)
class Account:
    """What an administrator sets of an account."""

    username: str
    name: str
    roles: frozenset[Role]
    #: Keys of districts.
    districts: frozenset[str]
    #: Keys of offices.
    teams: frozenset[str] = frozenset()
    active: bool = True


def add_member(
    session: Session, account: Account, *, password_hash: str, actor: str, now: datetime
) -> StaffMember:
    """Add an account; flushed.

    Raises:
        UsernameTakenError: the user name is in use.
    """
    if find_member(session, account.username) is not None:
        raise UsernameTakenError(account.username)
    member = StaffMember(
        username=account.username.lower(),
        name=account.name,
        password_hash=password_hash,
        created_at=now,
    )
    _set(member, account)
    session.add(member)
    session.flush()
    record(session, actor, "staff.added", ("staff", member.ref), now=now, roles=member.roles)
    return member


def seen_of(member: StaffMember) -> dict[str, object]:
    """Return what a form about the account shows, to notice that somebody changed it."""
    return member.model_dump(include={"name", "roles", "districts", "teams", "active"})


def change_member(
    session: Session,
    member: StaffMember,
    account: Account,
    *,
    seen: str | None,
    actor: str,
    now: datetime,
) -> None:
    """Set name, roles, districts and whether it is active; with other rights its sign-ins end.

    Raises:
        ChangedMeanwhileError: it isn't what the form with fingerprint `seen` showed.
        LastAdministratorError: nobody who runs the site would be left.
    """
    check_seen(seen, seen_of(member))
    rights = _rights(member)
    _keep_an_administrator(session, member, account)
    member.name = account.name
    _set(member, account)
    session.add(member)
    if _rights(member) != rights:
        end_sessions(session, member)
    record(
        session,
        actor,
        "staff.changed",
        ("staff", member.ref),
        now=now,
        roles=member.roles,
        districts=member.districts,
        teams=member.teams,
        active=member.active,
    )


def set_password(
    session: Session, member: StaffMember, *, password_hash: str, actor: str, now: datetime
) -> None:
    """Replace the password; every sign-in of the account ends."""
    member.password_hash = password_hash
    session.add(member)
    end_sessions(session, member)
    record(session, actor, "staff.password", ("staff", member.ref), now=now)


def change_own_password(
    session: Session, me: StaffMember, *, password_hash: str, now: datetime
) -> None:
    """Replace the password of somebody who just proved to know it.

    Raises:
        PasswordChangedError: it was replaced after they proved that.
    """
    stored = get_member(session, me.ref)
    if stored.password_hash != me.password_hash:
        raise PasswordChangedError(me.ref)
    set_password(session, stored, password_hash=password_hash, actor=me.ref, now=now)


def set_own_mail(session: Session, me: StaffMember, sealed: str | None, *, now: datetime) -> None:
    """Set where somebody wants reminders, as `core.mail.seal_address` gave it, or nowhere.

    What waits for the old address isn't sent any more.
    """
    stored = get_member(session, me.ref)
    stored.mail = sealed
    session.add(stored)
    drop_mails(session, f"promises staff {stored.ref}")
    action = "staff.mail_on" if sealed else "staff.mail_off"
    record(session, stored.ref, action, ("staff", stored.ref), now=now)


def sign_out_everywhere(
    session: Session, member: StaffMember, *, actor: str, now: datetime
) -> None:
    """End every sign-in of the account, on all devices."""
    end_sessions(session, member)
    record(session, actor, "staff.signed_out", ("staff", member.ref), now=now)


def hash_password(password: str, cost: HashCost) -> str:
    """Return the argon2id hash of an acceptable password; slow on purpose, so before any lock.

    Raises:
        PasswordRefusedError: it is too short or too common.
    """
    check_password(password)
    return hash_secret(password, cost)


def is_right_password(member: StaffMember | None, password: str, *, decoy: str) -> bool:
    """Whether the password opens the account; an unknown account costs the same time."""
    stored = decoy if member is None or not member.active else member.password_hash
    return verify_secret(stored, password) and stored != decoy


def start_session(session: Session, member: StaffMember, *, now: datetime) -> str:
    """Sign `member` in and return the token for the cookie."""
    assert member.id is not None
    token = secrets.token_urlsafe(32)
    mine = update(StaffMember).where(col(StaffMember.id) == member.id)
    session.exec(mine.values(signed_in_at=now))
    session.add(
        StaffSession(token_hash=_hash(token), member_id=member.id, started_at=now, seen_at=now)
    )
    record(session, member.ref, "staff.signed_in", ("staff", member.ref), now=now)
    return token


def end_session(session: Session, token: str) -> None:
    """Sign out the sign-in of `token`."""
    session.exec(delete(StaffSession).where(col(StaffSession.token_hash) == _hash(token)))


def end_sessions(session: Session, member: StaffMember) -> None:
    """Sign `member` out everywhere."""
    session.exec(delete(StaffSession).where(col(StaffSession.member_id) == member.id))


def forget_old_sessions(session: Session, *, before: datetime) -> None:
    """Delete the sign-ins that started before a moment, which no longer open anything."""
    session.exec(delete(StaffSession).where(col(StaffSession.started_at) < before))


def find_signed_in(
    session: Session, token: str, *, now: datetime, idle: timedelta, longest: timedelta
) -> tuple[StaffMember, StaffSession] | None:
    """Return who has this token and the sign-in, unless it ended, rested or lasted too long."""
    found = session.exec(
        select(StaffMember, StaffSession).where(
            StaffSession.token_hash == _hash(token),
            col(StaffMember.id) == col(StaffSession.member_id),
            col(StaffMember.active),
            col(StaffSession.seen_at) > now - idle,
            col(StaffSession.started_at) > now - longest,
        )
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def mark_seen(session: Session, token: str, *, now: datetime) -> None:
    """Note that the sign-in of `token` is in use."""
    seen = session.get(StaffSession, _hash(token))
    if seen is not None:
        seen.seen_at = now
        session.add(seen)


def _keep_an_administrator(session: Session, member: StaffMember, account: Account) -> None:
    stops = may_administer(member.roles, active=member.active) and not may_administer(
        account.roles, active=account.active
    )
    if stops and not has_other_administrator(session, member):
        raise LastAdministratorError


def _rights(member: StaffMember) -> tuple[list[str], list[str], list[str], bool]:
    return member.roles, member.districts, member.teams, member.active


def _set(member: StaffMember, account: Account) -> None:
    member.roles = sorted(account.roles)
    member.districts = sorted(account.districts)
    member.teams = sorted(account.teams)
    member.active = account.active


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
