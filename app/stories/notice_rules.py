"""Which steps of a story its teller hears of by mail, and when. Pure."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from app.core.dates import local_day, morning_of
from app.stories.rules import EventKind


class Notice(StrEnum):
    """Why a teller gets a short mail."""

    ANSWERED = "answered"
    #: Staff ask the teller something.
    QUESTION = "question"
    #: Words that the teller wants to read before they are used.
    QUOTE = "quote"
    #: Published, for the council only, or refused: the mail doesn't say which.
    DECIDED = "decided"
    #: A later step: quoted, printed, promised, handed on, told in the travel story.
    CHAIN = "chain"
    #: More than one of these since the last mail.
    MORE = "more"


_OF_STEP: Final = {
    EventKind.ANSWERED: Notice.ANSWERED,
    EventKind.PUBLISHED: Notice.DECIDED,
    EventKind.COUNCIL_ONLY: Notice.DECIDED,
    EventKind.REFUSED: Notice.DECIDED,
    EventKind.PRINTED: Notice.CHAIN,
    EventKind.HANDED_OVER: Notice.CHAIN,
    # Another day to wait for. That it came back is told with what comes of it: an answer.
    EventKind.ASKED_AGAIN: Notice.CHAIN,
}


def notice_of(step: EventKind) -> Notice | None:
    """Return what the teller hears of this step, or None where a look at the card is enough."""
    return _OF_STEP.get(step)


def together(waiting: Notice, new: Notice) -> Notice:
    """Return what one mail says of both."""
    return waiting if waiting is new else Notice.MORE


def due_after(mailed_on: date | None, now: datetime) -> datetime:
    """Return when news of `now` goes out: at once, or the morning after the day of the last mail.

    So nobody gets two mails about one story on a day, and nothing is held back longer.
    """
    if mailed_on is None or mailed_on < local_day(now):
        return now
    return max(now, morning_of(mailed_on + timedelta(days=1)))
