"""Reading the programme."""

from sqlmodel import Session, select

from app.programme.models import Programme


def find_programme(session: Session) -> Programme | None:
    """Return the programme, or None before one was loaded."""
    return session.exec(select(Programme)).one_or_none()
