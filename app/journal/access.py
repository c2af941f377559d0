"""Who sees the pictures of the travel story, and what entries can be about."""

from flask import current_app
from sqlmodel import Session, select

from app.journal.links import LinkSources
from app.journal.models import JournalEntry
from app.moderation.access import MODERATORS
from app.photos.models import Photo, PhotoOwner
from app.staff import signin


def link_sources() -> LinkSources:
    """Return what entries can be about, as `create_app` set it."""
    sources: LinkSources = current_app.extensions["journal_links"]
    return sources


def public_picture(session: Session, photo: Photo) -> bool:
    """Whether the photo is the picture of an entry that everybody can read."""
    entry = _entry(session, photo)
    return entry is not None and entry.published_at is not None


def staff_picture(session: Session, photo: Photo) -> bool:
    """Whether the person who is signed in may see the picture of an entry."""
    member = signin.current_member()
    if member is None or not MODERATORS & set(member.roles):
        return False
    entry = _entry(session, photo)
    return entry is not None and signin.scope().covers(entry.district_id)


def _entry(session: Session, photo: Photo) -> JournalEntry | None:
    if photo.owner_kind is not PhotoOwner.JOURNAL:
        return None
    wanted = select(JournalEntry).where(JournalEntry.ref == photo.owner_ref)
    return session.exec(wanted).one_or_none()
