"""The stored travel story (reisverslag): dated entries, and what they are about."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from app.core.db import Table, UTCDateTime
from app.core.refs import new_ref


class JournalEntry(Table, table=True):
    """What was done on a day, told by staff; everybody reads it once it is public."""

    __tablename__ = "journal_entry"
    __table_args__ = (Index("ix_journal_entry_day", "day", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    #: Also the owner of its picture, owner kind `journal`.
    ref: str = Field(default_factory=new_ref, unique=True)
    #: The day on which it happened.
    day: date
    title: str
    text: str
    #: None: for every district.
    district_id: int | None = Field(default=None, foreign_key="district.id", index=True)
    #: None while only staff see it.
    published_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)
    changed_at: datetime = Field(sa_type=UTCDateTime)
    #: Reference of the staff member.
    written_by: str
    is_example: bool = Field(default=False)


class JournalLink(Table, table=True):
    """That an entry is about a story, poll or promise: a reference and nothing more."""

    __tablename__ = "journal_link"

    entry_id: int = Field(foreign_key="journal_entry.id", primary_key=True, ondelete="CASCADE")
    #: A `LinkKind`.
    kind: str = Field(primary_key=True)
    reference: str = Field(primary_key=True, index=True)
    position: int = Field(default=0)
