"""Reading whether clusters are suggested, and what was learned for it."""

from sqlmodel import Session, select

from app.suggesting.models import Suggesting
from app.suggesting.rules import Learned, unpack


def is_on(session: Session) -> bool:
    """Whether clusters are suggested; they are until somebody switches it off."""
    found = session.exec(select(Suggesting.is_on)).one_or_none()
    return found is not False


def find_learned(session: Session) -> Learned | None:
    """Return what was learned, if anything."""
    row = session.get(Suggesting, 1)
    return unpack(row.learned) if row is not None and row.learned is not None else None


def learned_version(session: Session) -> int:
    """Return the state of the stories from which was learned; 0 before that."""
    return session.exec(select(Suggesting.version)).one_or_none() or 0
