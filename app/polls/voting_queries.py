"""Reading what opening a code needs; nothing here goes from a code to a ballot."""

from sqlmodel import Session, select

from app.core.errors import NotFoundError
from app.polls.models import Ballot, Poll, VotingCode
from app.polls.receipts import NO_RECEIPT


def find_code(session: Session, lookup: str) -> VotingCode | None:
    """Return the stored side of the code with this look-up, if there is one."""
    return session.get(VotingCode, lookup)


def find_ballot(session: Session, poll_id: int, ballot_id: bytes) -> Ballot | None:
    """Return the ballot that a code or a browser opened; None once the result is open."""
    wanted = select(Ballot).where(Ballot.poll_id == poll_id, Ballot.id == ballot_id)
    return session.exec(wanted).one_or_none()


def is_voted(ballot: Ballot) -> bool:
    """Whether the ballot holds a choice; which one is told to nobody."""
    return ballot.receipt != NO_RECEIPT


def poll_with_id(session: Session, poll_id: int) -> Poll:
    """Return the poll that an opened code belongs to; raise `NotFoundError` without it."""
    poll = session.get(Poll, poll_id)
    if poll is None:
        raise NotFoundError("the poll of a code")
    return poll
