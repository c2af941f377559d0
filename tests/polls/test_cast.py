"""Casting: when a vote counts, when it is refused, and that one row changes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from app.core.config import Settings
from app.core.db import Database
from app.polls.casting import (
    AlreadyCastError,
    BallotClosedError,
    CodeNotIssuedError,
    cast,
    cast_as_browser,
)
from app.polls.keys import ballot_of_browser
from app.polls.models import Ballot, Poll, VotingCode
from app.polls.opening import Opened
from app.polls.receipts import NO_RECEIPT, new_receipt
from app.polls.rules import (
    BLANK,
    Access,
    CodeState,
    PollClosedError,
    make_choice,
    pack_choice,
)
from tests.ballots import DAY, make_door, make_letters
from tests.conftest import NOW
from tests.factories import make_poll, make_programme

SECOND = timedelta(seconds=1)
ONE = make_choice([1], blank=False, options=3, most=1)
TWO = make_choice([2], blank=False, options=3, most=1)

Stored = Callable[[], Session]


@pytest.fixture
def poll(session: Session) -> Poll:
    make_programme(session)
    return open_poll(session)


@pytest.fixture
def opened(database: Database, settings: Settings, session: Session, poll: Poll) -> Opened:
    code = make_letters(session, poll)[0]
    session.commit()
    return make_door(database, settings).open(code)


def open_poll(session: Session, **values: Any) -> Poll:
    """A poll that opened yesterday and closes tomorrow."""
    times = {"frozen": True, "opens_at": NOW - DAY, "closes_at": NOW + DAY}
    return make_poll(session, options=3, **{**times, **values})


def voted(stored: Stored) -> dict[bytes, tuple[bytes, bytes]]:
    """Choice and receipt of every ballot that isn't empty."""
    ballots = stored().exec(select(Ballot)).all()
    return {each.id: (each.choice, each.receipt) for each in ballots if each.receipt != NO_RECEIPT}


@pytest.mark.parametrize("choice", [ONE, TWO, BLANK])
def test_a_vote_is_in_its_own_ballot_and_in_no_other(
    session: Session, stored: Stored, poll: Poll, opened: Opened, choice: int
) -> None:
    receipt = new_receipt()

    cast(session, poll, opened, choice, receipt, NOW)
    session.commit()

    assert voted(stored) == {opened.ballot_id: (pack_choice(choice), receipt)}


def test_sending_a_vote_again_shows_and_stores_the_same(
    session: Session, stored: Stored, poll: Poll, opened: Opened
) -> None:
    receipt = new_receipt()

    for _ in range(3):
        cast(session, poll, opened, ONE, receipt, NOW)
        session.commit()

    assert voted(stored) == {opened.ballot_id: (pack_choice(ONE), receipt)}


def test_another_choice_needs_the_code_again(
    session: Session, stored: Stored, poll: Poll, opened: Opened
) -> None:
    receipt = new_receipt()
    cast(session, poll, opened, ONE, receipt, NOW)

    with pytest.raises(AlreadyCastError):
        cast(session, poll, opened, TWO, receipt, NOW)
    session.commit()

    assert voted(stored) == {opened.ballot_id: (pack_choice(ONE), receipt)}


def test_the_last_choice_counts(
    session: Session, stored: Stored, poll: Poll, opened: Opened
) -> None:
    last = new_receipt()
    for choice in (ONE, TWO, BLANK):
        cast(session, poll, opened, choice, new_receipt(), NOW)
    cast(session, poll, opened, TWO, last, NOW)
    session.commit()

    assert voted(stored) == {opened.ballot_id: (pack_choice(TWO), last)}


@pytest.mark.parametrize(
    "when",
    [NOW - DAY - SECOND, NOW - DAY, NOW + DAY - SECOND / 1000, NOW + DAY, NOW + DAY + SECOND],
)
def test_a_change_of_mind_counts_until_the_last_moment(
    session: Session, stored: Stored, poll: Poll, opened: Opened, when: datetime
) -> None:
    first, second = new_receipt(), new_receipt()
    counts = NOW - DAY <= when < NOW + DAY
    cast(session, poll, opened, ONE, first, NOW)
    if counts:
        cast(session, poll, opened, TWO, second, when)
    else:
        with pytest.raises(PollClosedError):
            cast(session, poll, opened, TWO, second, when)
    session.commit()

    last = (pack_choice(TWO), second) if counts else (pack_choice(ONE), first)
    assert voted(stored) == {opened.ballot_id: last}


