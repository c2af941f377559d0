"""What a promise or a decision is, when it is overdue, and when residents open it again. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.core.errors import ConflictError, InvalidError

MAX_WHAT: Final = 300
MAX_TEXT: Final = 2_000
#: One line of why, beside "Is dit wat er beloofd was?".
MAX_WHY: Final = 200


class SourceKind(StrEnum):
    """Where a promise was made."""

    STORY = "story"
    POLL = "poll"
    MEETING = "meeting"
    #: Written down by staff, such as one made in the street.
    HAND = "hand"


class PromiseStatus(StrEnum):
    """Where a promise stands; overdue is no status: it is worked out from the date."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class PromiseEventKind(StrEnum):
    """A step in the life of a promise; all of them stay visible."""

    MADE = "made"
    MOVED = "moved"
    CHANGED = "changed"
    DONE = "done"
    DROPPED = "dropped"
    #: Staff opened it again.
    REOPENED = "reopened"
    #: Residents said that it is not what was promised.
    REOPENED_BY_RESIDENTS = "reopened_by_residents"


class Stage(StrEnum):
    """How far what was chosen has come."""

    DECIDED = "decided"
    UNDER_WAY = "under_way"
    DONE = "done"


class Verdict(StrEnum):
    """A resident's answer to "Is dit wat er beloofd was?"."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class VoiceKind(StrEnum):
    """With what somebody answered; only cards and codes are one per person."""

    CARD = "card"
    CODE = "code"
    BROWSER = "browser"


class WhyState(StrEnum):
    """Whether the line that somebody wrote beside an answer is shown."""

    #: Nothing was written.
    NONE = "none"
    #: Nobody of the staff has looked at it.
    WAITING = "waiting"
    SHOWN = "shown"
    #: It could hurt or expose somebody.
    HIDDEN = "hidden"


#: Voices that are one for each person; only they open a promise again.
COUNTING: Final = frozenset({VoiceKind.CARD, VoiceKind.CODE})


class Standing(StrEnum):
    """How a promise counts today."""

    OPEN = "open"
    OVERDUE = "overdue"
    KEPT_ON_TIME = "kept_on_time"
    KEPT_LATE = "kept_late"
    DROPPED = "dropped"


class ReasonMissingError(InvalidError):
    """This can't be saved without a public reason."""


class OfficeMissingError(InvalidError):
    """Nobody answers for it yet."""


class PastDayError(InvalidError):
    """A day that is over can't be promised: the promise would be late from the start."""


class StepNotAllowedError(ConflictError):
    """The promise or decision is not where this step can be taken."""


class PromiseChangedError(ConflictError):
    """Somebody else changed the promise after this form was made."""


class DecisionAsksMoreError(ConflictError):
    """What became of a poll is told as a step of it: beside what residents chose."""


class NoResultYetError(ConflictError):
    """Nobody can decide on what isn't known: the result is sealed, or a tie is open."""


#: Which status each step may start from.
_FROM: Final = {
    PromiseEventKind.MOVED: {PromiseStatus.OPEN},
    PromiseEventKind.CHANGED: {PromiseStatus.OPEN},
    PromiseEventKind.DONE: {PromiseStatus.OPEN},
    PromiseEventKind.DROPPED: {PromiseStatus.OPEN},
    PromiseEventKind.REOPENED: {PromiseStatus.DONE, PromiseStatus.DROPPED},
    PromiseEventKind.REOPENED_BY_RESIDENTS: {PromiseStatus.DONE},
}
#: Steps that residents may ask the reason of.
_NEEDS_REASON: Final = {
    PromiseEventKind.MOVED,
    PromiseEventKind.CHANGED,
    PromiseEventKind.DROPPED,
    PromiseEventKind.REOPENED,
}


def check_step(status: PromiseStatus, step: PromiseEventKind, reason: str) -> None:
    """Raise unless a promise in `status` may take this step with this reason.

    Raises:
        StepNotAllowedError: it is not open, or not done.
        ReasonMissingError: the step needs a public reason.
    """
    if status not in _FROM[step]:
        raise StepNotAllowedError(f"{status} {step}")
    if step in _NEEDS_REASON and not reason.strip():
        raise ReasonMissingError(step)


def standing_of(
    status: PromiseStatus, *, first_due: date, due_on: date, closed_on: date | None, today: date
) -> Standing:
    """Return how a promise counts: kept late means after the date that was promised first."""
    if status is PromiseStatus.DROPPED:
        return Standing.DROPPED
    if status is PromiseStatus.DONE:
        assert closed_on is not None
        return Standing.KEPT_ON_TIME if closed_on <= first_due else Standing.KEPT_LATE
    return Standing.OVERDUE if today > due_on else Standing.OPEN


def check_day(due_on: date, today: date) -> None:
    """Raise `PastDayError` unless something can still be promised for this day."""
    if due_on < today:
        raise PastDayError(due_on.isoformat())


def list_place(status: PromiseStatus, due_on: date, closed_on: date | None) -> int:
    """Return where a promise stands in the list, smallest first.

    Open ones go by their day, so that those that are overdue come first by themselves; behind
    them those that are over, the latest first.
    """
    if status is PromiseStatus.OPEN:
        return due_on.toordinal()
    assert closed_on is not None
    return 2 * date.max.toordinal() - closed_on.toordinal()


@dataclass(frozen=True)
class ReopenRule:
    """How many residents open a promise again: so many, and so large a part of those who know."""

    least: int = 3
    percent: int = 50


@dataclass(frozen=True)
class Voices:
    """Answers to "Is dit wat er beloofd was?"."""

    yes: int = 0
    no: int = 0
    unknown: int = 0

    @property
    def all(self) -> int:
        """How many answered."""
        return self.yes + self.no + self.unknown


def count_voices(answers: Iterable[Verdict]) -> Voices:
    """Return how often each answer was given."""
    given = list(answers)
    return Voices(
        yes=given.count(Verdict.YES),
        no=given.count(Verdict.NO),
        unknown=given.count(Verdict.UNKNOWN),
    )


def opens_again(voices: Voices, rule: ReopenRule, *, asked: int | None = None) -> bool:
    """Whether so many of those with a card or code say "nee" that it isn't done.

    Who doesn't know counts for neither side. `asked` is how many have a say at all, where that is
    known: where they are fewer than the rule asks for, all of them are enough.
    """
    least = rule.least if asked is None else max(1, min(rule.least, asked))
    knowing = voices.yes + voices.no
    return voices.no >= least and voices.no * 100 >= rule.percent * knowing


def check_decision(*, chosen: int | None, decided: int | None, reason: str, office: str) -> bool:
    """Return whether what was decided differs from what residents chose (option numbers).

    None for `decided` is something that was no option; None for `chosen`, that nothing won.

    Raises:
        OfficeMissingError: nobody answers for it.
        ReasonMissingError: it differs, and no public reason is given.
    """
    if not office.strip():
        raise OfficeMissingError("office")
    differs = chosen is not None and decided != chosen
    if differs and not reason.strip():
        raise ReasonMissingError("reason")
    return differs


def is_decision_late(decision_due: date | None, today: date, *, told: bool) -> bool:
    """Whether a closed poll waits longer for its decision than was announced."""
    return not told and decision_due is not None and today > decision_due


def next_stages(reached: Collection[Stage]) -> tuple[Stage, ...]:
    """Return which stage may be told next: first that it is decided, then on and never back.

    `reached` are the stages since residents last opened it again; what was decided stays decided.
    """
    if not reached:
        return (Stage.DECIDED,)
    order = tuple(Stage)
    return order[max(order.index(stage) for stage in reached) + 1 :]
