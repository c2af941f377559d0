"""Storing votes: those that wait at the same moment go into one transaction of their own."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from flask import Flask
from sqlmodel import Session

from app.core.db import Database
from app.core.errors import ConflictError
from app.polls.batching import Batches
from app.polls.casting import forget_order
from app.web.context import parts

#: Casts one vote in a session, or raises why it can't be cast and changes nothing.
Put = Callable[[Session], None]
_NAME: Final = "buurtstem-votes"


def voting_line(app: Flask) -> Batches[Put]:
    """Return the line of votes before the database of `app`, the current app."""
    store = partial(store_votes, parts().database)
    line: Batches[Put] = app.extensions.setdefault(_NAME, Batches(store))
    return line


def store_votes(database: Database, votes: Sequence[Put]) -> list[ConflictError | None]:
    """Store the votes and return, for each that wasn't stored, why it was refused."""
    with database.write() as session:
        refusals = [_refusal(session, put) for put in votes]
        session.commit()
    forget_order(database)
    return refusals


def _refusal(session: Session, put: Put) -> ConflictError | None:
    session.expunge_all()  # each looks at what the one before it left
    try:
        put(session)
    except ConflictError as error:
        return error
    return None
