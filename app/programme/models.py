"""Stored programme: districts, clusters, rounds, indicators, texts."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Connection, event
from sqlmodel import Field

from app.core.db import Table, enum_column
from app.core.refs import new_ref
from app.core.versions import PROGRAMME, raise_on
from app.programme.rules import ClusterKind, Favourable


class Programme(Table, table=True):
    """The programme that this site serves; there is one row."""

    __tablename__ = "programme"

    id: int = Field(default=1, primary_key=True)
    key: str
    name: str
    municipality: str
    site_title: str
    help_phone: str
    #: Everything else of the file's `[programme]` and `[texts]` parts, by its key there.
    texts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    #: Lines of the help box, in order: `{"key", "name", "number", "dial", "url", "text"}`.
    help_lines: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    #: True once example stories were loaded; never set back.
    is_example: bool = Field(default=False)


class District(Table, table=True):
    """A district (wijk)."""

    __tablename__ = "district"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    households: int | None = None
    #: Names of its neighbourhoods (buurten), in order.
    neighbourhoods: list[str] = Field(default_factory=list, sa_type=JSON)
    position: int = Field(default=0)


class Cluster(Table, table=True):
    """A probleemcluster or kans to which stories are tagged."""

    __tablename__ = "cluster"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_ref, unique=True)
    kind: ClusterKind = Field(sa_column=enum_column(ClusterKind))
    title: str
    #: At most some 28 characters, for phones.
    short_title: str
    description: str
    position: int = Field(default=0)
    #: Keys of the indicators beside it in the quote book, in order.
    indicators: list[str] = Field(default_factory=list, sa_type=JSON)
    #: A retired cluster keeps its stories and gets no new ones.
    retired: bool = Field(default=False)


class Round(Table, table=True):
    """A period of the qualitative monitor (ronde)."""

    __tablename__ = "round"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_ref, unique=True)
    title: str
    starts_on: date = Field(index=True)
    #: Last day that belongs to it.
    ends_on: date
    #: Stories of the round are kept until this day.
    keep_until: date


class Indicator(Table, table=True):
    """A figure of the quantitative monitor."""

    __tablename__ = "indicator"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    element: str
    title: str
    unit: str
    favourable: Favourable = Field(sa_column=enum_column(Favourable))
    #: By area (`netherlands`, `benchmark`, `municipality`, or a district's key); unknown is absent.
    values: dict[str, float] = Field(default_factory=dict, sa_type=JSON)
    remark: str = Field(default="")
    position: int = Field(default=0)


class ClosedDay(Table, table=True):
    """A working day on which the municipality is closed."""

    __tablename__ = "closed_day"

    day: date = Field(primary_key=True)
    name: str


class StandardText(Table, table=True):
    """A standard answer (standaardtekst) that staff choose and then make their own."""

    __tablename__ = "standard_text"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_ref, unique=True)
    title: str
    body: str
    position: int = Field(default=0)


class Office(Table, table=True):
    """An office, partner or team that a story or a request can wait for (ligt bij)."""

    __tablename__ = "office"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    #: As residents read it, such as `Weller`.
    name: str
    #: Whether its people call and visit residents; they have accounts of their own.
    calls: bool = Field(default=False)
    #: Whether a plea for help is handed to it as soon as it comes in; at most one does.
    takes_pleas: bool = Field(default=False)
    #: Where it wants to be reminded of what it promised; empty: nowhere.
    mail: str = Field(default="")
    position: int = Field(default=0)


def _note_change(_mapper: object, connection: Connection, _row: object) -> None:
    raise_on(connection, PROGRAMME)


# Pages keep names and texts in memory: whoever changes a row, they hear of it.
for _table in (Programme, District, Cluster, Round):
    for _moment in ("after_insert", "after_update", "after_delete"):
        event.listen(_table, _moment, _note_change)
