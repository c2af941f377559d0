"""Stored accounts and sign-ins of staff."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field

from app.core.db import Table, UTCDateTime
from app.core.refs import new_ref


class StaffMember(Table, table=True):
    """Somebody who works with the stories (medewerker)."""

    __tablename__ = "staff_member"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    #: Lower case; what is typed at sign-in.
    username: str = Field(unique=True)
    #: As residents and colleagues see it.
    name: str
    #: argon2id.
    password_hash: str
    #: Values of `rules.Role`.
    roles: list[str] = Field(default_factory=list, sa_type=JSON)
    #: Keys of districts.
    districts: list[str] = Field(default_factory=list, sa_type=JSON)
    #: Keys of offices whose requests to call or visit somebody are for this account.
    teams: list[str] = Field(default_factory=list, sa_type=JSON)
    active: bool = Field(default=True)
    #: Where the person wants reminders of promises, as `core.mail.seal_address` gave it.
    mail: str | None = Field(default=None, repr=False)
    created_at: datetime = Field(sa_type=UTCDateTime)
    #: Last time of signing in.
    signed_in_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class StaffSession(Table, table=True):
    """One sign-in; ending it here ends it everywhere."""

    __tablename__ = "staff_session"

    #: SHA-256 of the cookie's token.
    token_hash: str = Field(primary_key=True)
    member_id: int = Field(foreign_key="staff_member.id", index=True, ondelete="CASCADE")
    started_at: datetime = Field(sa_type=UTCDateTime)
    #: Last request, to the minute.
    seen_at: datetime = Field(sa_type=UTCDateTime)


class Deputy(Table, table=True):
    """That somebody takes over the districts of a colleague who is on leave (vervanger)."""

    __tablename__ = "deputy"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    #: Who is away.
    member_id: int = Field(foreign_key="staff_member.id", index=True, ondelete="CASCADE")
    #: Who takes over.
    deputy_id: int = Field(foreign_key="staff_member.id", index=True, ondelete="CASCADE")
    starts_on: date
    #: Last day that belongs to it.
    ends_on: date
    #: When it was called off, if it was.
    cancelled_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
