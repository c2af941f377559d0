"""Packs that were made, seen from today: one may be handed out while all in it may be printed."""

from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.council import queries
from app.council.models import Meeting
from app.council.rules import PaperForm
from app.editions import queries as editions
from app.editions.models import Edition
from app.quotes.checking import book_quote, check_quotes, photos_by_story
from app.quotes.models import Quote
from app.stories.models import Story


def get_pack(session: Session, meeting: Meeting, ref: str) -> Edition:
    """Return a pack of this meeting; raise `NotFoundError` without it."""
    found = editions.get_edition(session, ref)
    if found.kind != queries.PACK or found.composition.get("meeting") != meeting.ref:
        raise NotFoundError(ref)
    return found


def file_key(session: Session, edition: Edition, form: PaperForm) -> str:
    """Return the key of one form of a pack that may be handed out; raise `NotFoundError`."""
    if edition.file_key is None or not is_fit(session, edition):
        raise NotFoundError(edition.ref)
    if form is PaperForm.A4:
        return edition.file_key
    files = editions.files_of(session, edition)
    if form.value not in files:
        raise NotFoundError(edition.ref)
    return files[form.value].file_key


def is_fit(session: Session, edition: Edition) -> bool:
    """Whether every quote and photo in the pack may be printed today, and reads as it did."""
    seen: dict[str, str] = edition.composition.get("fingerprints", {})
    now = _fingerprints(session, edition)
    items = editions.items_of(session, edition)
    return all(seen.get(item.reference, "") == now.get(item.reference) for item in items)


def _fingerprints(session: Session, edition: Edition) -> dict[str, str]:
    """Return the hash of each thing of the pack that may be printed now."""
    refs = [item.reference for item in editions.items_of(session, edition)]
    wanted = select(Quote, Story).where(col(Story.id) == col(Quote.story_id))
    pairs = session.exec(wanted.where(col(Quote.ref).in_(refs)))
    true, _untrue = check_quotes(session, [(quote, story) for quote, story in pairs])
    found = {each.quote.ref: book_quote(each, "", "").fingerprint for each in true}
    photos = photos_by_story(session, (each.story for each in true))
    found.update({photo.ref: photo.fingerprint for mine in photos.values() for photo in mine})
    return found
