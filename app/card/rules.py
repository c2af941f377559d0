"""What the teller of a story sees and may do with the follow card (volgkaart). Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from app.core.errors import ConflictError
from app.stories.rules import EventKind, StoryStatus

#: Who did something, where that was the teller.
TELLER: Final = "teller"
#: A card that is opened again so soon is read by somebody who is still at it.
SITTING: Final = timedelta(minutes=30)
_OPEN: Final = frozenset({StoryStatus.RECEIVED, StoryStatus.IN_REVIEW})


class QuoteGoneError(ConflictError):
    """Staff dropped the quote, or its words are others than those the teller read."""


class Permission(StrEnum):
    """What a teller can change; each apart, the values stand in the addresses of the pages."""

    READING = "lezen"
    PAPER = "papier"
    ONLINE = "website"
    PHOTOS = "fotos"


class Headline(StrEnum):
    """What the card says first."""

    WAITING = "waiting"
    #: The teller wrote back, and staff have not dealt with it.
    WAITING_AGAIN = "waiting_again"
    #: The teller doesn't agree, and a second person has to say something of it.
    OBJECTED = "objected"
    #: Staff asked the teller something.
    ASKED = "asked"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Turn(StrEnum):
    """Who has to do something now."""

    TELLER = "teller"
    STAFF = "staff"
    #: An office or partner that the story waits for.
    OFFICE = "office"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Waits:
    """What waits, and for whom."""

    reply: bool = False
    objection: bool = False
    question: bool = False
    office: bool = False
    quotes: bool = False


class Event(Protocol):
    """What these rules ask of a step in the life of a story."""

    @property
    def kind(self) -> EventKind:
        """What happened."""

    @property
    def at(self) -> datetime:
        """When it happened."""

    @property
    def actor(self) -> str:
        """Who did it; the teller is `TELLER`."""

    @property
    def reason(self) -> str | None:
        """Why, in words for the teller, where the step has one."""


@dataclass(frozen=True)
class Step:
    """Something that happened, on a day."""

    kind: EventKind
    day: date
    reason: str | None
    #: The exact moment, to tell what is new; None of what the teller did.
    told_at: datetime | None = field(default=None, compare=False)


def headline(status: StoryStatus, due_on: date, today: date, waits: Waits) -> Headline:
    """Return what the card says first; that an answer is late goes before everything."""
    if status is StoryStatus.WITHDRAWN:
        return Headline.WITHDRAWN
    if status not in _OPEN:
        return Headline.ASKED if waits.question else Headline.ANSWERED
    if due_on < today:
        return Headline.OVERDUE
    if waits.objection:
        return Headline.OBJECTED
    if waits.question:
        return Headline.ASKED
    return Headline.WAITING_AGAIN if waits.reply else Headline.WAITING


def turn(status: StoryStatus, waits: Waits) -> Turn:
    """Return whose turn it is; a question of staff hands it to the teller, and never for good."""
    if waits.question and not waits.objection:
        return Turn.TELLER
    if status in _OPEN:
        return Turn.OFFICE if waits.office and not waits.objection else Turn.STAFF
    if waits.office:
        return Turn.OFFICE
    return Turn.TELLER if waits.quotes else Turn.NOBODY


def moments_after_opening(
    opened_at: datetime | None, read_until: datetime | None, *, now: datetime
) -> tuple[datetime, datetime | None]:
    """Return what a card keeps once it is opened at `now`: that moment, and the one before.

    Opened again within a sitting (a second tap, a page sent twice), what was new stays new.
    """
    if opened_at is None or now - opened_at < SITTING:
        return now, read_until
    return now, opened_at


def is_new(told_at: datetime | None, read_until: datetime) -> bool:
    """Whether something of `told_at` was not there yet when the teller was here before."""
    return told_at is not None and told_at > read_until


def steps(events: Iterable[tuple[Event, date]]) -> list[Step]:
    """Return what happened, in order; the same thing twice in a row on one day is one step."""
    found: list[Step] = []
    for event, day in events:
        step = Step(event.kind, day, event.reason, None if event.actor == TELLER else event.at)
        if found and found[-1] == step:
            found.pop()
        found.append(step)
    return found


def seal(words: str) -> str:
    """Return what a form carries to prove which words the teller had read."""
    return hashlib.sha256(words.encode()).hexdigest()
