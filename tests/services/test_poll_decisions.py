"""What became of a poll: beside what residents chose, and never silently something else."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.core.dates import local_day
from app.ledger.queries import all_entries, entries_about
from app.ledger.rules import facts_of, verify
from app.polls.models import Poll
from app.polls.result_services import open_result
from app.promises import queries
from app.promises.confirming_services import Answer, confirm
from app.promises.decision_queries import decision_on, is_late, poll_of, polls_waiting
from app.promises.decision_services import News, tell_decision
from app.promises.models import DecisionStep, Promise
from app.promises.rules import (
    DecisionAsksMoreError,
    NoResultYetError,
    OfficeMissingError,
    PastDayError,
    PromiseChangedError,
    PromiseStatus,
    ReasonMissingError,
    ReopenRule,
    Stage,
    StepNotAllowedError,
    Verdict,
    VoiceKind,
)
from app.promises.services import finish_promise
from app.promises.steps import Act
from app.promises.voices import voice_of
from tests.ballot_boxes import Box, make_box, vote
from tests.conftest import NOW
from tests.factories import make_programme

DAY = timedelta(days=1)
TODAY = local_day(NOW)
DUE = TODAY + 60 * DAY


def counted(session: Session, *choices: int) -> Box:
    """A poll whose result is open; each choice is an option's number."""
    make_programme(session)
    box = make_box(session, letters=(10,))
    for index, number in enumerate(choices):
        vote(session, box, index, 1 << number)
    open_result(session, box.poll, actor="anna", now=NOW)
    return box


def tell(
    session: Session, poll: Poll, stage: Stage, option: int | None, **said: object
) -> DecisionStep:
    steps = len(decision_on(session, poll).steps)
    given = {"office": "Groen", "text": "Wij doen het.", "due_on": DUE, **said}
    news = News(stage, option=option, **given)  # type: ignore[arg-type] # values go as they are
    return tell_decision(session, poll, news, Act("anna", steps, NOW))


def promise_of(session: Session, poll: Poll) -> Promise:
    promise = decision_on(session, poll).promise
    assert promise is not None
    return promise


def test_a_decision_as_chosen_becomes_a_promise_with_a_day(session: Session) -> None:
    poll = counted(session, 2, 2, 1).poll
    step = tell(session, poll, Stage.DECIDED, 2)
    promise = promise_of(session, poll)

    assert not step.differs
    assert (promise.due_on, promise.source_ref, promise.office) == (DUE, poll.ref, "Groen")
    assert poll_of(session, promise) == poll
    entry = entries_about(session, poll.ref)[-1]
    assert entry.kind == "decision.decided"
    facts = facts_of(entry) or {}
    assert facts["chosen"] == facts["decided"] == promise.what
    assert facts["differs"] is False


@pytest.mark.parametrize("option", [1, 3, None])
def test_something_else_is_refused_without_a_reason(session: Session, option: int | None) -> None:
    poll = counted(session, 2, 2, 1).poll
    with pytest.raises(ReasonMissingError):
        tell(session, poll, Stage.DECIDED, option, what="Een parkeerplaats")
    assert decision_on(session, poll).steps == []

    step = tell(
        session, poll, Stage.DECIDED, option, what="Een parkeerplaats", reason="De grond is vuil."
    )
    assert step.differs
    facts = facts_of(entries_about(session, poll.ref)[-1]) or {}
    assert facts["differs"] is True
    assert facts["reason"] == "De grond is vuil."
    assert facts["chosen"] != facts["decided"]


def test_what_is_built_is_held_against_what_was_chosen_too(session: Session) -> None:
    poll = counted(session, 2).poll
    tell(session, poll, Stage.DECIDED, 2)

    with pytest.raises(ReasonMissingError):
        tell(session, poll, Stage.DONE, 1)
    assert promise_of(session, poll).status is PromiseStatus.OPEN


def test_nobody_answers_for_it_so_it_is_refused(session: Session) -> None:
    poll = counted(session, 2).poll
    with pytest.raises(OfficeMissingError):
        tell(session, poll, Stage.DECIDED, 2, office=" ")


