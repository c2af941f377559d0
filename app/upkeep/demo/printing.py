"""The example quote book that was printed: what is in it, and when it was."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.editions.queries import editions
from app.programme.queries import newest_round
from app.quotes.books import new_book
from app.quotes.making import KIND
from app.quotes.models import Quote
from app.stories.models import StoryEvent
from app.upkeep.demo.telling import Stage

_TITLE: Final = "Wat wij lazen"
_PRINTED: Final = timedelta(days=20)


def plan_book(stage: Stage) -> tuple[str, datetime] | None:
    """Put together the book that was printed weeks ago; return which it is, and when; flushed.

    In it are only quotes of stories of which nothing more came since. None where there was an
    edition before, or there are no stories.
    """
    session, when = stage.session, stage.now - _PRINTED
    round_ = newest_round(session)
    if round_ is None or editions(session, KIND):
        return None
    book = new_book(session, round_, now=when, title=_TITLE)
    book.left_out = _later(session, when)
    session.add(book)
    session.flush()
    return book.ref, when


def _later(session: Session, when: datetime) -> list[str]:
    """Return the quotes of stories of which something came after `when`."""
    lively = (
        select(StoryEvent.story_id)
        .group_by(col(StoryEvent.story_id))
        .having(func.max(col(StoryEvent.at)) >= when)
    )
    return list(session.exec(select(Quote.ref).where(col(Quote.story_id).in_(lively))))
