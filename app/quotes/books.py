"""Putting a quote book together: what is in it and in which order."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select, update

from app.core.errors import ConflictError, InvalidError
from app.programme.models import Round
from app.quotes.models import QuoteBook


class BookChangedError(ConflictError):
    """Somebody else changed the book in the meantime."""


def new_book(
    session: Session,
    round_: Round,
    *,
    now: datetime,
    title: str = "In onze eigen woorden",
    districts: Sequence[str] = (),
    clusters: Sequence[str] = (),
) -> QuoteBook:
    """Start a book about a round; empty choices mean everything; flushed.

    A book with the same title and choices is taken up again instead of started anew.
    """
    assert round_.id is not None
    wanted = select(QuoteBook).where(QuoteBook.round_id == round_.id, QuoteBook.title == title)
    for book in session.exec(wanted.order_by(col(QuoteBook.id).desc())):
        if (book.districts, book.clusters) == (sorted(districts), sorted(clusters)):
            return book
    book = QuoteBook(
        round_id=round_.id,
        title=title,
        districts=sorted(districts),
        clusters=sorted(clusters),
        created_at=now,
    )
    session.add(book)
    session.flush()
    return book


def set_words(
    session: Session, book: QuoteBook, *, title: str, foreword: str, seen_version: int
) -> None:
    """Set title and foreword."""
    _claim(session, book, seen_version)
    book.title, book.foreword = title, foreword
    session.add(book)


def set_order(session: Session, book: QuoteBook, refs: Sequence[str], *, seen_version: int) -> None:
    """Set the order by hand; every quote once."""
    if len(set(refs)) != len(refs):
        raise InvalidError("a quote twice")
    _claim(session, book, seen_version)
    book.quote_order = list(refs)
    session.add(book)


def move_quote(
    session: Session,
    book: QuoteBook,
    refs: Sequence[str],
    moved: tuple[str, int],
    *,
    seen_version: int,
) -> None:
    """Move a quote, given as (reference, places down), within `refs`, its chapter as it stands."""
    ref, step = moved
    if ref not in refs:
        raise InvalidError(ref)
    others = [other for other in refs if other != ref]
    place = max(0, min(len(others), refs.index(ref) + step))
    chapter = [*others[:place], ref, *others[place:]]
    rest = [other for other in book.quote_order if other not in refs]
    set_order(session, book, [*rest, *chapter], seen_version=seen_version)


def leave_out(session: Session, book: QuoteBook, ref: str, *, out: bool, seen_version: int) -> None:
    """Leave a quote or photo out of this book, or take it in again."""
    _claim(session, book, seen_version)
    kept = [other for other in book.left_out if other != ref]
    book.left_out = [*kept, ref] if out else kept
    session.add(book)


def _claim(session: Session, book: QuoteBook, seen_version: int) -> None:
    claimed = session.exec(
        update(QuoteBook)
        .where(col(QuoteBook.id) == book.id, col(QuoteBook.version) == seen_version)
        .values(version=seen_version + 1)
    )
    if claimed.rowcount == 0:
        raise BookChangedError(book.ref)
    session.refresh(book)
