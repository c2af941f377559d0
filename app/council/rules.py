"""Meetings of the residents' council, what a pack holds, and which step may follow. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.core.errors import ConflictError, InvalidError

#: Code points.
MAX_TITLE: Final = 120
MAX_PLACE: Final = 120
MAX_AGENDA: Final = 3_000
MAX_INTRO: Final = 2_000
MAX_QUESTION: Final = 400
MAX_SUBJECT: Final = 200
MAX_ADVICE: Final = 4_000
MAX_OFFICE: Final = 80
#: Counts from 1 up to below this one are not told: they could point at somebody.
#: Source: issue on the monitor, "counts under 5 are never shown".
LEAST_COUNT: Final = 5
#: How far back the first pack looks, as no meeting went before.
FIRST_WINDOW: Final = timedelta(days=183)
#: Lines to write on below each question.
LINES: Final = 6


class MeetingState(StrEnum):
    """Where a meeting is."""

    #: Only who prepares it sees it.
    DRAFT = "draft"
    #: The council and everybody see when and where it is.
    READY = "ready"
    HELD = "held"


class PackKind(StrEnum):
    """What can stand in a pack."""

    FIGURES = "figures"
    QUOTE = "quote"
    #: Stands beside the first quote of its story.
    PHOTO = "photo"
    QUESTION = "question"
    POLL = "poll"
    PROMISE = "promise"
    ADVICE = "advice"
    #: One of the parts themselves: its order, its introduction, whether it is there.
    PART = "part"


class PaperForm(StrEnum):
    """The forms in which a pack is printed."""

    #: To read, tagged.
    A4 = "a4"
    #: The same in 18 points.
    LARGE = "large"
    #: To read, tagged; the booklet is made of its pages.
    A5 = "a5"
    #: A5 pages two by two on A4, for the office printer; not tagged.
    BOOKLET = "booklet"


#: The parts of a pack, in the order that they get at first.
PARTS: Final = (
    PackKind.FIGURES,
    PackKind.QUOTE,
    PackKind.QUESTION,
    PackKind.POLL,
    PackKind.PROMISE,
    PackKind.ADVICE,
)

_NEXT: Final = {
    MeetingState.DRAFT: {MeetingState.READY},
    MeetingState.READY: {MeetingState.DRAFT, MeetingState.HELD},
    MeetingState.HELD: frozenset[MeetingState](),
}


class StepNotAllowedError(ConflictError):
    """The meeting or advice is not where this can be done; usually somebody else was first."""


class NotBegunError(InvalidError):
    """A meeting that hasn't begun can't have been held."""


class PackChangedError(ConflictError):
    """Somebody else changed the pack after this page was made."""


class NothingToPrintError(InvalidError):
    """No part of the pack was chosen that holds anything."""


class MeetingNotHeldError(ConflictError):
    """Advice is given in a meeting: before it there is none."""


class AlreadyPromisedError(ConflictError):
    """The advice became a promise: from then on that is kept and moved, not the advice."""


@dataclass(frozen=True)
class Window:
    """The time that a pack is about: after `since`, up to and with `until`."""

    since: datetime
    until: datetime


def check_step(old: MeetingState, new: MeetingState) -> None:
    """Raise `StepNotAllowedError` unless a meeting goes from `old` to `new`."""
    if new not in _NEXT[old]:
        raise StepNotAllowedError(f"{old} -> {new}")


def check_begun(starts_at: datetime, now: datetime) -> None:
    """Raise `NotBegunError` unless the meeting has begun."""
    if now < starts_at:
        raise NotBegunError(starts_at.isoformat())


def window_of(previous: datetime | None, starts_at: datetime, now: datetime) -> Window:
    """Return what is new since the meeting at `previous`, or in half a year where none was.

    What comes in after the meeting has begun belongs to the next one.
    """
    until = min(now, starts_at)
    return Window(previous if previous is not None else until - FIRST_WINDOW, until)


def small(count: int) -> bool:
    """Whether a count is too small to be told; nothing at all is told."""
    return 0 < count < LEAST_COUNT
