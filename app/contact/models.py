"""Stored requests to be called or visited (belverzoeken)."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from app.contact.rules import ContactState, StepKind, Way
from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref


class ContactRequest(Table, table=True):
    """That somebody wants to be called or visited; how to reach them is kept apart."""

    __tablename__ = "contact_request"
    __table_args__ = (
        Index(
            "uq_contact_request_story_id",
            "story_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_contact_request_open", "state", "is_plea", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    #: The story that it came with; then the story's district is the one that counts.
    story_id: int | None = Field(
        default=None, foreign_key="story.id", index=True, ondelete="CASCADE"
    )
    #: Of a request without a story, where it is known.
    district_id: int | None = Field(default=None, foreign_key="district.id", index=True)
    way: Way = Field(sa_column=enum_column(Way))
    #: Somebody needs help now.
    is_plea: bool = Field(default=False)
    state: ContactState = Field(default=ContactState.OPEN, sa_column=enum_column(ContactState))
    asked_at: datetime = Field(sa_type=UTCDateTime)
    #: Until when it is in time.
    due_at: datetime = Field(sa_type=UTCDateTime)
    #: Who of the staff promised to do it.
    member_id: int | None = Field(default=None, foreign_key="staff_member.id", index=True)
    #: The team that it was handed to, which then sees it too.
    team_id: int | None = Field(default=None, foreign_key="office.id", index=True)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: Raised by every change; a form that carries an older one is refused.
    version: int = Field(default=1)
    #: SHA-256 of the one-time token of the form that brought it.
    submission_hash: str = Field(unique=True)
    #: Of a request without a story: the start of its code in clear, the rest as argon2id.
    lookup: str | None = Field(default=None, unique=True)
    secret_hash: str | None = None
    #: Which derivation of the token the code is.
    counter: int = Field(default=0)


class ContactDetails(Table, table=True):
    """How to reach somebody, encrypted; the row is deleted as soon as it is done."""

    __tablename__ = "contact_details"

    request_id: int = Field(foreign_key="contact_request.id", primary_key=True, ondelete="CASCADE")
    sealed: str


class ContactStep(Table, table=True):
    """One thing that happened to a request; the resident sees them."""

    __tablename__ = "contact_step"

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="contact_request.id", index=True, ondelete="CASCADE")
    at: datetime = Field(sa_type=UTCDateTime)
    kind: StepKind = Field(sa_column=enum_column(StepKind))
    #: Reference of a staff member, or `teller`, `system`.
    actor: str
    #: Until when it was promised from then on.
    due_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: The team that it went to or came from.
    team_id: int | None = Field(default=None, foreign_key="office.id")
    #: Why a day was moved, in words for the resident; gone when the request is closed.
    reason: str | None = None
