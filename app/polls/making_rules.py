"""What a poll may be, when its rules can be frozen, and what the ledger then says. Pure."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from app.core.dates import local_day
from app.core.errors import ConflictError, InvalidError
from app.core.text import check_text
from app.polls.rules import MAX_OPTIONS, MIN_OPTIONS, SHORTEST, Access, Electorate, TieRule

#: Code points. The question is a heading on a phone and on paper.
MAX_QUESTION: Final = 120
MAX_WHY: Final = 2_000
MAX_HELP: Final = 1_000
MAX_DECIDED: Final = 1_000
#: One line each: an option stands on a phone beside its picture.
MAX_OPTION_TITLE: Final = 60
MAX_LINE: Final = 120
MAX_PLACE: Final = 80
MAX_ALT: Final = 250
MAX_REASON: Final = 1_000
MAX_COST: Final = 100_000_000
#: Years; nobody younger is asked to vote by a letter of their own.
LOWEST_AGE: Final = 4
HIGHEST_AGE: Final = 99
#: Characters of a public address, before a number that makes it unique.
MAX_SLUG: Final = 60
#: Percent.
MOST_TURNOUT: Final = 100
#: What letters say, so that it can't change once there are some.
PRINTED: Final = (
    "question",
    "access",
    "electorate",
    "min_age",
    "max_choices",
    "opens_at",
    "closes_at",
    "has_paper",
    "help_text",
    "district_keys",
)


class PlanReason(StrEnum):
    """Why a plan can't be right."""

    NO_DISTRICT = "no_district"
    UNKNOWN_DISTRICT = "unknown_district"
    TOO_SHORT = "too_short"
    TOO_MANY_CHOICES = "too_many_choices"
    AGE = "age"
    TURNOUT = "turnout"
    #: A peiling has no letters, so no stubs and no number of letters to compare with.
    NEEDS_LETTERS = "needs_letters"
    DECIDED_BEFORE_CLOSE = "decided_before_close"
    #: Letters were made that say it.
    PRINTED = "printed"


class PlanError(InvalidError):
    """A plan can't be right; `field` is the part of it that has to change."""

    def __init__(self, field_name: str, reason: PlanReason) -> None:
        super().__init__(f"{field_name}: {reason}")
        self.field = field_name
        self.reason = reason


class Missing(StrEnum):
    """What a poll lacks before its rules can be frozen."""

    OPTIONS = "options"
    PICTURES = "pictures"
    ALTS = "alts"
    LINES = "lines"
    #: With this tie rule each option has a cost, and no two the same.
    COSTS = "costs"
    TOO_MANY_CHOICES = "too_many_choices"
    WHY = "why"
    HELP = "help"
    DECIDED_BY = "decided_by"
    DECISION_DUE = "decision_due"
    CLOSES_TOO_SOON = "closes_too_soon"
    CODES = "codes"


class NotReadyError(InvalidError):
    """The rules can't be frozen yet; `missing` says what for."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


class TooManyOptionsError(ConflictError):
    """There is no room for one more option."""


class NotLaterError(InvalidError):
    """A poll is extended to a moment that isn't later than its closing time."""


class SameHelpError(InvalidError):
    """Where people get help is changed to what it says already."""


@dataclass(frozen=True)
class PollPlan:
    """Everything that staff decide about a poll but its options."""

    question: str
    opens_at: datetime
    closes_at: datetime
    #: Keys of the districts whose residents vote.
    district_keys: tuple[str, ...]
    why: str = ""
    access: Access = Access.LETTERS
    electorate: Electorate = Electorate.HOUSEHOLD
    #: Years; None: everybody.
    min_age: int | None = None
    max_choices: int = 1
    tie_rule: TieRule = TieRule.LOT
    #: Percent of the letters handed out; None: no minimum.
    min_turnout: int | None = None
    has_paper: bool = False
    help_text: str = ""
    decided_by: str = ""
    decision_due: date | None = None


@dataclass(frozen=True)
class OptionPlan:
    """What staff write about an option."""

    title: str
    line: str = ""
    #: Whole euros.
    cost: int | None = None
    place: str = ""


@dataclass(frozen=True)
class OptionFacts:
    """An option as it is frozen."""

    number: int
    title: str
    line: str
    cost: int | None
    place: str
    #: What is to be seen on its picture; None without a picture.
    alt: str | None
    #: SHA-256 of its picture as it is printed, in hexadecimal.
    picture: str | None = None


@dataclass(frozen=True)
class DistrictFacts:
    """A district that votes, with the letters that were made for it."""

    key: str
    name: str
    codes: int = 0
    ballots: int = 0


@dataclass(frozen=True)
class PollFacts:
    """A poll as its rules are frozen."""

    plan: PollPlan
    options: tuple[OptionFacts, ...] = ()
    districts: tuple[DistrictFacts, ...] = ()


#: How a minimum turnout is worked out, as the ledger says it; `outcome.Turnout` does it.
TURNOUT_RULE: Final = {
    "reached": "votes - double >= letters * min_turnout / 100",
    "votes": "web and paper, blank and invalid ones included",
    "letters": "handed out when the result opens, without void and reserve ones",
    "double": "letters handed out in place of ones that were voided since the opening",
}


