"""What staff may decide about a story, and when it counts as answered. Pure."""

from enum import StrEnum
from typing import Final

from app.core.errors import ConflictError, InvalidError
from app.stories.consent_rules import Told, lacks_guardian
from app.stories.rules import Audience, Outcome, StoryStatus

#: Code points.
MAX_REASON: Final = 1_000
MAX_ANSWER: Final = 5_000


class PublishBar(StrEnum):
    """Why a story can't be shown to everyone."""

    #: The teller chose that only the council and the municipality read it.
    COUNCIL_AUDIENCE = "council_audience"
    #: The teller is under 16 and no parent's consent was seen.
    NO_GUARDIAN = "no_guardian"
    WITHDRAWN = "withdrawn"


class RefusalGround(StrEnum):
    """Why a story is refused, in one word: what is counted in public, never with a person."""

    #: Somebody else could be recognised, and hiding words doesn't help.
    PRIVACY = "privacy"
    #: Insults, threats or hate.
    HURTFUL = "hurtful"
    #: Not about living here: advertising, a street defect, something for the police.
    ELSEWHERE = "elsewhere"
    #: Told before, or nothing in it.
    EMPTY = "empty"
    OTHER = "other"


class PublishBarredError(InvalidError):
    """The story can't be shown to everyone; `bar` says why."""

    def __init__(self, bar: PublishBar) -> None:
        super().__init__(bar.value)
        self.bar = bar


class ReasonNeededError(InvalidError):
    """The teller has a right to know why."""


class AlreadyDecidedError(ConflictError):
    """This was decided before; usually somebody else was first."""


def publish_bar(story: Told) -> PublishBar | None:
    """Return why the story can't be shown to everyone, or None when it can."""
    if story.status is StoryStatus.WITHDRAWN:
        return PublishBar.WITHDRAWN
    if story.audience is not Audience.EVERYONE:
        return PublishBar.COUNCIL_AUDIENCE
    return PublishBar.NO_GUARDIAN if lacks_guardian(story) else None


def needs_reason(old: Outcome | None, new: Outcome) -> bool:
    """Whether the teller must be told why: a refusal, or another decision than before."""
    return new is Outcome.REFUSED or (old is not None and old is not new)


def check_decision(
    old: Outcome | None, new: Outcome, *, reason: str, bar: PublishBar | None
) -> None:
    """Raise unless `new` may be decided after `old`.

    Raises:
        AlreadyDecidedError: it is what was decided before.
        PublishBarredError: it may not be shown to everyone.
        ReasonNeededError: the reason is missing.
    """
    if bar is PublishBar.WITHDRAWN:
        raise PublishBarredError(bar)
    if old is new:
        raise AlreadyDecidedError(new.value)
    if new is Outcome.PUBLISHED and bar is not None:
        raise PublishBarredError(bar)
    if needs_reason(old, new) and not reason.strip():
        raise ReasonNeededError(new.value)


def status_after(
    status: StoryStatus, *, outcome: Outcome | None, has_answer: bool, reply_waits: bool
) -> StoryStatus:
    """Return where a story stands once staff have worked on it.

    It is answered when it has an answer, a decision, and no reply of the teller that waits; until
    then it stays in the queue, so that nobody forgets the other half.
    """
    if status is StoryStatus.WITHDRAWN:
        return status
    is_done = has_answer and outcome is not None and not reply_waits
    return StoryStatus.ANSWERED if is_done else StoryStatus.IN_REVIEW
