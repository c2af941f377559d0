"""Reading ballots once nobody can vote any more, and the results that were opened."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.ledger import queries as ledger
from app.ledger.rules import facts_of
from app.polls.counting import Tally, tally_of
from app.polls.models import (
    Ballot,
    CodeBatch,
    CountedBallot,
    PaperBatch,
    PaperCount,
    Poll,
    PollResult,
    VotingCode,
)
from app.polls.rules import NOTHING, Choice, CodeState, pack_choice, unpack_choice

#: Rows of the public list that are read at a time.
STEP: Final = 5_000
#: Kind of the ledger's entry about the frozen rules.
OPENED: Final = "poll.opened"


def tally(session: Session, poll_id: int) -> Tally:
    """Return the tally of an opened poll's ballots, on the web and on paper."""
    counted = (
        select(CountedBallot.choice, func.count())
        .where(CountedBallot.poll_id == poll_id)
        .group_by(col(CountedBallot.choice))
    )
    return tally_of(session.exec(counted).all())


def list_of(session: Session, poll_id: int) -> Iterator[tuple[str, Choice]]:
    """Yield (receipt, choice) of every ballot of an opened poll, in order of the receipts."""
    after = ""
    while rows := page_of_list(session, poll_id, limit=STEP, start=after or None, back=False):
        yield from rows
        after = rows[-1][0]


def page_of_list(
    session: Session, poll_id: int, *, limit: int, start: str | None, back: bool
) -> Sequence[tuple[str, Choice]]:
    """Return up to `limit` ballots of the public list beside receipt `start`, nearest first."""
    receipt = col(CountedBallot.receipt)
    found = select(CountedBallot.receipt, CountedBallot.choice)
    found = found.where(CountedBallot.poll_id == poll_id).limit(limit)
    if start is not None:
        found = found.where(receipt < start if back else receipt > start)
    return session.exec(found.order_by(receipt.desc() if back else receipt)).all()


def find_counted(session: Session, poll_id: int, receipt: str) -> Choice | None:
    """Return the choice on the counted ballot with this receipt, if there is one."""
    wanted = select(CountedBallot.choice).where(
        CountedBallot.poll_id == poll_id, CountedBallot.receipt == receipt
    )
    return session.exec(wanted).one_or_none()


def find_result(session: Session, poll: Poll) -> PollResult | None:
    """Return the opened result of a poll, if it is open."""
    return session.get(PollResult, poll.id)


def get_result(session: Session, poll: Poll) -> PollResult:
    """Return the opened result of a poll; raise `NotFoundError` before it opens."""
    result = find_result(session, poll)
    if result is None:
        raise NotFoundError(poll.slug)
    return result


def polls_to_open(session: Session, now: datetime) -> Sequence[Poll]:
    """Return polls that are closed and whose result is sealed, the one that closed first first."""
    closed = select(Poll).where(
        col(Poll.frozen_at).is_not(None),
        col(Poll.result_at).is_(None),
        Poll.closes_at <= now,
    )
    return session.exec(closed.order_by(col(Poll.closes_at), col(Poll.id))).all()


def made_at_opening(session: Session, poll: Poll) -> tuple[int, int]:
    """Return how many codes and empty ballots there were, as the ledger says since the opening.

    Raises:
        NotFoundError: the ledger has no such entry; the rules weren't frozen the right way.
    """
    for entry in ledger.entries_about(session, poll.ref):
        facts = facts_of(entry)
        if entry.kind == OPENED and facts is not None:
            return int(facts["codes_made"]), int(facts["ballots_made"])
    raise NotFoundError(poll.ref)


def codes_by_state(session: Session, poll: Poll) -> dict[CodeState, int]:
    """Return how many codes are in each state."""
    counted = select(VotingCode.state, func.count()).where(VotingCode.poll_id == poll.id)
    found = dict(session.exec(counted.group_by(col(VotingCode.state))).all())
    return {state: found.get(state, 0) for state in CodeState}


def letters_by_district(session: Session, poll: Poll) -> dict[int, int]:
    """Return how many letters are handed out in each district."""
    counted = (
        select(CodeBatch.district_id, func.count())
        .join(VotingCode, col(VotingCode.batch_id) == col(CodeBatch.id))
        .where(VotingCode.poll_id == poll.id, VotingCode.state == CodeState.ISSUED)
        .group_by(col(CodeBatch.district_id))
    )
    return dict(session.exec(counted).all())


def count_double(session: Session, poll: Poll) -> int:
    """Return V: letters handed out in place of ones that were voided when one could vote already.

    The old letter may have voted; that ballot stays, for nobody can find it.
    """
    voided = select(VotingCode.number).where(
        VotingCode.poll_id == poll.id,
        VotingCode.state == CodeState.VOID,
        col(VotingCode.voided_at) >= poll.opens_at,
    )
    counted = select(func.count()).where(
        VotingCode.poll_id == poll.id, col(VotingCode.replaces).in_(voided)
    )
    return session.exec(counted).one()


def closed_by_district(session: Session, poll: Poll) -> dict[int | None, int]:
    """Return how many ballots a paper vote took the place of, in each district."""
    counted = select(Ballot.district_id, func.count()).where(
        Ballot.poll_id == poll.id, col(Ballot.closed).is_(True)
    )
    return dict(session.exec(counted.group_by(col(Ballot.district_id))).all())


def count_unused(session: Session, poll: Poll) -> int:
    """Return how many ballots nobody used, on the web or on paper."""
    unused = select(func.count()).where(
        Ballot.poll_id == poll.id,
        Ballot.choice == pack_choice(NOTHING),
        col(Ballot.closed).is_(False),
    )
    return session.exec(unused).one()


def web_ballots(session: Session, poll: Poll) -> Sequence[tuple[int | None, bytes, Choice]]:
    """Return (district, receipt, choice) of every ballot cast on the web; only to open a result."""
    cast = select(Ballot.district_id, Ballot.receipt, Ballot.choice).where(
        Ballot.poll_id == poll.id,
        Ballot.choice != pack_choice(NOTHING),
        col(Ballot.closed).is_(False),
    )
    return [
        (district, receipt, unpack_choice(made)) for district, receipt, made in session.exec(cast)
    ]


def find_paper_count(session: Session, poll: Poll) -> PaperCount | None:
    """Return how many stubs there were so far; None before the first."""
    return session.get(PaperCount, poll.id)


def paper_batches(session: Session, poll: Poll) -> Sequence[PaperBatch]:
    """Return the packs of counted paper ballots, in order."""
    mine = select(PaperBatch).where(PaperBatch.poll_id == poll.id)
    return session.exec(mine.order_by(col(PaperBatch.number))).all()
