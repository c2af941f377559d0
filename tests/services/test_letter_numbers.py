"""Single letters: taken out of use, replaced by a reserve letter, and told in public."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.ledger.models import LedgerEntry
from app.polls import code_queries
from app.polls.code_making import draw_codes, lock_codes
from app.polls.code_queries import LetterCounts
from app.polls.code_rules import Act, LetterReason, NoReserveError, NumberError
from app.polls.code_services import make_codes
from app.polls.models import Ballot, Poll, VotingCode
from app.polls.number_services import hand_out_reserve, replace_letter, void_numbers
from app.polls.rules import CodeState, PollClosedError
from tests.conftest import NOW
from tests.factories import CHEAP, make_poll, make_programme
from tests.letters import ignore, plan_of

LOST = Act(LetterReason.LOST, "staff", NOW)


def add_letters(session: Session, poll: Poll, **values: object) -> None:
    plan = plan_of(poll, **values)
    codes = draw_codes(plan.total, code_queries.taken_lookups(session))
    make_codes(session, poll, plan, lock_codes(codes, CHEAP, ignore), CHEAP, now=NOW)


@pytest.fixture
def poll(session: Session) -> Poll:
    """An open poll: letters 1-40 and reserve 41-50 in Noord, 51-90 and 91-100 in Oost."""
    make_programme(session)
    made = make_poll(session, districts=(1, 2))
    add_letters(session, made)
    add_letters(session, made, ref="cccccccccccc", district_key="oost")
    made.frozen_at = NOW - timedelta(days=8)
    session.add(made)
    session.commit()
    return made


def letter(session: Session, poll: Poll, number: int) -> VotingCode:
    found = code_queries.find_letter(session, poll, number)
    assert found is not None
    return found


def told(session: Session) -> list[tuple[str, dict[str, object]]]:
    entries = session.exec(select(LedgerEntry).order_by(col(LedgerEntry.seq)))
    return [(each.kind, json.loads(each.payload)) for each in entries]


def test_a_lost_letter_is_replaced_by_the_next_reserve_letter_of_its_district(
    session: Session, poll: Poll
) -> None:
    assert replace_letter(session, poll, 7, act=LOST) == 41
    assert replace_letter(session, poll, 60, act=LOST) == 91
    assert replace_letter(session, poll, 41, act=LOST) == 42

    old, new = letter(session, poll, 7), letter(session, poll, 41)
    assert (old.state, old.voided_at) == (CodeState.VOID, NOW)
    assert (new.state, new.replaces) == (CodeState.VOID, 7)
    assert letter(session, poll, 42).replaces == 41
    assert code_queries.count_letters(session, poll) == LetterCounts(80, 17, 3)


def test_every_step_after_the_freezing_is_public_without_names_or_look_ups(
    session: Session, poll: Poll
) -> None:
    replace_letter(session, poll, 7, act=LOST)

    facts = {"subject": poll.ref, "slug": poll.slug, "reason": "lost"}
    assert told(session) == [
        ("poll.letters_voided", {**facts, "first": 7, "last": 7, "letters": 1}),
        ("poll.reserve_handed_out", {**facts, "number": 41, "replaces": 7}),
    ]
    assert [each.actor for each in session.exec(select(AuditEntry))][-2:] == ["staff", "staff"]


def test_before_the_freezing_only_the_log_hears_of_it(session: Session, poll: Poll) -> None:
    poll.frozen_at = None

    void_numbers(session, poll, 7, act=LOST)

    assert told(session) == []
    last = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert last is not None
    assert (last.action, last.facts["first"]) == ("poll.letters_voided", 7)


def test_a_stolen_pile_is_voided_as_a_whole(session: Session, poll: Poll) -> None:
    void_numbers(session, poll, 12, act=LOST)

    assert void_numbers(session, poll, 10, 44, act=LOST) == 34

    assert code_queries.count_letters(session, poll).void == 35
    assert told(session)[-1][1]["letters"] == 34


@pytest.mark.parametrize(("first", "last"), [(0, None), (101, None), (7, None), (40, 101), (5, 4)])
def test_what_is_no_letter_in_use_is_not_voided(
    session: Session, poll: Poll, first: int, last: int | None
) -> None:
    void_numbers(session, poll, 7, act=LOST)

    with pytest.raises(NumberError):
        void_numbers(session, poll, first, last, act=LOST)

    assert code_queries.count_letters(session, poll).void == 1


@pytest.mark.parametrize("number", [7, 51, 91, 101])
def test_only_a_reserve_letter_of_the_same_district_takes_its_place(
    session: Session, poll: Poll, number: int
) -> None:
    void_numbers(session, poll, 8, act=LOST)

    with pytest.raises(NoReserveError):
        hand_out_reserve(session, poll, number, replacing=8, act=LOST)


def test_a_letter_is_replaced_once_and_only_when_void(session: Session, poll: Poll) -> None:
    with pytest.raises(NumberError):
        hand_out_reserve(session, poll, 41, replacing=7, act=LOST)
    replace_letter(session, poll, 7, act=LOST)

    with pytest.raises(NumberError):
        hand_out_reserve(session, poll, 42, replacing=7, act=LOST)
    with pytest.raises(NumberError):
        replace_letter(session, poll, 7, act=LOST)


def test_an_address_without_a_letter_gets_one_that_replaces_nothing(
    session: Session, poll: Poll
) -> None:
    act = Act(LetterReason.NO_LETTER, "staff", NOW)

    hand_out_reserve(session, poll, 45, replacing=None, act=act)

    assert letter(session, poll, 45).state is CodeState.ISSUED
    assert told(session)[-1][1]["replaces"] is None


def test_when_no_reserve_is_left_nothing_is_voided(session: Session, poll: Poll) -> None:
    void_numbers(session, poll, 41, 50, act=LOST)

    with pytest.raises(NoReserveError):
        replace_letter(session, poll, 7, act=LOST)

    assert letter(session, poll, 7).state is CodeState.ISSUED


def test_after_the_close_no_letter_changes(session: Session, poll: Poll) -> None:
    late = Act(LetterReason.LOST, "staff", poll.closes_at)

    with pytest.raises(PollClosedError):
        void_numbers(session, poll, 7, act=late)
    with pytest.raises(PollClosedError):
        hand_out_reserve(session, poll, 41, replacing=None, act=late)
    with pytest.raises(PollClosedError):
        replace_letter(session, poll, 7, act=late)


def test_voiding_changes_no_ballot(session: Session, poll: Poll) -> None:
    before = [each.model_dump() for each in session.exec(select(Ballot))]

    replace_letter(session, poll, 7, act=LOST)
    session.commit()
    session.expire_all()

    assert [each.model_dump() for each in session.exec(select(Ballot))] == before
