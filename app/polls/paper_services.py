"""Taking in stubs of letters, and closing the web ballots that a paper vote takes the place of."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, delete, func, select

from app.audit.services import record
from app.core.errors import ConflictError
from app.polls import queries
from app.polls.models import Ballot, PaperCount, PaperStub, Poll, VotingCode
from app.polls.opening import Opened
from app.polls.receipts import NO_RECEIPT
from app.polls.rules import MIN_STUBS, NOTHING, CodeState, PollClosedError, PollStatus, pack_choice

#: A part of the waiting stubs is applied only when as many stay behind, so that the last ones
#: never stand alone.
_ENOUGH_FOR_TWO: Final = 2 * MIN_STUBS


class StubVerdict(StrEnum):
    """What becomes of the envelope that came with a stub."""

    ACCEPTED = "accepted"
    #: No such code in this poll; the envelope stays closed.
    WRONG = "wrong"
    #: The letter was called in or never handed out.
    VOID = "void"
    #: The same stub came before.
    SEEN = "seen"


class NoPaperError(ConflictError):
    """In this poll nobody can vote on paper."""


class PaperCompleteError(ConflictError):
    """The last stub was taken in; the envelopes are being opened."""


class TooFewStubsError(ConflictError):
    """So few stubs can't be applied yet."""


def paper_count(session: Session, poll: Poll) -> PaperCount:
    """Return the poll's counts of stubs, made when it has none yet.

    Raises:
        NoPaperError: nobody can vote on paper.
    """
    if not poll.has_paper or poll.id is None:
        raise NoPaperError(poll.ref)
    found = session.get(PaperCount, poll.id)
    if found is None:
        found = PaperCount(poll_id=poll.id)
        session.add(found)
        session.flush()
    return found


def take_stub(session: Session, poll: Poll, opened: Opened | None, *, now: datetime) -> StubVerdict:
    """Accept a stub whose code was opened, to be applied with others, or say what is wrong.

    `opened` is None when no code fits. Nothing is counted as refused here: a slip of the finger
    is no envelope. Sending the same again says that it was seen.

    Raises:
        PaperCompleteError: the last stub was taken in before.
        PollClosedError: voting didn't begin yet, or the result is open.
    """
    _check_open(session, poll, now)
    if opened is None or opened.poll_id != poll.id:
        return StubVerdict.WRONG
    code = session.get(VotingCode, opened.lookup)
    if code is None or code.state is not CodeState.ISSUED:
        return StubVerdict.VOID
    ballot = session.get(Ballot, (opened.poll_id, opened.ballot_id))
    if ballot is None or ballot.closed:
        return StubVerdict.SEEN
    stub = {"poll_id": opened.poll_id, "ballot_id": opened.ballot_id}
    added = session.connection().execute(insert(PaperStub).values(stub).on_conflict_do_nothing())
    return StubVerdict.ACCEPTED if added.rowcount else StubVerdict.SEEN


def refuse_envelope(
    session: Session, poll: Poll, verdict: StubVerdict, *, actor: str, now: datetime
) -> None:
    """Count an envelope that stays closed because of its stub.

    Raises:
        PaperCompleteError, PollClosedError: as for `take_stub`.
        ValueError: its stub was accepted.
    """
    if verdict is StubVerdict.ACCEPTED:
        raise ValueError("an accepted stub")
    _check_open(session, poll, now)
    count = paper_count(session, poll)
    name = f"refused_{verdict.value}"
    setattr(count, name, getattr(count, name) + 1)
    session.add(count)
    session.flush()
    record(session, actor, "poll.envelope_refused", ("poll", poll.ref), now=now, why=verdict.value)


def waiting_stubs(session: Session, poll: Poll) -> int:
    """Return how many accepted stubs wait to be applied."""
    waiting = select(func.count()).select_from(PaperStub).where(PaperStub.poll_id == poll.id)
    return session.exec(waiting).one()


def can_apply(waiting: int) -> bool:
    """Whether a part of so many waiting stubs can be applied while more may come."""
    return waiting >= _ENOUGH_FOR_TWO


def apply_stubs(session: Session, poll: Poll, *, actor: str, now: datetime) -> int:
    """Close the ballots of waiting stubs, all but the last few; return how many that were.

    Raises:
        TooFewStubsError: not enough are waiting.
        PaperCompleteError, PollClosedError: as for `take_stub`.
    """
    _check_open(session, poll, now)
    waiting = _waiting(session, poll)
    if not can_apply(len(waiting)):
        raise TooFewStubsError(poll.ref)
    return _apply(session, poll, waiting[: len(waiting) - MIN_STUBS], actor=actor, now=now)


def complete(session: Session, poll: Poll, *, actor: str, now: datetime) -> None:
    """Apply every stub that still waits: no more will come, the envelopes may be opened.

    Where there are fewer than ten in all, nothing else can be done than apply those together.

    Raises:
        PollClosedError: one can still vote, or the result is open.
        PaperCompleteError: it was done before.
    """
    _check_open(session, poll, now)
    if queries.status(poll, now) is not PollStatus.COUNTING:
        raise PollClosedError(poll.ref)
    _apply(session, poll, _waiting(session, poll), actor=actor, now=now)
    count = paper_count(session, poll)
    count.is_complete = True
    session.add(count)
    session.flush()


def _check_open(session: Session, poll: Poll, now: datetime) -> None:
    if paper_count(session, poll).is_complete:
        raise PaperCompleteError(poll.ref)
    if queries.status(poll, now) not in {PollStatus.OPEN, PollStatus.COUNTING}:
        raise PollClosedError(poll.ref)


def _waiting(session: Session, poll: Poll) -> Sequence[bytes]:
    waiting = select(PaperStub.ballot_id).where(PaperStub.poll_id == poll.id)
    return session.exec(waiting.order_by(col(PaperStub.ballot_id))).all()


def _apply(
    session: Session, poll: Poll, ballot_ids: Sequence[bytes], *, actor: str, now: datetime
) -> int:
    """Clear and close these ballots in order of their ids, under one line of the audit log."""
    if not ballot_ids:
        return 0
    # Of a table, not of a model: then many rows go through one prepared statement.
    ballots = Ballot.__table__  # type: ignore[attr-defined] # every model has one
    close = (
        update(ballots)
        .where(ballots.c.poll_id == poll.id, ballots.c.id == bindparam("ballot"))
        .values(choice=pack_choice(NOTHING), receipt=NO_RECEIPT, closed=True)
    )
    session.connection().execute(close, [{"ballot": ballot} for ballot in ballot_ids])
    for seen in [each for each in session if isinstance(each, Ballot)]:
        session.expire(seen)
    applied = col(PaperStub.ballot_id).in_(ballot_ids)
    session.exec(delete(PaperStub).where(col(PaperStub.poll_id) == poll.id, applied))
    count = paper_count(session, poll)
    count.applied += len(ballot_ids)
    session.add(count)
    session.flush()
    about = ("poll", poll.ref)
    record(session, actor, "poll.stubs_applied", about, now=now, number=len(ballot_ids))
    return len(ballot_ids)
