"""Making the PDF of a quote book and recording it as an edition."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import render_template
from sqlmodel import Session

from app.core.db import Database
from app.core.errors import DomainError
from app.core.storage import Storage
from app.editions import queries as edition_queries
from app.editions.models import Edition
from app.editions.services import NewEdition, keep_file, record_edition
from app.printing import ForbiddenResourceError, Progress, Stage, count_pages, render_apart
from app.quotes.contents import BookContents
from app.quotes.gathering import book_contents
from app.quotes.printed import composition
from app.quotes.queries import get_book
from app.stories.rules import EventKind
from app.stories.services import add_events

KIND: Final = "quote_book"
#: Of the whole, in hundredths: where each stage of the PDF begins, and how much it takes.
_SHARE: Final = {
    Stage.READ: (0, 5),
    Stage.LAY_OUT: (5, 60),
    Stage.DRAW: (65, 25),
    Stage.WRITE: (90, 10),
}
_ALMOST: Final = 0.98
#: Characters of a line, and heights as they come out on paper: of a page, and of what stands on it.
_LINE: Final = 42
_PAGE_MM: Final = 220
_CHAPTER_MM: Final = 130
_QUOTE_MM: Final = 26
_LINE_MM: Final = 7
_PHOTO_MM: Final = 85
#: How often a book is made anew when it changed while it was being made.
TRIES: Final = 3

#: Told (hundredths done, 100).
Report = Callable[[int, int], None]


class NoQuotesError(DomainError):
    """There is no quote that may stand in this book."""


class KeepsChangingError(DomainError):
    """The stories changed each time while the book was being made."""


def make_edition(
    database: Database,
    storage: Storage,
    book_ref: str,
    *,
    actor: str,
    now: datetime,
    report: Report,
) -> str:
    """Make the book's PDF, or find the same one, and return the edition's reference.

    The content is read again in the transaction that records the edition: what was withdrawn
    while the PDF was being made is never in a recorded edition.

    Raises:
        NoQuotesError: nothing may be printed.
        UntrueQuotesError: a stored quote is not its teller's words.
        KeepsChangingError: it changed again and again in the meantime.
    """
    for _ in range(TRIES):
        with database.freeze() as session:
            contents = book_contents(session, get_book(session, book_ref))
            same = edition_queries.find_same(session, KIND, contents.digest)
            number = edition_queries.next_number(session, KIND)
        if same is not None:
            return same.ref
        if not contents.quotes:
            raise NoQuotesError(book_ref)
        edition = _try(database, storage, _Plan(book_ref, contents, number, actor), now, report)
        if edition is not None:
            return edition.ref
    raise KeepsChangingError(book_ref)


def book_pdf(
    contents: BookContents,
    number: int,
    storage: Storage,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> bytes:
    """Return the book as a PDF/UA-1 file."""
    html = render_template("print/quote_book.html", book=contents, number=number, made_at=now)
    keys = {photo.key for quote in contents.quotes for photo in quote.photos}

    def photo(key: str) -> bytes:
        if key not in keys:
            raise FileNotFoundError(key)
        return storage.get(key)

    return render_apart(html, resources={"photo": photo}, progress=progress)


@dataclass(frozen=True)
class _Plan:
    """An edition to be."""

    book_ref: str
    contents: BookContents
    number: int
    actor: str


def _try(
    database: Database, storage: Storage, plan: _Plan, now: datetime, report: Report
) -> Edition | None:
    """Make and store an edition; None when the book reads otherwise by now."""
    progress = _progress(report, expected_pages(plan.contents))
    try:
        pdf = book_pdf(plan.contents, plan.number, storage, now=now, progress=progress)
    except ForbiddenResourceError:
        # A photo that was there a moment ago: withdrawn or blurred, or its file is really lost.
        with database.freeze() as session:
            again = book_contents(session, get_book(session, plan.book_ref))
        if again.digest == plan.contents.digest:
            raise
        return None
    return _record(database, storage, plan, pdf, now)


def _record(
    database: Database, storage: Storage, plan: _Plan, pdf: bytes, now: datetime
) -> Edition | None:
    """Store PDF and edition; None when the book reads otherwise by now or the number is taken."""
    pages = count_pages(pdf)
    # A file of its own: who makes the same book at the same moment never removes this one.
    key = keep_file(storage, pdf)
    recorded = False
    try:
        with database.write() as session:
            again = book_contents(session, get_book(session, plan.book_ref))
            free = edition_queries.next_number(session, KIND) == plan.number
            if again.digest != plan.contents.digest or not free:
                return None
            edition = record_edition(session, _new(plan, key, pages), now=now)
            _tell_tellers(session, plan, now)
            session.commit()
            recorded = True
    finally:
        if not recorded:
            storage.remove(key)
    return edition


def _tell_tellers(session: Session, plan: _Plan, now: datetime) -> None:
    """Add to each story that is in the book that it was printed; its teller sees it."""
    refs = {quote.story_ref for quote in plan.contents.quotes}
    add_events(session, refs, EventKind.PRINTED, actor=plan.actor, now=now)


def _new(plan: _Plan, key: str, pages: int) -> NewEdition:
    contents = plan.contents
    return NewEdition(
        kind=KIND,
        number=plan.number,
        title=contents.title,
        round_key=contents.round_key,
        made_by=plan.actor,
        pages=pages,
        content_hash=contents.digest,
        file_key=key,
        items=contents.items(),
        composition=composition(contents),
    )


def expected_pages(contents: BookContents) -> int:
    """Return about how many pages the book gets, to tell how far it is; never 0."""
    height = 0
    for chapter in contents.chapters:
        height += _CHAPTER_MM
        for quote in chapter.quotes:
            height += (
                _QUOTE_MM + len(quote.text) // _LINE * _LINE_MM + _PHOTO_MM * len(quote.photos)
            )
    return 3 + round(height / _PAGE_MM)


def _progress(report: Report, pages: int) -> Progress:
    def tell(stage: Stage, done: int, total: int | None) -> None:
        start, width = _SHARE[stage]
        # How many pages there will be isn't known while they are laid out; the bar waits below
        # the end of its part when there are more than expected.
        part = done / total if total else min(done / pages, _ALMOST)
        report(int(start + width * part), 100)

    return tell
