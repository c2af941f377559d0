"""A version number per kind of content, raised by every change; pages use it as cache key."""

from typing import Final

from sqlalchemy import Connection
from sqlmodel import Field, Session, col, insert, select, update

from app.core.db import Table
from app.core.prepared import Reader

#: What residents read: stories and everything on their pages.
PUBLIC: Final = "public"
#: Names, districts, clusters and texts; raised by every change of their rows.
PROGRAMME: Final = "programme"
#: The public record; raised by every entry that is added.
LEDGER: Final = "ledger"


class ContentVersion(Table, table=True):
    """How often something that residents read has changed."""

    __tablename__ = "content_version"

    #: What changed, such as `public`.
    name: str = Field(primary_key=True)
    number: int = Field(default=1)


def raise_version(session: Session, name: str) -> None:
    """Note that content called `name` changes in this transaction."""
    raise_on(session.connection(), name)


def raise_on(connection: Connection, name: str) -> None:
    """Do as `raise_version` where there is only a connection, such as in an event of a flush."""
    raised = update(ContentVersion).where(col(ContentVersion.name) == name)
    if connection.execute(raised.values(number=ContentVersion.number + 1)).rowcount == 0:
        connection.execute(insert(ContentVersion).values(name=name, number=1))


def read_versions(reader: Reader) -> dict[str, int]:
    """Return the number of changes so far of each kind of content that ever changed.

    For most visits this is the only thing that is read.
    """
    return dict(reader.rows("SELECT name, number FROM content_version ORDER BY name"))


def read_version(session: Session, name: str) -> int:
    """Return the number of changes so far; 0 before the first."""
    found = session.exec(select(ContentVersion.number).where(ContentVersion.name == name))
    return found.one_or_none() or 0
