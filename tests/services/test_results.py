"""Opening a result: everything adds up, the list recounts, and no code shows a choice any more."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core.db import Database
from app.ledger.queries import all_entries, entries_about
from app.ledger.rules import facts_of, verify
from app.polls import result_queries
from app.polls.counting import hash_lines, recount, tally_of, write_list
from app.polls.figures import Figures, load
from app.polls.models import Ballot, CountedBallot, PollResult
from app.polls.outcome import Decider, Fault
from app.polls.receipts import write_receipt
from app.polls.result_chores import open_due
from app.polls.result_services import (
    AlreadyOpenError,
    NothingToDecideError,
    Obstacle,
    StillSealedError,
    SumsDifferError,
    decide_tie,
    open_result,
)
from app.polls.rules import BLANK, Access, TieRule
from tests.ballot_boxes import CLOSES, DURING, OPENS, Box, add_ballot, make_box, void, vote
from tests.conftest import NOW
from tests.factories import make_programme

ONE, TWO, THREE = 0b10, 0b100, 0b1000


@pytest.fixture
def box(session: Session) -> Box:
    """Two districts with 20 letters and 5 reserve letters each."""
    make_programme(session)
    return make_box(session)


def cast(session: Session, box: Box, *choices: int, first: int = 0) -> list[bytes]:
    return [vote(session, box, index, choice) for index, choice in enumerate(choices, first)]


def opened(session: Session, box: Box, reason: str = "") -> Figures:
    return load(open_result(session, box.poll, actor="test", now=NOW, reason=reason).figures)


def test_everyone_finds_the_own_ballot_in_the_list(session: Session, box: Box) -> None:
    choices = [ONE, TWO, BLANK, ONE]
    receipts = cast(session, box, *choices)

    figures = opened(session, box)

    listed = dict(result_queries.list_of(session, box.poll_id))
    assert [listed[write_receipt(receipt)] for receipt in receipts] == choices
    assert len(listed) == figures.ballots == 4
    assert [option.votes for option in figures.options] == [2, 1, 0]
    assert (figures.blank, figures.invalid) == (1, 0)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([BLANK, ONE, TWO, THREE, ONE | THREE]), max_size=20))
def test_a_recount_of_the_public_list_equals_the_stored_figures(
    database: Database, choices: list[int]
) -> None:
    with database.write() as session:
        make_programme(session)
        box = make_box(session, letters=(20,), reserve=0, max_choices=2)
        cast(session, box, *choices)
        figures = opened(session, box)
        lines = list(write_list(result_queries.list_of(session, box.poll_id)))
        listed_hash = session.get_one(PollResult, box.poll_id).list_hash
        counted = result_queries.tally(session, box.poll_id)
        session.rollback()

    assert recount(lines) == counted == tally_of(Counter(choices).items())
    assert {option.number: option.votes for option in figures.options if option.votes} == (
        counted.votes
    )
    assert (figures.ballots, figures.blank) == (counted.ballots, counted.blank)
    assert listed_hash == hash_lines(lines)


def test_nothing_leads_from_a_code_to_a_choice_any_more(session: Session, box: Box) -> None:
    cast(session, box, ONE, TWO)

    opened(session, box)

    assert session.exec(select(Ballot).where(Ballot.poll_id == box.poll_id)).all() == []


def test_the_public_record_has_the_figures_and_the_hash_of_the_list(
    session: Session, box: Box
) -> None:
    cast(session, box, ONE, TWO, ONE)

    opened(session, box)

    entry = entries_about(session, box.poll.ref)[-1]
    facts = facts_of(entry)
    result = session.get_one(PollResult, box.poll_id)
    assert entry.kind == "poll.result"
    assert facts is not None
    assert facts["list_sha256"] == result.list_hash
    assert {name: facts[name] for name in result.figures} == result.figures
    assert verify(all_entries(session)) is None


def test_votes_are_counted_by_district_and_turnout_is_told(session: Session, box: Box) -> None:
    cast(session, box, *[ONE] * 12)
    cast(session, box, *[TWO] * 10, first=25)

    figures = opened(session, box)

    assert [(part.name, part.votes) for part in figures.districts] == [
        ("Noord", (12, 0, 0)),
        ("Oost", (0, 10, 0)),
    ]
    assert [each.turnout.percent for each in figures.district_turnouts] == [60, 50]
    assert figures.turnout is not None
    assert (figures.turnout.votes, figures.turnout.letters) == (22, 40)


def test_a_district_with_few_votes_hides_all_of_them(session: Session, box: Box) -> None:
    cast(session, box, *[ONE] * 12)
    cast(session, box, *[TWO] * 9, first=25)

    figures = opened(session, box)

    assert figures.districts == ()
    assert figures.district_turnouts == ()
    assert figures.channels == ()


def test_reserve_and_void_letters_are_in_the_sums_and_not_in_the_turnout(
    session: Session, box: Box
) -> None:
    void(session, box, 0, at=OPENS - timedelta(days=1), by=20)
    void(session, box, 1, at=DURING)

    figures = opened(session, box)

    assert figures.sums is not None
    assert (figures.sums.issued, figures.sums.reserve, figures.sums.void) == (39, 9, 2)
    assert figures.turnout is not None
    assert figures.turnout.letters == 39
    assert figures.faults == ()


def test_replacements_since_the_opening_may_be_double(session: Session, box: Box) -> None:
    cast(session, box, ONE, ONE, ONE, TWO)
    void(session, box, 0, at=OPENS - timedelta(days=1), by=20)
    void(session, box, 1, at=DURING, by=21)
    void(session, box, 21, at=DURING, by=22)
    void(session, box, 2, at=DURING)

    figures = opened(session, box)

    assert figures.double == 2
    assert (figures.outcome.decider, figures.outcome.candidates) == (Decider.LOT, (1, 2))


def test_a_missing_code_keeps_the_result_sealed_until_the_reason_is_public(
    session: Session, box: Box
) -> None:
    cast(session, box, ONE)
    add_ballot(session, box, b"0123456789abcdef", 1)
    session.flush()

    with pytest.raises(SumsDifferError) as refused:
        opened(session, box)
    assert refused.value.faults == (Fault.BALLOTS,)
    assert session.exec(select(CountedBallot)).all() == []

    figures = opened(session, box, reason="Er was een lege stem te veel.")
    facts = facts_of(entries_about(session, box.poll.ref)[-1])
    assert figures.faults == (Fault.BALLOTS,)
    assert facts is not None
    assert facts["reason"] == "Er was een lege stem te veel."


def test_a_reason_is_not_kept_where_everything_adds_up(session: Session, box: Box) -> None:
    opened(session, box, reason="Voor het geval dat")

    assert session.get_one(PollResult, box.poll_id).reason is None


@pytest.mark.parametrize("too_early", [timedelta(microseconds=1), timedelta(days=3)])
def test_nothing_opens_before_the_close(session: Session, box: Box, too_early: timedelta) -> None:
    with pytest.raises(StillSealedError) as refused:
        open_result(session, box.poll, actor="test", now=CLOSES - too_early)

    assert refused.value.obstacle is Obstacle.NOT_CLOSED


def test_a_result_opens_once(session: Session, box: Box) -> None:
    opened(session, box)

    with pytest.raises(AlreadyOpenError):
        opened(session, box)


def test_the_outcome_of_a_peiling_has_no_letters_and_no_lots(session: Session) -> None:
    make_programme(session)
    box = make_box(session, access=Access.OPEN)
    for number in range(4):
        ballot = bytes([number]) * 16
        add_ballot(session, box, ballot, None)
        session.flush()
        box.ballots.append(ballot)
    cast(session, box, ONE, ONE, TWO, TWO)

    figures = opened(session, box)

    assert figures.outcome.decider is Decider.EQUAL
    assert (figures.turnout, figures.sums, figures.paper, figures.double) == (None, None, None, 0)


def test_the_worker_opens_what_is_closed_and_adds_up(
    session: Session, box: Box, database: Database, stored: Callable[[], Session]
) -> None:
    cast(session, box, ONE)
    others = {
        "later": make_box(session, slug="later", closes_at=NOW + timedelta(seconds=1)),
        "paper": make_box(session, slug="paper", has_paper=True),
        "wrong": make_box(session, slug="wrong"),
    }
    add_ballot(session, others["wrong"], b"0123456789abcdef", 1)
    session.commit()

    assert open_due(database, now=NOW) == 1
    assert open_due(database, now=NOW) == 0
    assert stored().exec(select(PollResult.poll_id)).all() == [box.poll_id]


def test_lots_are_drawn_once_between_those_that_stand_equal(session: Session, box: Box) -> None:
    cast(session, box, ONE, THREE)
    opened(session, box)

    with pytest.raises(NothingToDecideError):
        decide_tie(session, box.poll, 2, note="Er is geloot.", actor="test", now=NOW)
    decide_tie(session, box.poll, 3, note="Er is geloot in het wijkcentrum.", actor="test", now=NOW)
    with pytest.raises(NothingToDecideError):
        decide_tie(session, box.poll, 1, note="Nog een keer.", actor="test", now=NOW)

    facts = facts_of(entries_about(session, box.poll.ref)[-1])
    assert session.get_one(PollResult, box.poll_id).tie_winner == 3
    assert facts == {
        "subject": box.poll.ref,
        "slug": box.poll.slug,
        "question": box.poll.question,
        "decider": "lot",
        "winner": 3,
        "title": "Plan 3",
        "note": "Er is geloot in het wijkcentrum.",
    }


def test_nothing_is_decided_where_somebody_won(session: Session, box: Box) -> None:
    cast(session, box, ONE)
    opened(session, box)

    with pytest.raises(NothingToDecideError):
        decide_tie(session, box.poll, 1, note="Er is geloot.", actor="test", now=NOW)


def test_the_cheapest_wins_where_the_rules_say_so(session: Session) -> None:
    make_programme(session)
    box = make_box(session, tie_rule=TieRule.CHEAPEST)
    cast(session, box, ONE, TWO)

    assert opened(session, box).outcome.winner == 1


def test_the_audit_log_tells_who_opened_it_and_no_number(session: Session, box: Box) -> None:
    cast(session, box, ONE)
    opened(session, box)

    entry = session.exec(select(AuditEntry)).one()
    assert (entry.actor, entry.action, json.dumps(entry.facts)) == (
        "test",
        "poll.result_opened",
        "{}",
    )
