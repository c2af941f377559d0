"""Stored meetings (beraad), what is chosen for their packs, and what was advised."""

from datetime import date, datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref
from app.council.rules import MeetingState, PackKind


class Meeting(Table, table=True):
    """A meeting of the residents' council."""

    __tablename__ = "meeting"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    #: Empty for the usual one.
    title: str = Field(default="")
    place: str
    starts_at: datetime = Field(sa_type=UTCDateTime, index=True)
    #: One point a line.
    agenda: str = Field(default="")
    #: Keys of the districts that it is about, in order; none means all.
    districts: list[str] = Field(default_factory=list, sa_type=JSON)
    state: MeetingState = Field(default=MeetingState.DRAFT, sa_column=enum_column(MeetingState))
    #: Raised by every change of the pack; a page that carries an older one is refused.
    pack_version: int = Field(default=1)
    #: When what is new was last gathered; None before that.
    gathered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    created_at: datetime = Field(sa_type=UTCDateTime)
    #: Reference of the staff member.
    created_by: str
    is_example: bool = Field(default=False)


class PackItem(Table, table=True):
    """Something that can stand in the pack of a meeting: a kind and a reference."""

    __tablename__ = "pack_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "kind", "reference", name="uq_pack_item_reference"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    meeting_id: int = Field(foreign_key="meeting.id", ondelete="CASCADE")
    kind: PackKind = Field(sa_column=enum_column(PackKind))
    #: Of the quote, poll, promise or whatever it is; the item's own for a question.
    reference: str
    #: The story that it came from, if it came from one.
    story_ref: str | None = Field(default=None, index=True)
    #: Among its kind.
    position: int = Field(default=0)
    chosen: bool = Field(default=True)
    #: What staff wrote above it; of a question what goes before it.
    intro: str = Field(default="")
    #: What the council is asked; of questions only.
    question: str = Field(default="")


class Advice(Table, table=True):
    """What the council advised in a meeting about one subject (advies)."""

    __tablename__ = "advice"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    subject: str
    text: str
    #: None: for all districts of the meeting.
    district_id: int | None = Field(default=None, foreign_key="district.id")
    #: Which office answers for it, and by when; may be known later.
    office: str = Field(default="")
    due_on: date | None = None
    #: What the municipality says of it, and why where it does something else.
    answer: str = Field(default="")
    #: None while only staff and the council read it.
    published_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: The promise that it became.
    promise_ref: str | None = Field(default=None, index=True)
    written_at: datetime = Field(sa_type=UTCDateTime)
    #: Reference of the staff member.
    written_by: str
    is_example: bool = Field(default=False)


class AdviceCluster(Table, table=True):
    """That an advice is about a cluster."""

    __tablename__ = "advice_cluster"

    advice_id: int = Field(foreign_key="advice.id", primary_key=True, ondelete="CASCADE")
    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True, index=True)


class AdviceStory(Table, table=True):
    """That an advice stands on a story; its chain shows it once everybody may read it."""

    __tablename__ = "advice_story"

    advice_id: int = Field(foreign_key="advice.id", primary_key=True, ondelete="CASCADE")
    story_ref: str = Field(primary_key=True, index=True)
