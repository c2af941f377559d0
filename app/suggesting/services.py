"""Keeping what was learned of clusters, and switching suggestions on and off."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.audit.services import record
from app.core.versions import raise_version
from app.suggesting.models import Suggesting
from app.suggesting.rules import Learned, pack

#: Raised when something else is suggested from now on.
SUGGESTING: Final = "suggesting"


def keep_learned(session: Session, learned: Learned, *, version: int, now: datetime) -> None:
    """Store what was learned from the stories as they were at `version`."""
    row = _row(session)
    row.learned, row.version, row.learned_at = pack(learned), version, now
    _changed(session, row)


def switch(session: Session, *, on: bool, actor: str, now: datetime) -> None:
    """Suggest clusters from now on, or no more; off, what was learned is forgotten."""
    row = _row(session)
    if row.is_on == on:
        return
    row.is_on = on
    if not on:
        row.learned, row.version, row.learned_at = None, 0, None
    _changed(session, row)
    what = "switched_on" if on else "switched_off"
    record(session, actor, f"suggesting.{what}", ("suggesting", "suggesting"), now=now)


def _row(session: Session) -> Suggesting:
    return session.get(Suggesting, 1) or Suggesting(id=1)


def _changed(session: Session, row: Suggesting) -> None:
    session.add(row)
    session.flush()
    raise_version(session, SUGGESTING)
