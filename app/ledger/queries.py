"""Reading the ledger, also where somebody damaged it: entries come byte for byte."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import LargeBinary, Select, cast, select
from sqlmodel import Session, col

from app.ledger.models import LedgerEntry
from app.ledger.rules import START, Entry, Head

#: Entries that are read at a time; memory holds no more of them.
BATCH: Final = 500
_STORED_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.000000)?", re.ASCII)


def _bytes(column: Any) -> Any:  # noqa: ANN401 - a column of whatever type
    return cast(column, LargeBinary)


#: As bytes: what somebody wrote into the file need not be text, and has to be found all the same.
_ENTRIES: Final = select(
    col(LedgerEntry.seq),
    _bytes(LedgerEntry.at),
    _bytes(LedgerEntry.kind),
    _bytes(LedgerEntry.payload),
    _bytes(LedgerEntry.previous),
    _bytes(LedgerEntry.hash),
    _bytes(LedgerEntry.subject),
)


def head(session: Session) -> Head:
    """Return the last entry's number and hash; `rules.START` while there is none."""
    for entry in page_of_entries(session, limit=1, start=None, back=False):
        return Head(entry.seq, entry.hash)
    return START


def entries_after(session: Session, seq: int, *, limit: int = BATCH) -> Sequence[Entry]:
    """Return up to `limit` entries behind number `seq`, oldest first."""
    number = col(LedgerEntry.seq)
    return _read(session, _ENTRIES.where(number > seq).order_by(number).limit(limit))


def all_entries(session: Session) -> Iterator[Entry]:
    """Yield every entry, oldest first; read a batch at a time."""
    seq = 0
    while batch := entries_after(session, seq):
        yield from batch
        seq = batch[-1].seq


def page_of_entries(
    session: Session, *, limit: int, start: int | None, back: bool, subject: str | None = None
) -> Sequence[Entry]:
    """Return up to `limit` entries beside number `start`, nearest first.

    They are older ones, or with `back` newer ones; without `start` the newest. With `subject`
    only those about it.
    """
    number = col(LedgerEntry.seq)
    found = _ENTRIES.order_by(number if back else number.desc()).limit(limit)
    if start is not None:
        found = found.where(number > start if back else number < start)
    if subject is not None:
        found = found.where(col(LedgerEntry.subject) == subject)
    return _read(session, found)


def entries_about(session: Session, subject: str) -> Sequence[Entry]:
    """Return every entry about one thing, oldest first."""
    about = _ENTRIES.where(col(LedgerEntry.subject) == subject)
    return _read(session, about.order_by(col(LedgerEntry.seq)))


def _read(session: Session, statement: Select[Any]) -> Sequence[Entry]:
    return [_entry(row) for row in session.connection().execute(statement)]


def _entry(row: Sequence[Any]) -> Entry:
    seq, at, kind, payload, previous, digest, subject = row
    return Entry(
        seq=seq,
        time=_time(_text(at)),
        kind=_text(kind),
        payload=_text(payload),
        previous=_text(previous),
        hash=_text(digest),
        subject=None if subject is None else _text(subject),
    )


def _text(stored: bytes) -> str:
    # A byte that is no text becomes a character that has no canonical form.
    return stored.decode("utf-8", "surrogateescape")


def _time(stored: str) -> str:
    """Return a stored moment as it is hashed; one that is not written as ours stays as it is."""
    found = _STORED_TIME.fullmatch(stored)
    return f"{found[1]}T{found[2]}Z" if found else stored