def check_plan(plan: PollPlan, known_districts: Collection[str]) -> None:
    """Raise `PlanError` or `TextError` unless the plan can be right, whatever its options."""
    check_text(plan.question, MAX_QUESTION)
    if not plan.district_keys:
        raise PlanError("district_keys", PlanReason.NO_DISTRICT)
    if not set(plan.district_keys) <= set(known_districts):
        raise PlanError("district_keys", PlanReason.UNKNOWN_DISTRICT)
    if not 1 <= plan.max_choices < MAX_OPTIONS:
        raise PlanError("max_choices", PlanReason.TOO_MANY_CHOICES)
    if plan.min_age is not None and not LOWEST_AGE <= plan.min_age <= HIGHEST_AGE:
        raise PlanError("min_age", PlanReason.AGE)
    if plan.min_turnout is not None and not 1 <= plan.min_turnout <= MOST_TURNOUT:
        raise PlanError("min_turnout", PlanReason.TURNOUT)
    _check_access(plan)
    _check_times(plan)


def check_printed(old: PollPlan, new: PollPlan) -> None:
    """Raise `PlanError` where `new` differs from `old` in what letters already say."""
    for name in PRINTED:
        before, after = getattr(old, name), getattr(new, name)
        if name == "district_keys":
            before, after = set(before), set(after)
        if before != after:
            raise PlanError(name, PlanReason.PRINTED)


def _check_access(plan: PollPlan) -> None:
    if plan.access is Access.LETTERS:
        return
    if plan.has_paper:
        raise PlanError("has_paper", PlanReason.NEEDS_LETTERS)
    if plan.min_turnout is not None:
        raise PlanError("min_turnout", PlanReason.NEEDS_LETTERS)


def _check_times(plan: PollPlan) -> None:
    if plan.closes_at - plan.opens_at < SHORTEST:
        raise PlanError("closes_at", PlanReason.TOO_SHORT)
    if plan.decision_due is not None and plan.decision_due < local_day(plan.closes_at):
        raise PlanError("decision_due", PlanReason.DECIDED_BEFORE_CLOSE)


def missing_in(facts: PollFacts, now: datetime) -> tuple[Missing, ...]:
    """Return what has to be filled in or made before the rules can be frozen at `now`."""
    plan, options = facts.plan, facts.options
    lacks = {
        Missing.OPTIONS: len(options) < MIN_OPTIONS,
        Missing.PICTURES: any(option.alt is None for option in options),
        Missing.ALTS: any(option.alt == "" for option in options),
        Missing.LINES: any(not option.line for option in options),
        Missing.COSTS: plan.tie_rule is TieRule.CHEAPEST and not _costs_differ(options),
        Missing.TOO_MANY_CHOICES: len(options) >= MIN_OPTIONS and plan.max_choices >= len(options),
        Missing.WHY: not plan.why,
        Missing.HELP: not plan.help_text,
        Missing.DECIDED_BY: not plan.decided_by,
        Missing.DECISION_DUE: plan.decision_due is None,
        Missing.CLOSES_TOO_SOON: plan.closes_at - now < SHORTEST,
        Missing.CODES: plan.access is Access.LETTERS and not _has_letters(facts.districts),
    }
    return tuple(each for each, is_missing in lacks.items() if is_missing)


def _costs_differ(options: Sequence[OptionFacts]) -> bool:
    costs = [option.cost for option in options]
    return None not in costs and len(set(costs)) == len(costs)


def _has_letters(districts: Sequence[DistrictFacts]) -> bool:
    return bool(districts) and all(each.codes and each.ballots for each in districts)


def frozen_rules(ref: str, slug: str, facts: PollFacts) -> Mapping[str, Any]:
    """Return what the ledger says about a poll when its rules are frozen; nothing personal."""
    plan = facts.plan
    return {
        "subject": ref,
        "slug": slug,
        "question": plan.question,
        "why": plan.why,
        "access": plan.access.value,
        "electorate": plan.electorate.value,
        "min_age": plan.min_age,
        "max_choices": plan.max_choices,
        "opens_at": plan.opens_at.isoformat(),
        "closes_at": plan.closes_at.isoformat(),
        "tie_rule": plan.tie_rule.value,
        "min_turnout": plan.min_turnout,
        "turnout_rule": TURNOUT_RULE if plan.min_turnout is not None else None,
        "has_paper": plan.has_paper,
        "help_text": plan.help_text,
        "decided_by": plan.decided_by,
        "decision_due": plan.decision_due.isoformat() if plan.decision_due else None,
        "options": [_option_entry(option) for option in facts.options],
        "districts": [
            {"name": each.name, "codes": each.codes, "ballots": each.ballots}
            for each in facts.districts
        ],
        "codes_made": sum(each.codes for each in facts.districts),
        "ballots_made": sum(each.ballots for each in facts.districts),
    }


def _option_entry(option: OptionFacts) -> dict[str, Any]:
    return {
        "number": option.number,
        "title": option.title,
        "line": option.line,
        "cost": option.cost,
        "place": option.place,
        "alt": option.alt,
        "picture": option.picture,
    }


def slug_of(question: str, taken: Collection[str]) -> str:
    """Return a public address for a question: small letters, digits and dashes, none of `taken`."""
    plain = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    while len("-".join(words)) > MAX_SLUG and len(words) > 1:
        words.pop()
    base = "-".join(words)[:MAX_SLUG] or "stemming"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
