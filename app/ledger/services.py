"""Adding to the ledger: the only thing that can be done with it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from app.core.versions import LEDGER, raise_version
from app.ledger import queries
from app.ledger.models import LedgerEntry
from app.ledger.rules import canonical, entry_hash, is_kind, time_text


def append(
    session: Session, kind: str, payload: Mapping[str, Any], *, now: datetime
) -> LedgerEntry:
    """Add an entry behind the last one and flush it; it is public as soon as this is committed.

    Call it in a transaction that writes: that holds the lock, so entries stay in one order.
    `subject` in the payload is the reference of what the entry is about. Nothing in it may be
    personal: staff are named by office, residents not at all.

    Raises:
        ValueError: `kind` isn't written as `poll.opened`, or `subject` isn't text.
        NotCanonicalError: the payload has no canonical form.
    """
    facts, subject = dict(payload), payload.get("subject")
    if not is_kind(kind):
        raise ValueError(f"kind {kind!r}")
    if not (subject is None or isinstance(subject, str)):
        raise ValueError(f"subject {subject!r}")
    last = queries.head(session)
    seq, at = last.seq + 1, now.astimezone(UTC).replace(microsecond=0)
    entry = LedgerEntry(
        seq=seq,
        at=at,
        kind=kind,
        subject=subject,
        payload=canonical(facts).decode(),
        previous=last.hash,
        hash=entry_hash(seq, time_text(at), kind, facts, last.hash),
    )
    session.add(entry)
    session.flush()
    raise_version(session, LEDGER)
    return entry
