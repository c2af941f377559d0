"""Stored: what was learned of clusters, without any text, and whether it is used."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from app.core.db import Table, UTCDateTime


class Suggesting(Table, table=True):
    """How stories are matched with clusters; there is at most one row."""

    __tablename__ = "suggesting"

    id: int = Field(default=1, primary_key=True)
    is_on: bool = Field(default=True)
    #: As `rules.Learned` is packed: weights of words that several tellers use. None before.
    learned: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    learned_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: The state of the stories that it was learned from.
    version: int = Field(default=0)