#: In these nights the clocks of the Netherlands change; two o'clock comes twice, or not at all.
NIGHTS = [
    # Autumn: it is 02.59 in summer time, and 02.00 in winter time a minute later.
    (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), datetime(2026, 10, 25, 1, 0, tzinfo=UTC)),
    # Autumn: half past two for the second time.
    (datetime(2026, 10, 25, 1, 29, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    # Spring: it is 01.59, and 03.00 a minute later.
    (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("before", "closes"), NIGHTS)
def test_a_poll_that_closes_in_a_night_of_the_clocks_closes_once(
    session: Session, stored: Stored, poll: Poll, opened: Opened, before: datetime, closes: datetime
) -> None:
    poll.opens_at, poll.closes_at = closes - 10 * DAY, closes
    session.add(poll)
    last = new_receipt()

    cast(session, poll, opened, ONE, new_receipt(), before - timedelta(hours=1))
    cast(session, poll, opened, TWO, last, before)
    for minutes in (0, 1, 59, 60, 61):
        with pytest.raises(PollClosedError):
            cast(session, poll, opened, ONE, new_receipt(), closes + timedelta(minutes=minutes))
    session.commit()

    assert voted(stored) == {opened.ballot_id: (pack_choice(TWO), last)}


@pytest.mark.parametrize(
    "change", [{"frozen_at": None}, {"result_at": NOW}, {"closes_at": NOW - SECOND}]
)
def test_a_poll_that_is_not_open_takes_no_votes(
    session: Session, stored: Stored, poll: Poll, opened: Opened, change: dict[str, object]
) -> None:
    for name, value in change.items():
        setattr(poll, name, value)
    session.add(poll)

    with pytest.raises(PollClosedError):
        cast(session, poll, opened, ONE, new_receipt(), NOW)
    session.commit()

    assert voted(stored) == {}


@pytest.mark.parametrize("state", [CodeState.VOID, CodeState.RESERVE])
def test_a_code_that_is_called_in_after_it_was_opened_can_not_vote(
    session: Session, stored: Stored, poll: Poll, opened: Opened, state: CodeState
) -> None:
    code = session.get(VotingCode, opened.lookup)
    assert code is not None
    code.state = state
    session.add(code)

    with pytest.raises(CodeNotIssuedError):
        cast(session, poll, opened, ONE, new_receipt(), NOW)
    session.commit()

    assert voted(stored) == {}


def test_a_ballot_that_paper_took_the_place_of_stays_empty(
    session: Session, stored: Stored, poll: Poll, opened: Opened
) -> None:
    ballot = session.get(Ballot, (poll.id, opened.ballot_id))
    assert ballot is not None
    ballot.closed = True
    session.add(ballot)

    with pytest.raises(BallotClosedError):
        cast(session, poll, opened, ONE, new_receipt(), NOW)
    session.commit()

    assert voted(stored) == {}


def test_a_browser_has_one_ballot_in_a_peiling(session: Session, stored: Stored) -> None:
    make_programme(session)
    poll = open_poll(session, access=Access.OPEN)
    mine, theirs = (ballot_of_browser(token * 32, poll.ref) for token in (b"m", b"t"))
    receipts = [new_receipt() for _ in range(3)]

    cast_as_browser(session, poll, mine, ONE, receipts[0], NOW)
    cast_as_browser(session, poll, theirs, ONE, receipts[1], NOW)
    cast_as_browser(session, poll, mine, TWO, receipts[2], NOW)
    session.commit()

    assert voted(stored) == {
        mine: (pack_choice(TWO), receipts[2]),
        theirs: (pack_choice(ONE), receipts[1]),
    }


@pytest.mark.parametrize("change", [{"access": Access.LETTERS}, {"closes_at": NOW}])
def test_without_a_letter_one_votes_in_an_open_peiling_only(
    session: Session, stored: Stored, change: dict[str, Any]
) -> None:
    make_programme(session)
    poll = open_poll(session, **{"access": Access.OPEN, **change})

    with pytest.raises(PollClosedError):
        cast_as_browser(session, poll, b"b" * 16, ONE, new_receipt(), NOW)
    session.commit()

    assert voted(stored) == {}
