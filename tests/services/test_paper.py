"""Votes on paper: stubs close ballots together, and two people count each envelope."""

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.polls import paper_services, result_queries
from app.polls.casting import BallotClosedError
from app.polls.casting import cast as cast_vote
from app.polls.figures import load
from app.polls.models import Ballot, PaperBatch, PaperStub
from app.polls.outcome import Fault
from app.polls.pack_services import (
    EnvelopesClosedError,
    PackCountError,
    PackDoneError,
    PackVerdict,
    count_again,
    count_new,
    drop_pack,
)
from app.polls.paper_services import (
    NoPaperError,
    PaperCompleteError,
    StubVerdict,
    TooFewStubsError,
    apply_stubs,
    complete,
    refuse_envelope,
    take_stub,
    waiting_stubs,
)
from app.polls.receipts import NO_RECEIPT, new_receipt
from app.polls.result_services import Obstacle, StillSealedError, SumsDifferError, open_result
from app.polls.rules import (
    BLANK,
    INVALID,
    MIN_STUBS,
    NOTHING,
    ChoiceError,
    PollClosedError,
    pack_choice,
)
from tests.ballot_boxes import DURING, OPENS, Box, make_box, void, vote
from tests.conftest import NOW
from tests.factories import make_programme

ONE, TWO, THREE = 0b10, 0b100, 0b1000


@pytest.fixture
def box(session: Session) -> Box:
    """Two districts with 40 letters each; one can also vote on paper."""
    make_programme(session)
    return make_box(session, letters=(40, 40), has_paper=True)


def take(session: Session, box: Box, indexes: range) -> None:
    for index in indexes:
        verdict = take_stub(session, box.poll, box.opened(index), now=DURING)
        assert verdict is StubVerdict.ACCEPTED


def closed(session: Session) -> list[bytes]:
    found = session.exec(select(Ballot.id).where(col(Ballot.closed).is_(True)))
    return list(found)


def test_a_stub_waits_and_changes_no_ballot_yet(session: Session, box: Box) -> None:
    take(session, box, range(1))

    assert waiting_stubs(session, box.poll) == 1
    assert closed(session) == []


def test_the_same_stub_again_was_seen(session: Session, box: Box) -> None:
    take(session, box, range(20))

    assert take_stub(session, box.poll, box.opened(0), now=NOW) is StubVerdict.SEEN
    apply_stubs(session, box.poll, actor="test", now=NOW)
    assert take_stub(session, box.poll, box.opened(0), now=NOW) is StubVerdict.SEEN
    assert take_stub(session, box.poll, box.opened(19), now=NOW) is StubVerdict.SEEN


@pytest.mark.parametrize("index", [40, 44])
def test_a_letter_that_nobody_was_given_is_void(session: Session, box: Box, index: int) -> None:
    assert take_stub(session, box.poll, box.opened(index), now=NOW) is StubVerdict.VOID


def test_a_stub_that_was_called_in_since_it_was_opened_is_void(session: Session, box: Box) -> None:
    stub = box.opened(3)
    void(session, box, 3, at=DURING)

    assert take_stub(session, box.poll, stub, now=NOW) is StubVerdict.VOID


def test_a_stub_of_no_code_or_another_poll_is_wrong(session: Session, box: Box) -> None:
    other = make_box(session, slug="other", has_paper=True)

    assert take_stub(session, box.poll, None, now=NOW) is StubVerdict.WRONG
    assert take_stub(session, box.poll, other.opened(0), now=NOW) is StubVerdict.WRONG
    assert waiting_stubs(session, box.poll) == waiting_stubs(session, other.poll) == 0


def test_refused_envelopes_are_counted_when_somebody_says_so(session: Session, box: Box) -> None:
    for verdict in (StubVerdict.WRONG, StubVerdict.SEEN, StubVerdict.SEEN, StubVerdict.VOID):
        refuse_envelope(session, box.poll, verdict, actor="test", now=NOW)

    count = paper_services.paper_count(session, box.poll)
    assert (count.refused_wrong, count.refused_void, count.refused_seen) == (1, 1, 2)


def test_stubs_are_applied_together_and_enough_stay_behind(session: Session, box: Box) -> None:
    receipt = vote(session, box, 0, ONE)
    take(session, box, range(2 * MIN_STUBS - 1))
    with pytest.raises(TooFewStubsError):
        apply_stubs(session, box.poll, actor="test", now=NOW)

    take(session, box, range(2 * MIN_STUBS - 1, 25))
    assert apply_stubs(session, box.poll, actor="test", now=NOW) == 15

    waiting = session.exec(select(PaperStub.ballot_id)).all()
    assert sorted([*closed(session), *waiting]) == sorted(box.ballots[:25])
    assert len(waiting) == MIN_STUBS
    assert receipt != NO_RECEIPT


