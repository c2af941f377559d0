"""Which plans for a poll can be right, what bars the freezing, and what the ledger then says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import TextError
from app.ledger.rules import canonical
from app.polls.making_rules import (
    MAX_SLUG,
    PRINTED,
    TURNOUT_RULE,
    DistrictFacts,
    Missing,
    OptionFacts,
    PlanError,
    PlanReason,
    PollFacts,
    PollPlan,
    check_plan,
    check_printed,
    frozen_rules,
    missing_in,
    slug_of,
)
from app.polls.outcome import Turnout
from app.polls.rules import SHORTEST, Access, Electorate, TieRule

OPENS = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
KNOWN = {"noord", "oost"}
PLAN = PollPlan(
    question="Welke speeltuin komt er op het plein?",
    why="Het plein wordt nieuw.",
    opens_at=OPENS,
    closes_at=OPENS + timedelta(days=14),
    district_keys=("noord",),
    help_text="Bel 14 045.",
    decided_by="Het college.",
    decision_due=date(2027, 1, 10),
)
OPTIONS = tuple(
    OptionFacts(number, f"Plan {number}", "Voor iedereen.", number * 100, "Plein", "Een tekening.")
    for number in (1, 2, 3)
)
FACTS = PollFacts(PLAN, OPTIONS, (DistrictFacts("noord", "Noord", 60, 60),))


def _peiling(**changes: object) -> PollPlan:
    return replace(PLAN, access=Access.OPEN, **changes)  # type: ignore[arg-type] # fields' own types


@pytest.mark.parametrize(
    ("plan", "field", "reason"),
    [
        (replace(PLAN, district_keys=()), "district_keys", PlanReason.NO_DISTRICT),
        (replace(PLAN, district_keys=("zuid",)), "district_keys", PlanReason.UNKNOWN_DISTRICT),
        (replace(PLAN, closes_at=OPENS), "closes_at", PlanReason.TOO_SHORT),
        (
            replace(PLAN, closes_at=OPENS + SHORTEST - timedelta(seconds=1)),
            "closes_at",
            PlanReason.TOO_SHORT,
        ),
        (replace(PLAN, max_choices=0), "max_choices", PlanReason.TOO_MANY_CHOICES),
        (replace(PLAN, max_choices=12), "max_choices", PlanReason.TOO_MANY_CHOICES),
        (replace(PLAN, min_age=3), "min_age", PlanReason.AGE),
        (replace(PLAN, min_age=100), "min_age", PlanReason.AGE),
        (replace(PLAN, min_turnout=0), "min_turnout", PlanReason.TURNOUT),
        (replace(PLAN, min_turnout=101), "min_turnout", PlanReason.TURNOUT),
        (_peiling(has_paper=True), "has_paper", PlanReason.NEEDS_LETTERS),
        (_peiling(min_turnout=10), "min_turnout", PlanReason.NEEDS_LETTERS),
        (
            replace(PLAN, decision_due=date(2026, 12, 14)),
            "decision_due",
            PlanReason.DECIDED_BEFORE_CLOSE,
        ),
    ],
)
def test_a_plan_that_can_not_be_right_is_refused(
    plan: PollPlan, field: str, reason: PlanReason
) -> None:
    with pytest.raises(PlanError) as refused:
        check_plan(plan, KNOWN)

    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize(
    "plan",
    [
        PLAN,
        _peiling(),
        replace(PLAN, closes_at=OPENS + SHORTEST),
        replace(PLAN, max_choices=11, min_age=4, min_turnout=100, has_paper=True),
        replace(PLAN, min_age=99, min_turnout=1, district_keys=("noord", "oost")),
        replace(PLAN, decision_due=date(2026, 12, 15)),
        replace(PLAN, electorate=Electorate.PERSON, decision_due=None),
    ],
)
def test_a_plan_at_the_edge_of_what_is_right_is_accepted(plan: PollPlan) -> None:
    check_plan(plan, KNOWN)


@pytest.mark.parametrize("question", ["", " \n", "\u200b", "Welk\x00e?", "x" * 121])
def test_a_question_that_nobody_can_read_is_refused(question: str) -> None:
    with pytest.raises(TextError):
        check_plan(replace(PLAN, question=question), KNOWN)


def test_a_decision_on_the_local_day_of_the_close_is_not_before_it() -> None:
    # A quarter to one at night in the Netherlands: the day before in UTC.
    closes = datetime(2026, 12, 14, 23, 45, tzinfo=UTC)
    check_plan(replace(PLAN, closes_at=closes, decision_due=date(2026, 12, 15)), KNOWN)

    with pytest.raises(PlanError):
        check_plan(replace(PLAN, closes_at=closes, decision_due=date(2026, 12, 14)), KNOWN)


OTHERS: dict[str, object] = {
    "question": "Iets anders?",
    "access": Access.OPEN,
    "electorate": Electorate.PERSON,
    "min_age": 16,
    "max_choices": 2,
    "opens_at": OPENS + timedelta(hours=1),
    "closes_at": OPENS + timedelta(days=15),
    "has_paper": True,
    "help_text": "Bel iemand anders.",
    "district_keys": ("oost",),
}


@pytest.mark.parametrize("name", PRINTED)
def test_what_letters_say_stays(name: str) -> None:
    with pytest.raises(PlanError) as refused:
        check_printed(PLAN, replace(PLAN, **{name: OTHERS[name]}))  # type: ignore[arg-type] # as above

    assert (refused.value.field, refused.value.reason) == (name, PlanReason.PRINTED)


def test_what_letters_do_not_say_can_change_and_districts_have_no_order() -> None:
    both = replace(PLAN, district_keys=("noord", "oost"))
    other = replace(
        both,
        district_keys=("oost", "noord"),
        why="Anders.",
        tie_rule=TieRule.COUNCIL,
        min_turnout=10,
        decided_by="De raad.",
        decision_due=None,
    )

    check_printed(both, other)


def _option(**changes: object) -> PollFacts:
    changed = replace(OPTIONS[1], **changes)  # type: ignore[arg-type] # as above
    return replace(FACTS, options=(OPTIONS[0], changed, OPTIONS[2]))


def _plan(**changes: object) -> PollFacts:
    return replace(FACTS, plan=replace(PLAN, **changes))  # type: ignore[arg-type] # as above


def _letters(codes: int, ballots: int) -> PollFacts:
    oost = DistrictFacts("oost", "Oost", codes, ballots)
    return replace(FACTS, districts=(*FACTS.districts, oost))


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (FACTS, ()),
        (replace(FACTS, options=OPTIONS[:1]), (Missing.OPTIONS,)),
        (_option(alt=None), (Missing.PICTURES,)),
        (_option(alt=""), (Missing.ALTS,)),
        (_option(line=""), (Missing.LINES,)),
        (_option(cost=None), ()),
        (_plan(tie_rule=TieRule.CHEAPEST), ()),
        (replace(_option(cost=None), plan=replace(PLAN, tie_rule=TieRule.CHEAPEST)),
         (Missing.COSTS,)),
        (replace(_option(cost=100), plan=replace(PLAN, tie_rule=TieRule.CHEAPEST)),
         (Missing.COSTS,)),
        (_plan(max_choices=3), (Missing.TOO_MANY_CHOICES,)),
        (_plan(max_choices=2), ()),
        (_plan(why=""), (Missing.WHY,)),
        (_plan(help_text=""), (Missing.HELP,)),
        (_plan(decided_by=""), (Missing.DECIDED_BY,)),
        (_plan(decision_due=None), (Missing.DECISION_DUE,)),
        (_plan(closes_at=OPENS + timedelta(minutes=59)), (Missing.CLOSES_TOO_SOON,)),
        (replace(FACTS, districts=()), (Missing.CODES,)),
        (_letters(0, 0), (Missing.CODES,)),
        (_letters(60, 0), (Missing.CODES,)),
        (_letters(60, 60), ()),
        (replace(_plan(access=Access.OPEN), districts=(DistrictFacts("noord", "Noord"),)), ()),
    ],
)  # fmt: skip
def test_what_bars_the_freezing_is_named(facts: PollFacts, missing: tuple[Missing, ...]) -> None:
    assert missing_in(facts, OPENS) == missing


def test_the_ledger_says_every_rule_and_each_option_once() -> None:
    facts = replace(_letters(80, 80), plan=replace(PLAN, min_age=12, min_turnout=15))
    rules = frozen_rules("ref", "welke-speeltuin", facts)

    assert rules["subject"] == "ref"
    assert (rules["codes_made"], rules["ballots_made"]) == (140, 140)
    assert rules["districts"][1] == {"name": "Oost", "codes": 80, "ballots": 80}
    assert [option["number"] for option in rules["options"]] == [1, 2, 3]
    assert rules["closes_at"] == "2026-12-15T08:00:00+00:00"
    assert {"min_age": 12, "min_turnout": 15, "tie_rule": "lot"}.items() <= rules.items()


def test_the_ledger_says_how_a_minimum_is_worked_out_where_there_is_one() -> None:
    facts = _letters(80, 80)
    with_minimum = replace(facts, plan=replace(PLAN, min_turnout=15))

    assert frozen_rules("ref", "slug", with_minimum)["turnout_rule"] == TURNOUT_RULE
    assert frozen_rules("ref", "slug", facts)["turnout_rule"] is None


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 100), st.integers(0, 9))
def test_a_result_reaches_its_minimum_as_the_ledger_says_it(
    votes: int, letters: int, min_turnout: int, double: int
) -> None:
    assert TURNOUT_RULE["reached"] == "votes - double >= letters * min_turnout / 100"
    is_reached = votes - double >= letters * min_turnout / 100

    assert Turnout(votes, letters, min_turnout, double).is_enough is is_reached


PLANS = st.builds(
    PollPlan,
    question=st.text(min_size=1, max_size=30).filter(str.isprintable),
    opens_at=st.just(OPENS),
    closes_at=st.just(OPENS + timedelta(days=1)),
    district_keys=st.just(("noord",)),
    why=st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
    access=st.sampled_from(Access),
    electorate=st.sampled_from(Electorate),
    min_age=st.none() | st.integers(4, 99),
    max_choices=st.integers(1, 11),
    tie_rule=st.sampled_from(TieRule),
    min_turnout=st.none() | st.integers(1, 100),
    has_paper=st.booleans(),
    decision_due=st.none() | st.dates(date(2027, 1, 1), date(2030, 1, 1)),
)


@given(PLANS, PLANS)
def test_every_plan_has_one_entry_and_different_plans_have_different_ones(
    one: PollPlan, other: PollPlan
) -> None:
    first, second = (
        canonical(frozen_rules("ref", "slug", replace(FACTS, plan=each))) for each in (one, other)
    )

    assert (first == second) == (one == other)


@given(st.text(), st.sets(st.text(max_size=3)))
def test_every_question_has_an_address_of_its_own(question: str, taken: set[str]) -> None:
    slug = slug_of(question, taken)

    assert slug not in taken
    assert slug
    assert len(slug) <= MAX_SLUG + 4
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug_of(question, {*taken, slug}) != slug


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("Welke speeltuin komt er op het plein?", "welke-speeltuin-komt-er-op-het-plein"),
        ("Eén café, of twee?", "een-cafe-of-twee"),
        ("ماذا نبني؟", "stemming"),
        ("x" * 200, "x" * MAX_SLUG),
        ("woord " * 20, "-".join(["woord"] * 10)),
    ],
)
def test_an_address_is_made_of_the_words(question: str, slug: str) -> None:
    assert slug_of(question, ()) == slug
