"""Who may see the photos of a story that is still being told."""

from sqlmodel import Session

from app.photos.models import Photo, PhotoOwner
from app.stories.telling import COOKIE
from app.web.cookies import read_cookie
from app.web.drafts import token_hash


def draft_photo(_: Session, photo: Photo) -> bool:
    """Whether the photo belongs to the story that this browser is telling."""
    token = read_cookie(COOKIE)
    if token is None or photo.owner_kind is not PhotoOwner.DRAFT:
        return False
    return photo.owner_ref == token_hash(token)