def test_an_applied_stub_clears_the_web_ballot_and_keeps_it_closed(
    session: Session, box: Box
) -> None:
    for index in range(20):
        vote(session, box, index, ONE)
    take(session, box, range(20))
    complete(session, box.poll, actor="test", now=NOW)

    for index in range(20):
        ballot = session.get_one(Ballot, (box.poll_id, box.ballots[index]))
        assert ballot.choice == pack_choice(NOTHING)
        assert ballot.receipt == NO_RECEIPT
        assert ballot.closed


def test_nobody_votes_on_the_web_after_their_stub_was_applied(session: Session, box: Box) -> None:
    take(session, box, range(20))
    apply_stubs(session, box.poll, actor="test", now=DURING)
    applied = box.ballots.index(closed(session)[0])

    with pytest.raises(BallotClosedError):
        cast_vote(session, box.poll, box.opened(applied), ONE, new_receipt(), DURING)


def test_applying_leaves_one_line_in_the_audit_log(session: Session, box: Box) -> None:
    take(session, box, range(30))

    apply_stubs(session, box.poll, actor="test", now=NOW)

    entry = session.exec(select(AuditEntry)).one()
    assert (entry.action, entry.facts) == ("poll.stubs_applied", {"number": 20})


@pytest.mark.parametrize("stubs", [0, 3, 10, 27])
def test_the_last_stubs_are_applied_together(session: Session, box: Box, stubs: int) -> None:
    take(session, box, range(stubs))

    complete(session, box.poll, actor="test", now=NOW)

    assert len(closed(session)) == stubs
    assert waiting_stubs(session, box.poll) == 0
    assert paper_services.paper_count(session, box.poll).applied == stubs


def test_no_stub_comes_in_after_the_last(session: Session, box: Box) -> None:
    complete(session, box.poll, actor="test", now=NOW)

    with pytest.raises(PaperCompleteError):
        take_stub(session, box.poll, box.opened(0), now=NOW)
    with pytest.raises(PaperCompleteError):
        refuse_envelope(session, box.poll, StubVerdict.SEEN, actor="test", now=NOW)
    with pytest.raises(PaperCompleteError):
        complete(session, box.poll, actor="test", now=NOW)


def test_stubs_come_in_while_one_can_vote_but_the_last_only_after(
    session: Session, box: Box
) -> None:
    with pytest.raises(PollClosedError):
        take_stub(session, box.poll, box.opened(0), now=OPENS.replace(year=2025))
    with pytest.raises(PollClosedError):
        complete(session, box.poll, actor="test", now=DURING)


def test_without_paper_there_are_no_stubs(session: Session) -> None:
    make_programme(session)
    box = make_box(session)

    with pytest.raises(NoPaperError):
        take_stub(session, box.poll, box.opened(0), now=NOW)


@pytest.fixture
def counting(session: Session, box: Box) -> Box:
    """The box with twelve accepted stubs; the envelopes may be opened."""
    take(session, box, range(12))
    complete(session, box.poll, actor="test", now=NOW)
    return box


TWELVE = {ONE: 6, THREE: 4, BLANK: 1, INVALID: 1}


def test_no_envelope_is_opened_while_stubs_come_in(session: Session, box: Box) -> None:
    with pytest.raises(EnvelopesClosedError):
        count_new(session, box.poll, TWELVE, actor="fatima", now=NOW)


def test_a_pack_counts_when_a_second_person_counts_the_same(
    session: Session, counting: Box
) -> None:
    pack = count_new(session, counting.poll, TWELVE, actor="fatima", now=NOW)
    again = dict(reversed(TWELVE.items())) | {TWO: 0}
    verdict = count_again(session, counting.poll, pack, again, actor="wim", now=NOW)

    assert verdict is PackVerdict.CONFIRMED
    assert (pack.counted_by, pack.confirmed_by) == ("fatima", "wim")


def test_nobody_confirms_the_own_count(session: Session, counting: Box) -> None:
    pack = count_new(session, counting.poll, TWELVE, actor="fatima", now=NOW)

    verdict = count_again(session, counting.poll, pack, TWELVE, actor="fatima", now=NOW)

    assert verdict is PackVerdict.COUNTED
    assert pack.confirmed_by is None


def test_nobody_finds_out_by_trying_what_another_counted(session: Session, counting: Box) -> None:
    pack = count_new(session, counting.poll, TWELVE, actor="fatima", now=NOW)
    wrong = TWELVE | {ONE: 5, TWO: 1}

    first = count_again(session, counting.poll, pack, wrong, actor="wim", now=NOW)
    second = count_again(session, counting.poll, pack, TWELVE, actor="wim", now=NOW)
    third = count_again(session, counting.poll, pack, TWELVE, actor="fatima", now=NOW)

    assert (first, second, third) == (
        PackVerdict.DIFFERENT,
        PackVerdict.COUNTED,
        PackVerdict.CONFIRMED,
    )


