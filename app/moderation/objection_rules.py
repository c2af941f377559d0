"""Objecting to a decision: once to each, and judged by somebody who did not take it. Pure."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from app.core.errors import ConflictError, ForbiddenError, InvalidError
from app.stories.rules import Outcome


class ObjectionAbout(StrEnum):
    """What a teller doesn't agree with."""

    #: That nobody else reads the story.
    REFUSAL = "refusal"
    #: That words of it are hidden.
    REDACTION = "redaction"


class Verdict(StrEnum):
    """What a second person says of an objection."""

    GRANTED = "granted"
    REJECTED = "rejected"


class NothingToObjectError(ConflictError):
    """There is no such decision (any more), or it was objected to before."""


class ObjectionWaitsError(InvalidError):
    """The teller objected: a second person rules on that before anything else is decided."""


class NoObjectionError(ConflictError):
    """No objection waits; usually somebody else was first."""


class SecondPersonError(ForbiddenError):
    """Who took a decision can't rule on the objection to it."""


class NewOutcomeError(InvalidError):
    """A refusal that is taken back needs another decision in its place, and only that does."""


def may_object(done_at: datetime | None, earlier: Collection[datetime], *, waits: bool) -> bool:
    """Whether a decision of `done_at` (None: there is none) can be objected to.

    `earlier` are the moments of objections to decisions of its kind; `waits`: any objection to
    this story waits.
    """
    return done_at is not None and not waits and all(each < done_at for each in earlier)


def check_second_person(actor: str, decided_by: Collection[str]) -> None:
    """Raise `SecondPersonError` when `actor` took the decision themselves.

    Source: DESIGN part 2, a second person is never the one who acted.
    """
    if actor in decided_by:
        raise SecondPersonError(actor)


def check_new_outcome(about: ObjectionAbout, verdict: Verdict, outcome: Outcome | None) -> None:
    """Raise `NewOutcomeError` unless `outcome` is what this verdict asks for."""
    is_taken_back = about is ObjectionAbout.REFUSAL and verdict is Verdict.GRANTED
    if (outcome is not None) is not is_taken_back or outcome is Outcome.REFUSED:
        raise NewOutcomeError(about.value)
