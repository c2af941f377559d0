"""Stored photos: re-encoded derivatives only."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref


class PhotoOwner(StrEnum):
    """What kind of thing a photo belongs to."""

    DRAFT = "draft"
    STORY = "story"
    POLL_OPTION = "poll_option"
    #: A promise that was kept, as it looks now.
    PROMISE = "promise"
    #: A step of what became of a poll.
    DECISION = "decision"
    JOURNAL = "journal"


class Photo(Table, table=True):
    """A photo of a resident, upright and without metadata."""

    __tablename__ = "photo"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    owner_kind: PhotoOwner = Field(sa_column=enum_column(PhotoOwner))
    #: Reference of the owner: a story's ref, or a draft's token hash.
    owner_ref: str = Field(index=True)
    position: int = Field(default=0)
    #: What is to be seen, for those who can't see it; staff write it, empty until then.
    alt: str = Field(default="")
    #: Whether staff decided that it may be shown and printed (the teller's consent comes first).
    shown: bool = Field(default=False)
    #: Raised by every change, so that two people at once are told of each other.
    version: int = Field(default=1)
    created_at: datetime = Field(sa_type=UTCDateTime)


class PhotoFile(Table, table=True):
    """One derivative of a photo."""

    __tablename__ = "photo_file"

    id: int | None = Field(default=None, primary_key=True)
    photo_id: int = Field(foreign_key="photo.id", index=True, ondelete="CASCADE")
    #: Long side in pixels that it was made for: 400, 800 or 1600.
    size: int
    #: `jpeg` or `webp`.
    format: str
    width: int
    height: int
    bytes: int
    #: Key in the storage.
    key: str = Field(unique=True)
