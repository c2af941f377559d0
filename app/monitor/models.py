"""Stored: files that were made for somebody, for as long as they are kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref
from app.monitor.export_rules import FileKind


class ExportFile(Table, table=True):
    """A file with stories that waits to be fetched; row and file go within a day."""

    __tablename__ = "export_file"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    kind: FileKind = Field(sa_column=enum_column(FileKind))
    #: Of the choice: `round`, `district`, `first`, `last`; None means all.
    choice: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    #: Ids of the districts that the maker might see; None means all.
    districts: list[int] | None = Field(default=None, sa_type=JSON)
    made_at: datetime = Field(sa_type=UTCDateTime, index=True)
    #: Reference of who asked for it: only this person and the beheerder can fetch it.
    made_by: str = Field(index=True)
    #: Id of the newest story at that moment.
    newest_story: int
    #: Hash of everything that decides what may leave; another one means that this file may not.
    state: str
    #: How many stories of each part and of each reason to leave one out.
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    bytes: int
    #: Key in the storage.
    file_key: str = Field(unique=True)
