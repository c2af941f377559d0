"""What the teller of a story sees and may do with the follow card (volgkaart). Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol

from app.core.errors import ConflictError
from app.stories.rules import EventKind, StoryStatus

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
    OVERDUE = "overdue"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Event(Protocol):
    """What these rules ask of a step in the life of a story."""

    @property
    def kind(self) -> EventKind:
        """What happened."""

    @property
    def at(self) -> datetime:
        """When it happened."""

    @property
    def reason(self) -> str | None:
        """Why, in words for the teller, where the step has one."""


@dataclass(frozen=True)
class Step:
    """Something that happened, on a day."""

    kind: EventKind
    day: date
    reason: str | None


def headline(status: StoryStatus, due_on: date, today: date, *, reply_waits: bool) -> Headline:
    """Return what the card says first; that an answer is late goes before everything."""
    if status is StoryStatus.WITHDRAWN:
        return Headline.WITHDRAWN
    if status not in _OPEN:
        return Headline.ANSWERED
    if due_on < today:
        return Headline.OVERDUE
    return Headline.WAITING_AGAIN if reply_waits else Headline.WAITING


def steps(events: Iterable[tuple[Event, date]]) -> list[Step]:
    """Return what happened, in order; the same thing twice in a row on one day is one step."""
    found: list[Step] = []
    for event, day in events:
        step = Step(event.kind, day, event.reason)
        if not found or found[-1] != step:
            found.append(step)
    return found


def seal(words: str) -> str:
    """Return what a form carries to prove which words the teller had read."""
    return hashlib.sha256(words.encode()).hexdigest()
