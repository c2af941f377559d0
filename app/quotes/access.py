"""Which books and editions somebody may see: those about their own districts alone."""

from collections.abc import Sequence

from sqlmodel import Session

from app.core.errors import NotFoundError
from app.editions import queries as edition_queries
from app.editions.models import Edition
from app.programme import queries as programme_queries
from app.programme.models import District
from app.quotes import queries
from app.quotes.making import KIND
from app.quotes.models import QuoteBook
from app.staff.rules import Scope


def get_book(session: Session, scope: Scope, ref: str) -> QuoteBook:
    """Return the book; raise `NotFoundError` when there is none within `scope`."""
    book = queries.get_book(session, ref)
    if not _covers(scope, book.districts, programme_queries.districts(session)):
        raise NotFoundError(ref)
    return book


def books(session: Session, scope: Scope) -> list[QuoteBook]:
    """Return the books in the making within `scope`, newest first."""
    districts = programme_queries.districts(session)
    return [book for book in queries.books(session) if _covers(scope, book.districts, districts)]


def get_edition(session: Session, scope: Scope, ref: str) -> Edition:
    """Return the edition; raise `NotFoundError` when there is none within `scope`."""
    found = edition_queries.get_edition(session, ref)
    if found.kind != KIND or not _covers(scope, _keys(found), programme_queries.districts(session)):
        raise NotFoundError(ref)
    return found


def editions(session: Session, scope: Scope) -> list[Edition]:
    """Return the editions within `scope`, newest first."""
    districts = programme_queries.districts(session)
    made = edition_queries.editions(session, KIND)
    return [edition for edition in made if _covers(scope, _keys(edition), districts)]


def _keys(edition: Edition) -> Sequence[str]:
    keys: Sequence[str] = edition.composition.get("district_keys", ())
    return keys


def _covers(scope: Scope, keys: Sequence[str], districts: Sequence[District]) -> bool:
    """Whether a book about the districts with these keys (none: all) is within `scope`."""
    if scope.everything:
        return True
    ids = {district.key: district.id for district in districts}
    return bool(keys) and all(key in ids and scope.covers(ids[key]) for key in keys)
