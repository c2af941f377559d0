"""Casting a vote: one row is overwritten where it lies, and nothing else is written anywhere."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Update, and_, exists, or_, update
from sqlmodel import Session, col, select

from app.core.db import Database
from app.core.errors import ConflictError
from app.polls.models import Ballot, Poll, VotingCode
from app.polls.opening import Opening
from app.polls.rules import Access, Choice, CodeState, PollClosedError, pack_choice
from app.polls.voting_queries import find_ballot

#: Milliseconds that a vote waits for readers of the log, before it leaves emptying it to the next.
LOG_PATIENCE_MS: Final = 100


class CodeNotIssuedError(ConflictError):
    """The letter was called in or never handed out."""


class BallotClosedError(ConflictError):
    """A vote on paper took the ballot's place."""


class AlreadyCastError(ConflictError):
    """This opening of the code has voted already; another choice needs the code again."""


def cast(
    session: Session, poll: Poll, opened: Opening, choice: Choice, receipt: bytes, now: datetime
) -> None:
    """Put `choice` and `receipt` into the opened ballot; sending the same again changes nothing.

    Raises:
        PollClosedError: it is not the time to vote.
        CodeNotIssuedError: the code is not, or no longer, good for voting.
        BallotClosedError: there is a vote on paper.
        AlreadyCastError: this receipt stands for another choice.
    """
    assert poll.id == opened.poll_id
    overwrite = (
        update(Ballot)
        .where(
            _is_ballot(opened.poll_id, opened.ballot_id),
            col(Ballot.closed).is_(False),
            # One receipt never stands for two choices, however fast somebody taps.
            or_(col(Ballot.receipt) != receipt, col(Ballot.choice) == pack_choice(choice)),
            _is_issued(opened),
            _is_open(opened.poll_id, now),
        )
        .values(choice=pack_choice(choice), receipt=receipt)
    )
    if _changed(session, overwrite) != 1:
        raise _refusal(session, opened, receipt, now)


def cast_as_browser(
    session: Session, poll: Poll, ballot_id: bytes, choice: Choice, receipt: bytes, now: datetime
) -> None:
    """Put a choice into a browser's ballot in a peiling, which its first vote makes.

    Raises:
        PollClosedError: it is not the time to vote, or only with a letter.
    """
    assert poll.id is not None
    can_vote = select(Poll.id).where(_is_open(poll.id, now), Poll.access == Access.OPEN)
    if session.exec(can_vote).first() is None:
        raise PollClosedError(poll.ref)
    ballot = find_ballot(session, poll.id, ballot_id) or Ballot(
        poll_id=poll.id, id=ballot_id, choice=b"", receipt=b""
    )
    ballot.choice, ballot.receipt = pack_choice(choice), receipt
    session.add(ballot)
    session.flush()


def forget_order(database: Database) -> bool:
    """Empty the write-ahead log after a vote was committed, so that it keeps no order of votes.

    False when somebody was reading just now; the next vote or the worker makes up for it.
    """
    return database.truncate_log(patience_ms=LOG_PATIENCE_MS)


def _changed(session: Session, statement: Update) -> int:
    result = session.exec(statement, execution_options={"synchronize_session": False})
    return int(result.rowcount)


def _is_ballot(poll_id: int, ballot_id: bytes) -> ColumnElement[bool]:
    return and_(col(Ballot.poll_id) == poll_id, col(Ballot.id) == ballot_id)


def _is_issued(opened: Opening) -> ColumnElement[bool]:
    return exists().where(
        col(VotingCode.lookup) == opened.lookup,
        col(VotingCode.poll_id) == opened.poll_id,
        col(VotingCode.state) == CodeState.ISSUED,
    )


def _is_open(poll_id: int, now: datetime) -> ColumnElement[bool]:
    """Whether one can vote at `now`, as `rules.status_of` says it."""
    return exists().where(
        col(Poll.id) == poll_id,
        col(Poll.frozen_at).is_not(None),
        col(Poll.result_at).is_(None),
        col(Poll.opens_at) <= now,
        col(Poll.closes_at) > now,
    )


def _refusal(session: Session, opened: Opening, receipt: bytes, now: datetime) -> ConflictError:
    """Return why nothing was changed."""
    if not session.exec(select(_is_open(opened.poll_id, now))).one():
        return PollClosedError(str(opened.poll_id))
    if not session.exec(select(_is_issued(opened))).one():
        return CodeNotIssuedError(str(opened.poll_id))
    ballot = find_ballot(session, opened.poll_id, opened.ballot_id)
    if ballot is None:
        raise LookupError("an opened code without a ballot")
    if ballot.closed:
        return BallotClosedError(str(opened.poll_id))
    assert ballot.receipt == receipt
    return AlreadyCastError(str(opened.poll_id))
