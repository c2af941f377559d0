"""A version number per kind of content, raised by every change; pages use it as cache key."""

from sqlmodel import Field, Session, col, select, update

from app.core.db import Table


class ContentVersion(Table, table=True):
    """How often something that residents read has changed."""

    __tablename__ = "content_version"

    #: What changed, such as `public`.
    name: str = Field(primary_key=True)
    number: int = Field(default=1)


def raise_version(session: Session, name: str) -> None:
    """Note that content called `name` changes in this transaction."""
    raised = (
        update(ContentVersion)
        .where(col(ContentVersion.name) == name)
        .values(number=ContentVersion.number + 1)
    )
    if session.exec(raised).rowcount == 0:
        session.add(ContentVersion(name=name))
        session.flush()


def read_version(session: Session, name: str) -> int:
    """Return the number of changes so far; 0 before the first."""
    found = session.exec(select(ContentVersion.number).where(ContentVersion.name == name))
    return found.one_or_none() or 0
