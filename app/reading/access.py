"""Which photos everyone may see."""

from sqlmodel import Session, select

from app.photos.models import Photo, PhotoOwner
from app.stories.consent_rules import is_public, may_show_photos
from app.stories.models import Story


def public_photo(session: Session, photo: Photo) -> bool:
    """Whether the photo stands on a page that everyone can read."""
    if photo.owner_kind is not PhotoOwner.STORY or not photo.shown:
        return False
    story = session.exec(select(Story).where(Story.ref == photo.owner_ref)).one_or_none()
    return story is not None and is_public(story) and may_show_photos(story)
