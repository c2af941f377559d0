"""Stored quotes (citaten) and the quote books that are being put together."""

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field

from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref
from app.quotes.rules import Approval


class Quote(Table, table=True):
    """Stretches of one story, word for word apart from marked changes."""

    __tablename__ = "quote"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    story_id: int = Field(foreign_key="story.id", index=True, ondelete="CASCADE")
    #: `[start, end]` pairs in code points of the original, in order.
    spans: list[list[int]] = Field(default_factory=list, sa_type=JSON)
    #: As it is shown; proven against original, spans and redactions at saving and at export.
    text: str
    #: What the teller said of these very words; a change of the text sets it back.
    approval: Approval = Field(default=Approval.WAITING, sa_column=enum_column(Approval))
    approval_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: A different voice than most in its cluster.
    is_minority: bool = Field(default=False)
    picked_at: datetime = Field(sa_type=UTCDateTime)
    #: Reference of the staff member.
    picked_by: str


class QuoteCluster(Table, table=True):
    """That a quote speaks about a cluster."""

    __tablename__ = "quote_cluster"

    quote_id: int = Field(foreign_key="quote.id", primary_key=True, ondelete="CASCADE")
    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True, index=True)


class QuoteBook(Table, table=True):
    """A quote book that is being put together; making it gives an edition."""

    __tablename__ = "quote_book"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    round_id: int = Field(foreign_key="round.id")
    title: str
    foreword: str = Field(default="")
    #: Keys of districts and clusters; empty means all.
    districts: list[str] = Field(default_factory=list, sa_type=JSON)
    clusters: list[str] = Field(default_factory=list, sa_type=JSON)
    #: References of quotes in the order set by hand; others follow, oldest story first.
    quote_order: list[str] = Field(default_factory=list, sa_type=JSON)
    #: References of quotes and photos that are left out of this book.
    left_out: list[str] = Field(default_factory=list, sa_type=JSON)
    version: int = Field(default=1)
    created_at: datetime = Field(sa_type=UTCDateTime)
