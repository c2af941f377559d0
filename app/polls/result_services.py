"""Opening a result: once, all ballots at the same moment, and nothing of it before."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import Session, col, delete, update

from app.audit.services import record
from app.core.errors import ConflictError, InvalidError
from app.core.text import check_text
from app.core.versions import PUBLIC, raise_version
from app.ledger.services import append
from app.polls import queries, result_queries
from app.polls.counting import hash_lines, write_list
from app.polls.figures import Figures, dump, load
from app.polls.gathering import Counted, count_ballots, figures_of, sums_of
from app.polls.models import Ballot, CountedBallot, PaperBatch, Poll, PollResult
from app.polls.outcome import Decider, Fault
from app.polls.rules import Access, PollStatus

#: Code points of a public reason or note.
MAX_REASON: Final = 1_000


class Obstacle(StrEnum):
    """What has to be done before a result can open; no reason makes up for it."""

    NOT_CLOSED = "not_closed"
    #: Stubs may still come in.
    STUBS = "stubs"
    #: A pack of paper ballots isn't counted by a second person.
    UNCONFIRMED = "unconfirmed"


class StillSealedError(ConflictError):
    """The result can't open yet."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle)
        self.obstacle = obstacle


class SumsDifferError(InvalidError):
    """It doesn't add up, and no public reason was given."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class AlreadyOpenError(ConflictError):
    """Somebody opened the result before."""


class NothingToDecideError(ConflictError):
    """There is no tie, it was decided before, or not between this option and others."""


def obstacle_of(session: Session, poll: Poll, now: datetime) -> Obstacle | None:
    """Return what keeps the result from opening; None when only the sums could."""
    if queries.status(poll, now) is not PollStatus.COUNTING:
        return Obstacle.NOT_CLOSED
    if not poll.has_paper:
        return None
    count = result_queries.find_paper_count(session, poll)
    if count is None or not count.is_complete:
        return Obstacle.STUBS
    batches = result_queries.paper_batches(session, poll)
    return Obstacle.UNCONFIRMED if any(each.confirmed_at is None for each in batches) else None


def faults_of(session: Session, poll: Poll) -> tuple[Fault, ...]:
    """Return what doesn't add up, without telling any number."""
    return () if poll.access is Access.OPEN else sums_of(session, poll).faults()


def open_result(
    session: Session, poll: Poll, *, actor: str, now: datetime, reason: str = ""
) -> PollResult:
    """Open the result of `poll`: write every ballot anew as the public list has it, and count.

    Afterwards nothing leads from a code to a ballot. Whoever commits empties the write-ahead log.

    Raises:
        AlreadyOpenError: it was opened before.
        StillSealedError: it isn't closed, or paper isn't counted twice.
        SumsDifferError: it doesn't add up and there is no `reason`.
        TextError: the reason can't be published.
    """
    session.refresh(poll)
    if poll.result_at is not None:
        raise AlreadyOpenError(poll.ref)
    obstacle = obstacle_of(session, poll, now)
    if obstacle is not None:
        raise StillSealedError(obstacle)
    counted = count_ballots(session, poll)
    figures = figures_of(session, poll, counted)
    if figures.faults:
        if not reason:
            raise SumsDifferError(figures.faults)
        check_text(reason, MAX_REASON)
    _write_anew(session, poll, counted)
    result = _store(session, poll, figures, reason if figures.faults else "", now)
    record(session, actor, "poll.result_opened", ("poll", poll.ref), now=now)
    return result


def _write_anew(session: Session, poll: Poll, counted: Counted) -> None:
    """Put each ballot into the public list and take away everything that it was made from."""
    rows = [
        {"poll_id": poll.id, "receipt": receipt, "choice": choice}
        for receipt, choice in counted.ballots
    ]
    if rows:
        session.connection().execute(insert(CountedBallot), rows)
    session.exec(delete(Ballot).where(col(Ballot.poll_id) == poll.id))
    # The figures keep what is public of them.
    emptied = update(PaperBatch).where(col(PaperBatch.poll_id) == poll.id).values(lines={})
    session.exec(emptied)


def _store(
    session: Session, poll: Poll, figures: Figures, reason: str, now: datetime
) -> PollResult:
    assert poll.id is not None
    result = PollResult(
        poll_id=poll.id,
        opened_at=now,
        figures=dump(figures),
        list_hash=hash_lines(write_list(result_queries.list_of(session, poll.id))),
        reason=reason or None,
    )
    session.add(result)
    poll.result_at = now
    poll.version += 1
    session.add(poll)
    session.flush()
    told: dict[str, Any] = {"list_sha256": result.list_hash, "reason": result.reason}
    append(session, "poll.result", {**_about(poll), **result.figures, **told}, now=now)
    raise_version(session, PUBLIC)
    return result


def decide_tie(
    session: Session, poll: Poll, number: int, *, note: str, actor: str, now: datetime
) -> None:
    """Record which option the lot or the advice of the bewonersberaad brought, and how.

    Raises:
        NothingToDecideError: nothing is to be decided, or not between this option and others.
        TextError: the note is empty or can't be published.
    """
    result = result_queries.get_result(session, poll)
    session.refresh(result)
    figures = load(result.figures)
    outcome = figures.outcome
    if outcome.decider not in {Decider.LOT, Decider.COUNCIL} or result.tie_winner is not None:
        raise NothingToDecideError(poll.ref)
    if number not in outcome.candidates:
        raise NothingToDecideError(poll.ref)
    check_text(note, MAX_REASON)
    result.tie_winner, result.tie_note = number, note
    session.add(result)
    session.flush()
    title = figures.option(number).title
    told = {"decider": outcome.decider.value, "winner": number, "title": title, "note": note}
    append(session, "poll.tie_decided", {**_about(poll), **told}, now=now)
    record(session, actor, "poll.tie_decided", ("poll", poll.ref), now=now)
    raise_version(session, PUBLIC)


def _about(poll: Poll) -> dict[str, str]:
    return {"subject": poll.ref, "slug": poll.slug, "question": poll.question}