def test_a_confirmed_pack_stays_as_it_is_until_it_is_dropped(
    session: Session, counting: Box
) -> None:
    pack = count_new(session, counting.poll, TWELVE, actor="fatima", now=NOW)
    count_again(session, counting.poll, pack, TWELVE, actor="wim", now=NOW)

    with pytest.raises(PackDoneError):
        count_again(session, counting.poll, pack, TWELVE, actor="fatima", now=NOW)
    drop_pack(session, counting.poll, pack, actor="fatima", now=NOW)
    assert session.exec(select(PaperBatch)).all() == []


@pytest.mark.parametrize(
    ("lines", "reason"),
    [({}, "none"), ({ONE: 0}, "none"), ({ONE: 501}, "too_many"), ({ONE: -1, TWO: 2}, "choice")],
)
def test_a_count_that_can_not_be_is_refused(
    session: Session, counting: Box, lines: dict[int, int], reason: str
) -> None:
    with pytest.raises(PackCountError) as refused:
        count_new(session, counting.poll, lines, actor="fatima", now=NOW)

    assert refused.value.reason == reason


@pytest.mark.parametrize("choice", [ONE | TWO, 1 << 4, NOTHING, BLANK | ONE])
def test_a_choice_that_can_not_be_is_refused(session: Session, counting: Box, choice: int) -> None:
    with pytest.raises(ChoiceError):
        count_new(session, counting.poll, {choice: 1}, actor="fatima", now=NOW)


def test_the_audit_log_tells_no_number_of_a_pack(session: Session, counting: Box) -> None:
    pack = count_new(session, counting.poll, TWELVE, actor="fatima", now=NOW)
    count_again(session, counting.poll, pack, TWELVE, actor="wim", now=NOW)

    entries = session.exec(select(AuditEntry).where(col(AuditEntry.action).like("poll.pack%")))
    assert [(entry.action, entry.facts) for entry in entries] == [
        ("poll.pack_counted", {"pack": 1}),
        ("poll.pack_confirmed", {"pack": 1}),
    ]


def test_the_result_waits_for_stubs_and_for_the_second_person(session: Session, box: Box) -> None:
    def obstacle() -> Obstacle:
        with pytest.raises(StillSealedError) as refused:
            open_result(session, box.poll, actor="test", now=NOW, reason="Toch maar open.")
        return refused.value.obstacle

    take(session, box, range(12))
    assert obstacle() is Obstacle.STUBS
    complete(session, box.poll, actor="test", now=NOW)
    count_new(session, box.poll, TWELVE, actor="fatima", now=NOW)
    assert obstacle() is Obstacle.UNCONFIRMED


def test_paper_and_web_are_one_list(session: Session, counting: Box) -> None:
    for index in range(12, 23):
        vote(session, counting, index, TWO)
    pack = count_new(session, counting.poll, TWELVE, actor="fatima", now=NOW)
    count_again(session, counting.poll, pack, TWELVE, actor="wim", now=NOW)

    result = open_result(session, counting.poll, actor="test", now=NOW)

    figures = load(result.figures)
    tally = result_queries.tally(session, counting.poll_id)
    assert dict(tally.choices) == TWELVE | {TWO: 11}
    assert [(part.name, part.ballots, part.votes) for part in figures.channels] == [
        ("web", 11, (0, 11, 0)),
        ("paper", 12, (6, 0, 4)),
    ]
    assert figures.sums is not None
    assert (figures.sums.web, figures.sums.closed, figures.sums.paper) == (11, 12, 12)
    assert figures.faults == ()
    session.refresh(pack)
    assert pack.lines == {}


def test_a_ballot_too_few_needs_a_public_reason(session: Session, counting: Box) -> None:
    eleven = TWELVE | {ONE: 5}
    pack = count_new(session, counting.poll, eleven, actor="fatima", now=NOW)
    count_again(session, counting.poll, pack, eleven, actor="wim", now=NOW)

    with pytest.raises(SumsDifferError) as refused:
        open_result(session, counting.poll, actor="test", now=NOW)
    assert refused.value.faults == (Fault.PAPER,)

    reason = "In een envelop zat geen stembiljet."
    result = open_result(session, counting.poll, actor="test", now=NOW, reason=reason)
    assert result.reason == reason


def test_few_paper_votes_are_not_told_apart(session: Session, box: Box) -> None:
    take(session, box, range(3))
    for index in range(12, 30):
        vote(session, box, index, TWO)
    for index in range(45, 65):
        vote(session, box, index, ONE)
    complete(session, box.poll, actor="test", now=NOW)
    pack = count_new(session, box.poll, {THREE: 3}, actor="fatima", now=NOW)
    count_again(session, box.poll, pack, {THREE: 3}, actor="wim", now=NOW)

    figures = load(open_result(session, box.poll, actor="test", now=NOW).figures)

    # What the districts chose on the web would tell what the three chose on paper.
    assert figures.channels == figures.districts == ()
    assert [each.turnout.votes for each in figures.district_turnouts] == [21, 20]
