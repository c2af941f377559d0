"""What may leave in a file, and how people in it are kept from standing out. Pure.

Source: DESIGN part 1, promise 5, and docs/decisions/0015-exports.md.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from app.core.errors import InvalidError
from app.stories.consent_rules import Told, is_public, lacks_guardian
from app.stories.rules import Consent, Outcome, StoryStatus

#: People who are alike in everything that a file tells of them are at least so many.
SMALLEST: Final = 5
#: Stands where a trait is not known, or would make somebody stand out.
UNTOLD: Final = ""


class FileKind(StrEnum):
    """Kinds of files that can be taken."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    JSON = "json"
    QDPX = "qdpx"
    QDC = "qdc"


class Part(StrEnum):
    """How much of a story may leave."""

    WHOLE = "whole"
    QUOTES = "quotes"


class LeftOut(StrEnum):
    """Why nothing of a story may leave."""

    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    #: Staff have not read it and hidden what has to be hidden.
    UNDECIDED = "undecided"
    #: Under 16, and no parent agreed on paper.
    GUARDIAN = "guardian"
    #: The teller does not want to be quoted on paper or in research.
    NO_CONSENT = "no_consent"
    #: Only quotes may leave, and there is none that the teller allows.
    NO_QUOTE = "no_quote"


class TooFewError(InvalidError):
    """The choice has so few stories that their tellers would stand out."""


@dataclass(frozen=True)
class Choice:
    """Which stories somebody wants; None means all."""

    round_key: str | None = None
    district_key: str | None = None
    #: First and last day on which a story came in.
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Traits:
    """What a file tells of a teller beside the story; `UNTOLD` where it doesn't."""

    district: str
    round: str
    teller: str
    age_group: str
    channel: str
    language: str
    #: As `2026-11`.
    month: str


@dataclass
class Overview:
    """How many stories are in a file, and how many were left out and why."""

    parts: Counter[Part] = field(default_factory=Counter)
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    @property
    def stories(self) -> int:
        """Stories of which something may leave."""
        return self.parts.total()

    @property
    def seen(self) -> int:
        """Stories that were looked at."""
        return self.stories + self.left_out.total()

    def add(self, share: Part | LeftOut) -> None:
        """Count one story."""
        if isinstance(share, Part):
            self.parts[share] += 1
        else:
            self.left_out[share] += 1


def share_of(told: Told, *, is_quotable: bool) -> Part | LeftOut:
    """Return how much of a story may leave, or why nothing.

    is_quotable: whether there is a quote of it that may be printed.
    """
    if barred := _bar(told):
        return barred
    if told.consent_paper is Consent.YES and is_public(told):
        return Part.WHOLE
    return Part.QUOTES if is_quotable else LeftOut.NO_QUOTE


def check_enough(overview: Overview) -> None:
    """Raise `TooFewError` when a choice has stories, but fewer than `SMALLEST`."""
    if 0 < overview.stories < SMALLEST:
        raise TooFewError(f"fewer than {SMALLEST}")


def coarsen(counts: Mapping[tuple[str, ...], int]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return for each combination of traits what may be told of it.

    Whoever is told of is alike to at least `SMALLEST` in all that is told, where there are so many
    at all. Traits stand in order of weight: earlier ones are kept first. Rare values become
    `UNTOLD`, and with them the next rare ones, so that who is left untold is no small group either.
    """
    groups: dict[tuple[str, ...], list[tuple[str, ...]]] = {(): list(counts)}
    for place in range(len(next(iter(counts), ()))):
        finer: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for known, members in groups.items():
            sizes: Counter[str] = Counter()
            for member in members:
                sizes[member[place]] += counts[member]
            told = _tellable(sizes)
            for member in members:
                finer[*known, member[place] if member[place] in told else UNTOLD].append(member)
        groups = finer
    return {member: known for known, members in groups.items() for member in members}


def _bar(told: Told) -> LeftOut | None:
    if told.status is StoryStatus.WITHDRAWN:
        return LeftOut.WITHDRAWN
    if told.outcome is None:
        return LeftOut.UNDECIDED
    if told.outcome is Outcome.REFUSED:
        return LeftOut.REFUSED
    if lacks_guardian(told):
        return LeftOut.GUARDIAN
    return LeftOut.NO_CONSENT if told.consent_paper is Consent.NO else None


def _tellable(sizes: Counter[str]) -> set[str]:
    """Return the values that may be told: the others are none, or together enough."""
    rising = sorted(sizes, key=lambda value: (sizes[value], value))
    told = [value for value in rising if value != UNTOLD and sizes[value] >= SMALLEST]
    untold = sizes.total() - sum(sizes[value] for value in told)
    while told and 0 < untold < SMALLEST:
        untold += sizes[told.pop(0)]
    return set(told)
