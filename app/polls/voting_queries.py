"""Reading what opening a code needs; nothing here goes from a code to a ballot."""

from sqlmodel import Session, select

from app.polls.models import Ballot, VotingCode


def find_code(session: Session, lookup: str) -> VotingCode | None:
    """Return the stored side of the code with this look-up, if there is one."""
    return session.get(VotingCode, lookup)


def find_ballot(session: Session, poll_id: int, ballot_id: bytes) -> Ballot | None:
    """Return the ballot that a code or a browser opened; None once the result is open."""
    wanted = select(Ballot).where(Ballot.poll_id == poll_id, Ballot.id == ballot_id)
    return session.exec(wanted).one_or_none()
