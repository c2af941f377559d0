"""Counting paper ballots in packs: one person counts, another counts anew without seeing it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, func, select

from app.audit.services import record
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.polls import queries
from app.polls.models import PaperBatch, Poll
from app.polls.paper_services import paper_count
from app.polls.rules import BLANK, INVALID, Choice, PollStatus, make_choice, numbers_in

#: Ballots of one pack: more are hard to count by hand.
MAX_PACK = 500


class PackVerdict(StrEnum):
    """What a count brought."""

    #: It waits for a second person.
    COUNTED = "counted"
    #: Two people counted the same.
    CONFIRMED = "confirmed"
    #: It isn't what the other person counted; this count now waits for somebody else.
    DIFFERENT = "different"


class EnvelopesClosedError(ConflictError):
    """Stubs may still come in, so no envelope may be opened."""


class PackDoneError(ConflictError):
    """Two people counted this pack the same; or the result is open."""


class PackCountError(InvalidError):
    """Such a count can't be: `none`, `too_many` or `choice`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def get_pack(session: Session, poll: Poll, ref: str) -> PaperBatch:
    """Return the pack of this poll; raise `NotFoundError` without it."""
    wanted = select(PaperBatch).where(PaperBatch.poll_id == poll.id, PaperBatch.ref == ref)
    pack = session.exec(wanted).one_or_none()
    if pack is None:
        raise NotFoundError(ref)
    return pack


def count_new(
    session: Session, poll: Poll, lines: Mapping[Choice, int], *, actor: str, now: datetime
) -> PaperBatch:
    """Store the first count of a new pack; flushed.

    Raises:
        EnvelopesClosedError, PackDoneError: it isn't the time to count.
        PackCountError: such a count can't be.
    """
    _check_time(session, poll, now)
    counted = _checked(session, poll, lines)
    assert poll.id is not None
    last = select(func.max(PaperBatch.number)).where(PaperBatch.poll_id == poll.id)
    pack = PaperBatch(
        poll_id=poll.id,
        number=(session.exec(last).one() or 0) + 1,
        counted_by=actor,
        counted_at=now,
        lines=counted,
        ballots=sum(counted.values()),
    )
    session.add(pack)
    session.flush()
    _note(session, poll, pack, "poll.pack_counted", actor, now)
    return pack


def count_again(
    session: Session,
    poll: Poll,
    pack: PaperBatch,
    lines: Mapping[Choice, int],
    *,
    actor: str,
    now: datetime,
) -> PackVerdict:
    """Store another count of a pack, and say whether two people in a row counted the same.

    Whoever counted last only corrects the own count. A count that differs takes the place of the
    other one: nobody can find out by trying what somebody else counted.

    Raises:
        PackDoneError: it is confirmed already.
        PackCountError: such a count can't be.
    """
    _check_time(session, poll, now)
    session.refresh(pack)
    if pack.confirmed_at is not None:
        raise PackDoneError(pack.ref)
    counted = _checked(session, poll, lines)
    is_other, is_same = pack.counted_by != actor, pack.lines == counted
    if is_other and is_same:
        pack.confirmed_by, pack.confirmed_at = actor, now
        verdict = PackVerdict.CONFIRMED
    else:
        pack.lines, pack.ballots = counted, sum(counted.values())
        pack.counted_by, pack.counted_at = actor, now
        verdict = PackVerdict.DIFFERENT if is_other else PackVerdict.COUNTED
    pack.version += 1
    session.add(pack)
    session.flush()
    _note(session, poll, pack, f"poll.pack_{verdict.value}", actor, now)
    return verdict


def drop_pack(session: Session, poll: Poll, pack: PaperBatch, *, actor: str, now: datetime) -> None:
    """Forget a pack, so that its ballots can be counted anew in another one.

    Raises:
        PackDoneError: the result is open.
    """
    _check_time(session, poll, now)
    session.delete(pack)
    session.flush()
    _note(session, poll, pack, "poll.pack_dropped", actor, now)


def _check_time(session: Session, poll: Poll, now: datetime) -> None:
    if queries.status(poll, now) is PollStatus.RESULT:
        raise PackDoneError(poll.ref)
    if not paper_count(session, poll).is_complete:
        raise EnvelopesClosedError(poll.ref)


def _checked(session: Session, poll: Poll, lines: Mapping[Choice, int]) -> dict[str, int]:
    """Return a count as it is stored: decimal choices in order, none with zero ballots."""
    options = len(queries.options_of(session, poll))
    for choice, how_many in lines.items():
        if how_many < 0:
            raise PackCountError("choice")
        if choice != INVALID:
            is_blank = bool(choice & BLANK)
            numbers = numbers_in(choice)
            make_choice(numbers, blank=is_blank, options=options, most=poll.max_choices)
    total = sum(lines.values())
    if not 1 <= total <= MAX_PACK:
        raise PackCountError("too_many" if total else "none")
    return {str(choice): how_many for choice, how_many in sorted(lines.items()) if how_many}


def _note(
    session: Session, poll: Poll, pack: PaperBatch, action: str, actor: str, now: datetime
) -> None:
    record(session, actor, action, ("poll", poll.ref), now=now, pack=pack.number)
