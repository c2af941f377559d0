"""A story that waits for an office or partner: since when, and when staff ask again. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.core.errors import ConflictError, InvalidError

#: Working days after which staff ask how it stands, unless they choose another day.
REMIND_AFTER_DAYS: Final = 10


class AlreadyWaitingError(ConflictError):
    """The story waits for an office already."""


class NotWaitingError(ConflictError):
    """The story waits for nobody (any more)."""


class ReminderDayError(InvalidError):
    """The day on which to ask again, or that of the answer, has passed."""


@dataclass(frozen=True)
class Expected:
    """What staff expect of an office."""

    #: The day on which they ask how it stands.
    remind_on: date
    #: Until when the office promised to answer, if it did.
    answer_due: date | None = None


def check_expected(expected: Expected, today: date) -> None:
    """Raise `ReminderDayError` unless both days are still to come."""
    due = expected.answer_due
    if expected.remind_on <= today or (due is not None and due < today):
        raise ReminderDayError(expected.remind_on.isoformat())
