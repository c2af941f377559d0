"""Stored stories (verhalen), their history and their follow cards."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import Boolean, Column, Computed, Index
from sqlmodel import Field

from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref
from app.stories.notice_rules import Notice
from app.stories.rules import (
    AgeGroup,
    Audience,
    Channel,
    Consent,
    EventKind,
    Outcome,
    StoryStatus,
    TellerKind,
)

#: `consent_rules.is_public` as the database says it; a test compares the two in every state.
_IS_PUBLIC: Final = (
    "outcome = 'published' AND audience = 'everyone' AND status <> 'withdrawn'"
    " AND published_at IS NOT NULL"
    " AND (age_group IS NULL OR age_group = '16_plus' OR guardian_consent_at IS NOT NULL)"
)


class Story(Table, table=True):
    """A resident's story as it was sent in; nobody ever edits `original`."""

    __tablename__ = "story"
    __table_args__ = (
        Index("ix_story_queue", "status", "due_on", "id"),
        Index("ix_story_district_queue", "district_id", "status", "due_on", "id"),
        Index("ix_story_public", "is_public", "published_at", "ref"),
        Index("ix_story_public_district", "is_public", "district_id", "published_at", "ref"),
    )

    id: int | None = Field(default=None, primary_key=True)
    #: Handle in URLs; never the id.
    ref: str = Field(default_factory=new_ref, unique=True)
    #: What the teller wrote, untouched; None once withdrawn.
    original: str | None
    #: BCP 47, as the teller chose; `nl` when not said.
    language: str = Field(default="nl")
    district_id: int | None = Field(default=None, foreign_key="district.id", index=True)
    neighbourhood: str | None = None
    round_id: int | None = Field(default=None, foreign_key="round.id", index=True)
    teller: TellerKind = Field(sa_column=enum_column(TellerKind))
    #: How the teller wants to be signed; None means the default of district and kind.
    signed_as: str | None = None
    age_group: AgeGroup | None = Field(default=None, sa_column=enum_column(AgeGroup, nullable=True))
    #: When a parent's consent on paper was shown to staff; only asked for under 16.
    guardian_consent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    channel: Channel = Field(default=Channel.SELF, sa_column=enum_column(Channel))
    audience: Audience = Field(sa_column=enum_column(Audience))
    consent_paper: Consent = Field(default=Consent.NO, sa_column=enum_column(Consent))
    consent_online: Consent = Field(default=Consent.NO, sa_column=enum_column(Consent))
    #: Never `ask`: a photo has one answer.
    consent_photos: Consent = Field(default=Consent.NO, sa_column=enum_column(Consent))
    status: StoryStatus = Field(sa_column=enum_column(StoryStatus))
    outcome: Outcome | None = Field(default=None, sa_column=enum_column(Outcome, nullable=True))
    #: Why it was refused, in words for the teller.
    refusal_reason: str | None = None
    received_at: datetime = Field(sa_type=UTCDateTime, index=True)
    #: Last day on which an answer is in time.
    due_on: date
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: Whether everyone can read it; the database works it out, nobody sets it.
    is_public: bool | None = Field(
        default=None, sa_column=Column(Boolean, Computed(_IS_PUBLIC, persisted=True))
    )
    #: Raised by every change of staff or teller; a form that carries an older one is refused.
    version: int = Field(default=1)
    #: SHA-256 of the one-time token of the form that brought it.
    submission_hash: str = Field(unique=True)
    #: Written by us, not by a resident.
    is_example: bool = Field(default=False)


class StoryEvent(Table, table=True):
    """One step in the life of a story; the teller sees them on the card."""

    __tablename__ = "story_event"

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id", index=True, ondelete="CASCADE")
    at: datetime = Field(sa_type=UTCDateTime)
    kind: EventKind = Field(sa_column=enum_column(EventKind))
    #: Reference of a staff member, or `teller`, `system`.
    actor: str
    #: In words for the teller, where the step has one.
    reason: str | None = None


class FollowCard(Table, table=True):
    """The teller's key to one story (volgkaart)."""

    __tablename__ = "follow_card"

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id", unique=True, ondelete="CASCADE")
    #: First four characters of the code, in clear.
    lookup: str = Field(unique=True)
    #: argon2id with a salt of its own.
    secret_hash: str
    #: Which derivation of the submission's token it is; above 0 when a look-up was taken.
    counter: int = Field(default=0)
    #: When it was opened last with its code; nothing else is kept of who looks, or how often.
    opened_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: What is older than this was there when it was opened before; None: it never was.
    read_until: datetime | None = Field(default=None, sa_type=UTCDateTime)


class TellerMail(Table, table=True):
    """Where a teller wants a short mail when there is news of the story; deleted with it."""

    __tablename__ = "teller_mail"

    id: int | None = Field(default=None, primary_key=True)
    #: Names the address in the outbox and in the link that removes it; not the story's.
    ref: str = Field(default_factory=new_ref, unique=True)
    story_id: int = Field(foreign_key="story.id", unique=True, ondelete="CASCADE")
    #: Sealed by `core.mail.seal_address`.
    address: str
    #: When the teller said yes to being mailed.
    consented_at: datetime = Field(sa_type=UTCDateTime)
    #: The day for which the newest mail was queued: one a day is enough.
    mailed_on: date | None = None
    #: What that mail says.
    notice: Notice | None = Field(default=None, sa_column=enum_column(Notice, nullable=True))
