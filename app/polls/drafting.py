"""What every change of a poll has in common: only drafts change, and each change is noted."""

from datetime import datetime

from sqlmodel import Session

from app.audit.services import record
from app.polls import queries
from app.polls.models import Poll
from app.polls.rules import PollFrozenError, PollPrintedError


def check_draft(poll: Poll) -> None:
    """Raise `PollFrozenError` unless the rules can still be changed."""
    if poll.frozen_at is not None:
        raise PollFrozenError(poll.ref)


def check_unprinted(session: Session, poll: Poll) -> None:
    """Raise `PollPrintedError` where letters name the options in their order already."""
    if queries.batches_of(session, poll):
        raise PollPrintedError(poll.ref)


def note_change(session: Session, poll: Poll, action: str, actor: str, now: datetime) -> None:
    """Raise the version of a poll that changes in this transaction, and put it in the log."""
    poll.version += 1
    session.add(poll)
    session.flush()
    record(session, actor, action, ("poll", poll.ref), now=now)
