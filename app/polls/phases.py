"""Which polls run, for pages that are kept in memory: they change at an opening or closing time."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from app.core.versions import PUBLIC
from app.polls import queries
from app.polls.rules import Access
from app.web.db_session import get_read_session
from app.web.kept import kept_fact


class RunningPoll(NamedTuple):
    """A poll without a result, as the home page and the list of polls know it."""

    slug: str
    question: str
    access: Access
    opens_at: datetime
    closes_at: datetime
    #: How many options there are.
    options: int


def open_polls(now: datetime) -> list[RunningPoll]:
    """Return the polls that are open, the one that closes first first."""
    return [poll for poll in _running() if poll.opens_at <= now < poll.closes_at]


def moments_passed(now: datetime) -> int:
    """Return how many openings and closings lie behind `now`: pages differ when this does."""
    return bisect_right(kept_fact("poll moments", PUBLIC, _moments), now)


def _running() -> Sequence[RunningPoll]:
    return kept_fact("running polls", PUBLIC, _read)


def _moments() -> list[datetime]:
    return sorted(moment for poll in _running() for moment in (poll.opens_at, poll.closes_at))


def _read() -> list[RunningPoll]:
    session = get_read_session()
    return [
        RunningPoll(
            poll.slug,
            poll.question,
            poll.access,
            poll.opens_at,
            poll.closes_at,
            len(queries.options_of(session, poll)),
        )
        for poll in queries.running_polls(session)
    ]
