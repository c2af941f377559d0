"""When a promise is overdue, which step needs a reason, and when residents open it again."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.promises.rules import (
    OfficeMissingError,
    PastDayError,
    PromiseEventKind,
    PromiseStatus,
    ReasonMissingError,
    ReopenRule,
    Stage,
    Standing,
    StepNotAllowedError,
    Verdict,
    Voices,
    check_day,
    check_decision,
    check_step,
    count_voices,
    list_place,
    next_stages,
    opens_again,
    standing_of,
)

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)
JULY = date(2026, 7, 1)
OPEN, DONE, DROPPED = PromiseStatus.OPEN, PromiseStatus.DONE, PromiseStatus.DROPPED

#: Every step that can be taken, with what it starts from.
ALLOWED = {
    (OPEN, PromiseEventKind.MOVED),
    (OPEN, PromiseEventKind.CHANGED),
    (OPEN, PromiseEventKind.DONE),
    (OPEN, PromiseEventKind.DROPPED),
    (DONE, PromiseEventKind.REOPENED),
    (DROPPED, PromiseEventKind.REOPENED),
    (DONE, PromiseEventKind.REOPENED_BY_RESIDENTS),
}
STEPS = [kind for kind in PromiseEventKind if kind is not PromiseEventKind.MADE]


@pytest.mark.parametrize(("status", "step"), list(product(PromiseStatus, STEPS)))
def test_a_step_can_only_be_taken_where_it_makes_sense(
    status: PromiseStatus, step: PromiseEventKind
) -> None:
    if (status, step) in ALLOWED:
        check_step(status, step, "omdat")
    else:
        with pytest.raises(StepNotAllowedError):
            check_step(status, step, "omdat")


@pytest.mark.parametrize(
    ("status", "step"),
    [
        (OPEN, PromiseEventKind.MOVED),
        (OPEN, PromiseEventKind.CHANGED),
        (OPEN, PromiseEventKind.DROPPED),
        (DONE, PromiseEventKind.REOPENED),
    ],
)
@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_step_that_lets_residents_down_needs_a_public_reason(
    status: PromiseStatus, step: PromiseEventKind, reason: str
) -> None:
    with pytest.raises(ReasonMissingError):
        check_step(status, step, reason)


def test_what_is_done_needs_no_reason() -> None:
    check_step(OPEN, PromiseEventKind.DONE, "")


@pytest.mark.parametrize(
    ("status", "due_on", "closed_on", "today", "standing"),
    [
        (OPEN, JUNE, None, MAY, Standing.OPEN),
        (OPEN, JUNE, None, JUNE, Standing.OPEN),
        (OPEN, JUNE, None, date(2026, 6, 2), Standing.OVERDUE),
        (DONE, JUNE, JUNE, JULY, Standing.KEPT_ON_TIME),
        (DONE, JUNE, date(2026, 6, 2), JULY, Standing.KEPT_LATE),
        (DROPPED, JUNE, MAY, JULY, Standing.DROPPED),
    ],
)
def test_a_promise_counts_by_its_day(
    status: PromiseStatus, due_on: date, closed_on: date | None, today: date, standing: Standing
) -> None:
    found = standing_of(status, first_due=JUNE, due_on=due_on, closed_on=closed_on, today=today)

    assert found is standing


def test_a_moved_day_does_not_make_a_late_promise_kept_on_time() -> None:
    found = standing_of(DONE, first_due=MAY, due_on=JULY, closed_on=JUNE, today=JULY)

    assert found is Standing.KEPT_LATE


def test_a_day_that_is_over_can_not_be_promised() -> None:
    check_day(JUNE, JUNE)
    with pytest.raises(PastDayError):
        check_day(MAY, JUNE)


days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(one=days, other=days, closed=days)
def test_what_is_due_first_stands_first_and_what_is_over_behind_it(
    one: date, other: date, closed: date
) -> None:
    assert (list_place(OPEN, one, None) < list_place(OPEN, other, None)) == (one < other)
    assert list_place(OPEN, one, None) < list_place(DONE, other, closed)
    assert (list_place(DONE, one, closed) < list_place(DROPPED, one, other)) == (closed > other)


def test_voices_are_counted_by_what_they_say() -> None:
    given_answers = [Verdict.YES, Verdict.NO, Verdict.NO, Verdict.UNKNOWN]

    assert count_voices(given_answers) == Voices(yes=1, no=2, unknown=1)
    assert count_voices(given_answers).all == 4


@pytest.mark.parametrize(
    ("voices", "opens"),
    [
        (Voices(), False),
        (Voices(no=2), False),
        (Voices(no=3), True),
        (Voices(no=3, yes=3), True),
        (Voices(no=3, yes=4), False),
        (Voices(no=3, unknown=40), True),
    ],
)
def test_enough_residents_open_a_promise_again(voices: Voices, *, opens: bool) -> None:
    assert opens_again(voices, ReopenRule(least=3, percent=50)) is opens


@pytest.mark.parametrize(
    ("voices", "asked", "opens"),
    [
        (Voices(no=1), 1, True),
        (Voices(no=1), 2, False),
        (Voices(no=2), 2, True),
        (Voices(), 0, False),
        (Voices(no=2), 40, False),
    ],
)
def test_where_few_have_a_say_all_of_them_are_enough(
    voices: Voices, asked: int, *, opens: bool
) -> None:
    assert opens_again(voices, ReopenRule(least=3, percent=50), asked=asked) is opens


@given(yes=st.integers(0, 50), no=st.integers(0, 50), asked=st.integers(0, 100))
def test_another_no_never_closes_what_was_opened(yes: int, no: int, asked: int) -> None:
    rule = ReopenRule()
    if opens_again(Voices(yes, no), rule, asked=asked):
        assert opens_again(Voices(yes, no + 1), rule, asked=asked)


@pytest.mark.parametrize(
    ("chosen", "decided", "differs"),
    [(1, 1, False), (1, 2, True), (1, None, True), (None, 2, False), (None, None, False)],
)
def test_a_decision_differs_when_it_is_not_what_was_chosen(
    chosen: int | None, decided: int | None, *, differs: bool
) -> None:
    found = check_decision(chosen=chosen, decided=decided, reason="omdat", office="Groen")

    assert found is differs


@pytest.mark.parametrize("decided", [2, None])
def test_a_deviation_without_a_reason_is_refused(decided: int | None) -> None:
    with pytest.raises(ReasonMissingError):
        check_decision(chosen=1, decided=decided, reason=" ", office="Groen")


@pytest.mark.parametrize("decided", [1, 2])
def test_a_decision_without_an_office_is_refused(decided: int) -> None:
    with pytest.raises(OfficeMissingError):
        check_decision(chosen=1, decided=decided, reason="omdat", office=" ")


@pytest.mark.parametrize(
    ("reached", "following"),
    [
        ([], (Stage.DECIDED,)),
        ([Stage.DECIDED], (Stage.UNDER_WAY, Stage.DONE)),
        ([Stage.DECIDED, Stage.UNDER_WAY], (Stage.DONE,)),
        ([Stage.DECIDED, Stage.DONE], ()),
    ],
)
def test_stages_follow_each_other(reached: list[Stage], following: tuple[Stage, ...]) -> None:
    assert next_stages(reached) == following
