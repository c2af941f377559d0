"""Quotes and quote books for tests, made by the real services."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from app.core.db import Database
from app.core.storage import Storage
from app.moderation.models import StoryCluster, StoryRedaction
from app.photos.models import Photo, PhotoOwner
from app.photos.services import add_photo
from app.programme.models import Cluster, Round
from app.quotes import books
from app.quotes.making import make_edition
from app.quotes.models import Quote, QuoteBook
from app.quotes.rules import Approval, Span
from app.quotes.services import Place, answer_quote, change_quote, pick_quote
from app.stories.models import Story
from tests.conftest import NOW
from tests.factories import make_story
from tests.photo_files import derivatives


def cluster(session: Session, key: str = "verloedering") -> Cluster:
    return session.exec(select(Cluster).where(Cluster.key == key)).one()


def pick(
    session: Session,
    story: Story,
    *spans: tuple[int, int],
    about: Sequence[str] = ("verloedering",),
    minority: bool = False,
) -> Quote:
    """Pick these stretches of a story, or all of it, as a quote."""
    wanted = [Span(*span) for span in spans] or [Span(0, len(story.original or ""))]
    subjects = [cluster(session, key) for key in about]
    quote = pick_quote(session, story, wanted, subjects, actor="staff", now=NOW)
    if minority:
        place = Place(subjects, is_minority=True)
        change_quote(session, story, quote, place, actor="staff", now=NOW)
    return quote


def say(session: Session, story: Story, quote: Quote, approval: Approval) -> None:
    """Answer as the teller who read these very words."""
    answer_quote(session, story, quote, approval, seen=quote.text, now=NOW)


def tag(session: Session, story: Story, *keys: str) -> None:
    """Tag the story to these clusters, the first as its main one."""
    for number, key in enumerate(keys):
        found = cluster(session, key)
        session.add(
            StoryCluster(story_id=story.id or 0, cluster_id=found.id or 0, is_main=number == 0)
        )
    session.flush()


def quoted_story(session: Session, text: str, **values: Any) -> tuple[Story, Quote]:
    """A story about the first cluster, quoted as a whole."""
    story = make_story(session, original=text, **values)
    tag(session, story, "verloedering")
    return story, pick(session, story)


def hide(session: Session, story: Story, start: int, end: int, role: str | None = None) -> None:
    """Hide a stretch without telling anybody, as if it had been so before."""
    session.add(StoryRedaction(story_id=story.id or 0, start=start, end=end, replacement=role))
    session.flush()


def picture(
    session: Session, storage: Storage, story: Story, *, shown: bool = True, alt: str = "Een bank."
) -> Photo:
    """A real photo at the story."""
    owner = (PhotoOwner.STORY, story.ref)
    photo = add_photo(session, storage, derivatives(size=(300, 200)), owner=owner, now=NOW)
    photo.shown, photo.alt = shown, alt
    session.add(photo)
    session.flush()
    return photo


def make_book(
    session: Session, districts: Sequence[str] = (), clusters: Sequence[str] = ()
) -> QuoteBook:
    round_ = session.exec(select(Round)).first()
    assert round_ is not None
    return books.new_book(session, round_, now=NOW, districts=districts, clusters=clusters)


def ignore(done: int, total: int) -> None:
    """Take note of progress and do nothing."""
    del done, total


def print_book(
    database: Database,
    storage: Storage,
    book: QuoteBook,
    *,
    report: Callable[[int, int], None] = ignore,
    now: datetime = NOW,
) -> str:
    """Make the edition, with what is committed, within an app context."""
    return make_edition(database, storage, book.ref, actor="staff", now=now, report=report)
