"""Who won, by which rule; whether enough people voted; whether everything adds up."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.polls.outcome import Decider, Fault, Outcome, Sums, Turnout, decide
from app.polls.rules import TieRule

COSTS = {1: 300, 2: 200, 3: 200}

every_votes = st.dictionaries(st.integers(1, 5), st.integers(0, 40), max_size=5)
every_cost = st.fixed_dictionaries(
    {number: st.one_of(st.none(), st.integers(0, 3)) for number in range(1, 6)}
)
rules = st.sampled_from([*TieRule, None])


def test_most_votes_win() -> None:
    assert decide({1: 5, 2: 4}, COSTS, TieRule.LOT) == Outcome(Decider.VOTES, 1, (1,), 5)


@pytest.mark.parametrize(
    ("rule", "decider"),
    [(TieRule.LOT, Decider.LOT), (TieRule.COUNCIL, Decider.COUNCIL), (None, Decider.EQUAL)],
)
def test_equal_votes_wait_for_what_the_rules_say(rule: TieRule | None, decider: Decider) -> None:
    assert decide({1: 5, 3: 5, 2: 1}, COSTS, rule) == Outcome(decider, None, (1, 3), 5)


@pytest.mark.parametrize(
    ("votes", "costs", "expected"),
    [
        ({1: 5, 2: 5}, COSTS, Outcome(Decider.CHEAPEST, 2, (1, 2), 5)),
        ({2: 5, 3: 5}, COSTS, Outcome(Decider.LOT, None, (2, 3), 5)),
        ({1: 5, 2: 5, 3: 5}, COSTS, Outcome(Decider.LOT, None, (2, 3), 5)),
        ({1: 5, 2: 5}, {1: 300, 2: None}, Outcome(Decider.LOT, None, (1, 2), 5)),
        ({1: 5, 2: 5}, {1: 1, 2: 0}, Outcome(Decider.CHEAPEST, 2, (1, 2), 5)),
    ],
)
def test_the_cheapest_wins_where_that_leaves_one(
    votes: dict[int, int], costs: dict[int, int | None], expected: Outcome
) -> None:
    assert decide(votes, costs, TieRule.CHEAPEST) == expected


@pytest.mark.parametrize(
    ("double", "expected"),
    [
        (0, Outcome(Decider.VOTES, 1, (1,), 10)),
        (2, Outcome(Decider.VOTES, 1, (1,), 10)),
        # Without three of its votes the first would stand equal with the second.
        (3, Outcome(Decider.LOT, None, (1, 2), 10)),
        (9, Outcome(Decider.LOT, None, (1, 2, 3), 10)),
    ],
)
def test_double_votes_that_could_change_the_outcome_make_it_a_tie(
    double: int, expected: Outcome
) -> None:
    assert decide({1: 10, 2: 7, 3: 1}, COSTS, TieRule.LOT, double=double) == expected


def test_nobody_wins_without_a_vote_for_an_option() -> None:
    assert decide({}, COSTS, TieRule.LOT, double=3) == Outcome(Decider.NOBODY, None, (), 0)


@given(every_votes, every_cost, rules, st.integers(0, 5))
def test_a_winner_is_never_behind_by_more_than_the_double_votes(
    votes: dict[int, int], costs: dict[int, int | None], rule: TieRule | None, double: int
) -> None:
    outcome = decide(votes, costs, rule, double=double)

    for number in (*outcome.candidates, *filter(None, [outcome.winner])):
        assert votes.get(number, 0) >= max(votes.values()) - double
    assert (outcome.winner is not None) == (outcome.decider in {Decider.VOTES, Decider.CHEAPEST})
    assert (outcome.decider is Decider.NOBODY) == (not any(votes.values()))


@given(every_votes, every_cost, rules, st.integers(1, 5), st.data())
def test_who_won_by_votes_has_won_whichever_votes_were_double(
    votes: dict[int, int],
    costs: dict[int, int | None],
    rule: TieRule | None,
    double: int,
    data: st.DataObject,
) -> None:
    outcome = decide(votes, costs, rule, double=double)
    if outcome.decider is not Decider.VOTES:
        return
    left = double
    without = dict(votes)
    for number in votes:
        taken = data.draw(st.integers(0, min(left, without[number])))
        without[number] -= taken
        left -= taken

    again = decide(without, costs, rule)
    assert (again.decider, again.winner) == (Decider.VOTES, outcome.winner)


@pytest.mark.parametrize(
    ("votes", "letters", "minimum", "double", "enough"),
    [
        (30, 100, 30, 0, True),
        (29, 100, 30, 0, False),
        (30, 101, 30, 0, False),
        (31, 101, 30, 0, True),
        (30, 100, 30, 1, False),
        (0, 100, None, 0, True),
        (0, 0, 30, 0, True),
    ],
)
def test_a_minimum_is_reached_with_as_many_votes_as_it_says(
    votes: int, letters: int, minimum: int | None, double: int, *, enough: bool
) -> None:
    assert Turnout(votes, letters, minimum, double).is_enough is enough


def test_turnout_is_a_part_of_the_letters() -> None:
    assert Turnout(1, 8).percent == 12.5
    assert Turnout(0, 0).percent == 0


RIGHT = Sums(
    codes_made=100, ballots_made=100, issued=90, reserve=7, void=3,
    web=40, closed=12, unused=48, stubs=12, paper=12,
)  # fmt: skip


def test_right_sums_have_no_fault() -> None:
    assert RIGHT.faults() == ()


@pytest.mark.parametrize(
    ("field", "faults"),
    [
        ("codes_made", (Fault.CODES, Fault.PAIRS)),
        ("ballots_made", (Fault.BALLOTS, Fault.PAIRS)),
        ("issued", (Fault.CODES,)),
        ("reserve", (Fault.CODES,)),
        ("void", (Fault.CODES,)),
        ("web", (Fault.BALLOTS,)),
        ("closed", (Fault.BALLOTS, Fault.STUBS)),
        ("unused", (Fault.BALLOTS,)),
        ("stubs", (Fault.STUBS, Fault.PAPER)),
        ("paper", (Fault.PAPER,)),
    ],
)
@pytest.mark.parametrize("by", [1, -1])
def test_one_too_many_or_too_few_anywhere_is_found(
    field: str, faults: tuple[Fault, ...], by: int
) -> None:
    assert replace(RIGHT, **{field: getattr(RIGHT, field) + by}).faults() == faults
