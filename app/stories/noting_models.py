"""Stored collections: what was written down together, and how it came in."""

from datetime import date, datetime

from sqlmodel import Field

from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref
from app.stories.rules import Channel


class Collection(Table, table=True):
    """One or more stories that staff wrote down at one time (opgeschreven)."""

    __tablename__ = "collection"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    channel: Channel = Field(sa_column=enum_column(Channel))
    #: The day on which it was told, or handed in on paper.
    collected_on: date
    #: Such as the name of a meeting place; never somebody's address.
    place: str | None = None
    #: How many people took part in the talk, at least one for each story.
    people: int
    #: Reference of the staff member who typed it.
    written_by: str
    typed_at: datetime = Field(sa_type=UTCDateTime)
    #: SHA-256 of the one-time token of the note that brought it.
    submission_hash: str = Field(unique=True)


class CollectedStory(Table, table=True):
    """That a story belongs to a collection."""

    __tablename__ = "collected_story"

    story_id: int = Field(primary_key=True, foreign_key="story.id", ondelete="CASCADE")
    collection_id: int = Field(foreign_key="collection.id", index=True, ondelete="CASCADE")
    #: Which voice of the note it was; its card's code is made from that.
    number: int
