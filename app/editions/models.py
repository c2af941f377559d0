"""Stored editions (uitgaven): printed PDFs and what was in them, as references."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref


class ItemKind(StrEnum):
    """What kind of thing was printed."""

    QUOTE = "quote"
    PHOTO = "photo"


class Edition(Table, table=True):
    """One PDF that was made to be handed out."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("kind", "number", name="uq_edition_number"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    #: What it is, such as `quote_book`.
    kind: str
    #: Counts per kind, from 1.
    number: int
    title: str
    #: Key of the round that it is about.
    round_key: str | None = None
    made_at: datetime = Field(sa_type=UTCDateTime)
    #: Reference of the staff member, or `command`.
    made_by: str
    pages: int
    #: SHA-256 of everything that went into it; the same content again is the same edition.
    content_hash: str = Field(index=True)
    #: Key of the PDF in the storage; None once it was destroyed.
    file_key: str | None = None
    #: Why the file is gone, such as `withdrawn`.
    gone_because: str | None = None
    #: What the PDF was made from besides its items: title, foreword, choices; no resident's words.
    composition: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class EditionFile(Table, table=True):
    """Another form of the same edition, such as in large print; goes when its PDF goes."""

    __tablename__ = "edition_file"

    edition_id: int = Field(foreign_key="edition.id", primary_key=True, ondelete="CASCADE")
    #: What form it is, such as `large`.
    form: str = Field(primary_key=True)
    #: Key in the storage.
    file_key: str
    pages: int


class EditionItem(Table, table=True):
    """That a quote or photo was in an edition; stays when the thing itself is withdrawn."""

    __tablename__ = "edition_item"

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True, ondelete="CASCADE")
    kind: ItemKind = Field(sa_column=enum_column(ItemKind))
    #: Reference of the quote or photo.
    reference: str = Field(index=True)
    #: Reference of the story that it came from.
    story_ref: str = Field(index=True)
    position: int = Field(default=0)
