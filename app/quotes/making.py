"""Making the PDF of a quote book and recording it as an edition."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import render_template

from app.core.db import Database
from app.core.errors import DomainError
from app.core.storage import Storage
from app.editions import queries as edition_queries
from app.editions.models import Edition
from app.editions.services import NewEdition, keep_file, record_edition
from app.printing import Progress, Stage, count_pages, render_pdf
from app.quotes.contents import BookContents, book_contents
from app.quotes.queries import get_book

KIND: Final = "quote_book"
#: Of the whole, in hundredths: where each stage of the PDF begins, and how much it takes.
_SHARE: Final = {
    Stage.READ: (0, 5),
    Stage.LAY_OUT: (5, 60),
    Stage.DRAW: (65, 25),
    Stage.WRITE: (90, 10),
}
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
        KeepsChangingError: it changed again and again in the meantime.
    """
    for _ in range(TRIES):
        with database.freeze() as session:
            contents = book_contents(session, get_book(session, book_ref))
            same = edition_queries.find_same(session, KIND, contents.digest())
            number = edition_queries.next_number(session, KIND)
        if same is not None:
            return same.ref
        if not contents.quotes:
            raise NoQuotesError(book_ref)
        pdf = book_pdf(contents, number, storage, now=now, progress=_progress(report))
        made = _Made(contents, number, pdf, actor)
        edition = _record(database, storage, book_ref, made, now)
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

    return render_pdf(html, resources={"photo": photo}, progress=progress)


@dataclass(frozen=True)
class _Made:
    contents: BookContents
    number: int
    pdf: bytes
    actor: str


def _record(
    database: Database, storage: Storage, book_ref: str, made: _Made, now: datetime
) -> Edition | None:
    """Store PDF and edition; None when the book reads otherwise by now or the number is taken."""
    key = keep_file(storage, made.pdf)
    with database.write() as session:
        again = book_contents(session, get_book(session, book_ref))
        free = edition_queries.next_number(session, KIND) == made.number
        if again.digest() != made.contents.digest() or not free:
            storage.remove(key)
            return None
        edition = record_edition(session, _new(made, key), now=now)
        session.commit()
    return edition


def _new(made: _Made, key: str) -> NewEdition:
    contents = made.contents
    return NewEdition(
        kind=KIND,
        number=made.number,
        title=contents.title,
        round_key=contents.round_key,
        made_by=made.actor,
        pages=count_pages(made.pdf),
        content_hash=contents.digest(),
        file_key=key,
        items=contents.items(),
        composition=_composition(contents),
    )


def _composition(contents: BookContents) -> dict[str, Any]:
    """Return what the list of editions says about the book; no resident's words."""
    return {
        "foreword": contents.foreword,
        "districts": list(contents.districts),
        "district_keys": list(contents.district_keys),
        "is_example": contents.is_example,
        "stories": contents.stories,
        "chapters": [
            {
                "key": chapter.key,
                "title": chapter.title,
                "stories": chapter.stories,
                "quotes": [quote.ref for quote in chapter.quotes],
            }
            for chapter in contents.chapters
        ],
    }


def _progress(report: Report) -> Progress:
    def tell(stage: Stage, done: int, total: int | None) -> None:
        start, width = _SHARE[stage]
        part = done / total if total else 0
        report(int(start + width * min(part, 1)), 100)

    return tell
