"""Forms of several pages, kept on the server under a hashed cookie token until they are sent."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import JSON
from sqlmodel import Field, Session, col, select

from app.core.db import Table, UTCDateTime

LASTS: Final = timedelta(hours=24)


class Draft(Table, table=True):
    """What somebody has filled in so far."""

    __tablename__ = "draft"

    #: SHA-256 of the token in the cookie.
    token_hash: str = Field(primary_key=True)
    #: Which form it is, such as `story`.
    kind: str
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime = Field(sa_type=UTCDateTime)
    changed_at: datetime = Field(sa_type=UTCDateTime, index=True)


def new_token() -> str:
    """Return a fresh token for the cookie: 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_draft(session: Session, kind: str, token: str | None) -> Draft | None:
    """Return the draft of this token, if there is one."""
    if token is None:
        return None
    draft = session.get(Draft, token_hash(token))
    return draft if draft is not None and draft.kind == kind else None


def save_draft(
    session: Session, kind: str, token: str, answers: dict[str, Any], *, now: datetime
) -> Draft:
    """Add `answers` to the draft of `token`, which is made when there is none; flushed."""
    draft = find_draft(session, kind, token)
    if draft is None:
        draft = Draft(token_hash=token_hash(token), kind=kind, created_at=now, changed_at=now)
    draft.answers = {**draft.answers, **answers}
    draft.changed_at = now
    session.add(draft)
    session.flush()
    return draft


def old_drafts(session: Session, kind: str, *, now: datetime) -> list[Draft]:
    """Return the drafts that nobody has touched for a day."""
    old = select(Draft).where(Draft.kind == kind, col(Draft.changed_at) < now - LASTS)
    return list(session.exec(old))
