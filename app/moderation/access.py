"""Which photos staff may see."""

from sqlmodel import Session, select

from app.photos.models import Photo, PhotoOwner
from app.staff import signin
from app.staff.rules import Role
from app.stories.models import Story

#: Roles that read and judge stories.
MODERATORS = frozenset({Role.DISTRICT_MANAGER.value, Role.ADMINISTRATOR.value})


def staff_photo(session: Session, photo: Photo) -> bool:
    """Whether the person who is signed in may see this photo of a story, shown or not."""
    member = signin.current_member()
    if member is None or photo.owner_kind is not PhotoOwner.STORY:
        return False
    if not MODERATORS & set(member.roles):
        return False
    story = session.exec(select(Story).where(Story.ref == photo.owner_ref)).one_or_none()
    return story is not None and signin.scope().covers(story.district_id)