def test_a_day_that_is_over_is_refused(session: Session) -> None:
    poll = counted(session, 2).poll
    with pytest.raises(PastDayError):
        tell(session, poll, Stage.DECIDED, 2, due_on=TODAY - DAY)


def test_nothing_is_decided_before_the_result(session: Session) -> None:
    make_programme(session)
    poll = make_box(session, letters=(10,)).poll

    with pytest.raises(NoResultYetError):
        tell(session, poll, Stage.DECIDED, 1)


def test_nothing_is_decided_before_the_lot_is_drawn(session: Session) -> None:
    poll = counted(session, 1, 2).poll

    with pytest.raises(NoResultYetError):
        tell(session, poll, Stage.DECIDED, 1)


def test_stages_come_in_their_order_and_two_people_do_not_tell_one_twice(
    session: Session,
) -> None:
    poll = counted(session, 2).poll
    with pytest.raises(StepNotAllowedError):
        tell(session, poll, Stage.DONE, 2)
    tell(session, poll, Stage.DECIDED, 2)
    with pytest.raises(StepNotAllowedError):
        tell(session, poll, Stage.DECIDED, 2)
    news = News(Stage.UNDER_WAY, "Groen", "Wij graven.", 2)
    with pytest.raises(PromiseChangedError):
        tell_decision(session, poll, news, Act("anna", 0, NOW))


def test_what_came_of_a_poll_is_not_called_done_without_saying_what_was_built(
    session: Session,
) -> None:
    poll = counted(session, 2).poll
    tell(session, poll, Stage.DECIDED, 2)
    promise = promise_of(session, poll)

    with pytest.raises(DecisionAsksMoreError):
        finish_promise(session, promise, "", Act("anna", promise.version, NOW))


def test_built_refused_by_residents_repaired_and_confirmed(session: Session) -> None:
    poll = counted(session, 2, 2, 2).poll
    tell(session, poll, Stage.DECIDED, 2)
    tell(session, poll, Stage.UNDER_WAY, 2)
    tell(session, poll, Stage.DONE, 2)
    promise = promise_of(session, poll)
    assert decision_on(session, poll).next_stages == ()
    reopened = [say(session, promise, Verdict.NO, number) for number in range(3)]

    assert reopened == [False, False, True]
    assert decision_on(session, poll).next_stages == (Stage.UNDER_WAY, Stage.DONE)
    tell(session, poll, Stage.DONE, 2, text="De glijbaan staat nu vast.")
    assert not any(say(session, promise, Verdict.YES, number) for number in range(3))
    assert [(step.stage, step.turn) for step in decision_on(session, poll).steps] == [
        (Stage.DECIDED, 1), (Stage.UNDER_WAY, 1), (Stage.DONE, 1), (Stage.DONE, 2),
    ]  # fmt: skip
    assert promise.status is PromiseStatus.DONE
    assert verify(all_entries(session)) is None


def say(session: Session, promise: Promise, verdict: Verdict, number: int) -> bool:
    voice = voice_of("key", VoiceKind.CODE, str(number), promise)
    answer = Answer(VoiceKind.CODE, voice, verdict)
    return confirm(session, promise, answer, rule=ReopenRule(), now=NOW)


def test_a_poll_that_waits_too_long_for_a_decision_is_overdue(session: Session) -> None:
    poll = counted(session, 2).poll
    assert poll.decision_due is not None
    after = poll.decision_due + DAY

    assert polls_waiting(session, poll.decision_due) == []
    assert polls_waiting(session, after) == [poll]
    assert is_late(poll, decision_on(session, poll), after)
    tell(session, poll, Stage.DECIDED, 2)
    assert polls_waiting(session, after) == []
    assert not is_late(poll, decision_on(session, poll), after)


def test_the_promise_of_a_decision_is_overdue_like_any_other(session: Session) -> None:
    poll = counted(session, 2).poll
    tell(session, poll, Stage.DECIDED, 2)

    assert queries.standing(promise_of(session, poll), DUE + DAY).value == "overdue"
