"""Who may see the photos of a story: the holder of its card sees the own ones."""

from sqlmodel import Session

from app.card.entering import held_ref
from app.photos.models import Photo, PhotoOwner


def card_photo(_: Session, photo: Photo) -> bool:
    """Whether the photo is of the story whose card is open in this browser."""
    return photo.owner_kind is PhotoOwner.STORY and photo.owner_ref == held_ref()
