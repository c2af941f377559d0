"""The way from the home page to what is open."""

from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.text import excerpt
from app.polls.phases import open_polls
from app.polls.rules import Access
from app.polls.words import days_left

#: Code points of a question on a door.
_MAX_TITLE = 60


class PollDoor(NamedTuple):
    """What `components/door.html` needs."""

    url: str
    title: str
    text: str


def poll_door(now: datetime) -> PollDoor | None:
    """Return the way to the poll that is open, or to the list of several; None when none is."""
    polls = open_polls(now)
    if not polls:
        return None
    if len(polls) > 1:
        text = ngettext("%(num)s vraag wacht op u.", "%(num)s vragen wachten op u.", len(polls))
        return PollDoor("/stemmen", _("Stem mee"), text)
    (poll,) = polls
    question = excerpt(poll.question, _MAX_TITLE)
    if poll.access is Access.LETTERS:
        title = _("Stem: %(question)s", question=question)
    else:
        title = _("Peiling: %(question)s", question=question)
    choice = ngettext("Kies uit %(num)s plan.", "Kies uit %(num)s plannen.", poll.options)
    return PollDoor(f"/stemmen/{poll.slug}", title, f"{days_left(poll.closes_at, now)} {choice}")
