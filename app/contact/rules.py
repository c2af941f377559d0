"""Asking to be called or visited: what can become of it, and by when it is due. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from app.core.dates import is_working_day, local_day, local_time, moment_of, working_days_after
from app.core.errors import ConflictError, InvalidError

#: The working day ends here, in the time of the Netherlands.
DAY_ENDS: Final = time(17)
#: Code points.
MAX_PHONE: Final = 40
MAX_ADDRESS: Final = 200
MAX_NAME: Final = 60
MAX_WHEN: Final = 200
MAX_ABOUT: Final = 2_000
MAX_REASON: Final = 300
#: Digits; the shortest numbers that reach somebody at home are local ones.
MIN_DIGITS: Final = 6


class Way(StrEnum):
    """How somebody wants to be spoken with."""

    PHONE = "phone"
    VISIT = "visit"


class ContactState(StrEnum):
    """Where a request is; in every state but `OPEN` the contact data is gone."""

    OPEN = "open"
    SPOKEN = "spoken"
    NOT_REACHED = "not_reached"
    #: The resident doesn't need it any more.
    CANCELLED = "cancelled"


class StepKind(StrEnum):
    """What happened to a request; the resident sees it."""

    ASKED = "asked"
    PROMISED = "promised"
    #: The promised day became a later one; the reason stands beside it.
    MOVED = "moved"
    HANDED_OVER = "handed_over"
    HANDED_BACK = "handed_back"
    SPOKEN = "spoken"
    NOT_REACHED = "not_reached"
    CANCELLED = "cancelled"


class ContactClosedError(ConflictError):
    """The request is dealt with; nothing can be done with it any more."""


class ContactOpenError(ConflictError):
    """A request for this story waits already."""


class ContactReasonError(InvalidError):
    """A later day needs a reason that the resident can read."""


class ContactDayError(InvalidError):
    """The day has passed."""


@dataclass(frozen=True)
class Details:
    """How to reach somebody; kept encrypted and apart, and only until it is done."""

    #: A phone number or an address, as `Way` says.
    reach: str
    name: str = ""
    #: When it suits.
    when: str = ""
    #: What it is about, where it doesn't come with a story.
    about: str = ""

    @property
    def parts(self) -> list[str]:
        """Names of what was filled in, for the log: what was handed on, not what it said."""
        return [name for name in ("reach", "name", "when", "about") if getattr(self, name)]


def request_due(now: datetime, days: int, closed: Collection[date]) -> datetime:
    """Return until when a request of `now` is dealt with in time: the end of a working day."""
    return end_of_day(working_days_after(local_day(now), days, closed))


def plea_due(now: datetime, closed: Collection[date]) -> datetime:
    """Return until when a plea for help of `now` is dealt with in time.

    The end of the same working day; on other days and after hours that of the next one.
    """
    today = local_day(now)
    if is_working_day(today, closed) and local_time(now) < DAY_ENDS:
        return end_of_day(today)
    return end_of_day(working_days_after(today, 1, closed))


def end_of_day(day: date) -> datetime:
    """Return when the working day of `day` ends."""
    return moment_of(day, DAY_ENDS)


def check_open(state: ContactState) -> None:
    """Raise `ContactClosedError` unless something can still be done."""
    if state is not ContactState.OPEN:
        raise ContactClosedError(state.value)


def check_promise(day: date, before: datetime, *, today: date, reason: str) -> None:
    """Check that a request due at `before` may be promised for `day`.

    Raises:
        ContactDayError: the day has passed.
        ContactReasonError: it is a later day than before, and nobody says why.
    """
    if day < today:
        raise ContactDayError(day.isoformat())
    if day > local_day(before) and not reason.strip():
        raise ContactReasonError(day.isoformat())


def is_phone(typed: str) -> bool:
    """Whether somebody could dial this."""
    return sum(letter.isdigit() for letter in typed) >= MIN_DIGITS


def is_late(due_at: datetime, now: datetime, *, is_plea: bool) -> bool:
    """Whether it should have been done; a plea is late after its hour, others after their day."""
    return now > due_at if is_plea else local_day(now) > local_day(due_at)
