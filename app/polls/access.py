"""Who may see a poll and its pictures, and which staff may change it."""

from sqlmodel import Session, select

from app.core.errors import ForbiddenError, NotFoundError
from app.moderation.access import MODERATORS
from app.photos.models import Photo, PhotoOwner
from app.polls import queries
from app.polls.models import Poll, PollDistrict, PollOption
from app.staff import signin
from app.staff.rules import Scope


def polls(session: Session, scope: Scope) -> list[Poll]:
    """Return the polls with at least one district within `scope`, the last to close first."""
    districts = queries.district_ids(session)
    every = queries.all_polls(session)
    return [poll for poll in every if _covers_some(scope, districts[poll.id or 0])]


def get_poll(session: Session, scope: Scope, ref: str) -> Poll:
    """Return the poll; raise `NotFoundError` when none of its districts is within `scope`."""
    poll = queries.get_poll(session, ref)
    if not _covers_some(scope, _districts(session, poll)):
        raise NotFoundError(ref)
    return poll


def get_poll_to_change(session: Session, scope: Scope, ref: str) -> Poll:
    """Return the poll for who may change it.

    Raises:
        NotFoundError: none of its districts is within `scope`.
        ForbiddenError: one of them isn't.
    """
    poll = get_poll(session, scope, ref)
    if not may_change(session, scope, poll):
        raise ForbiddenError(ref)
    return poll


def may_change(session: Session, scope: Scope, poll: Poll) -> bool:
    """Whether every district of the poll is within `scope`."""
    return all(scope.covers(each) for each in _districts(session, poll))


def public_option_photo(session: Session, photo: Photo) -> bool:
    """Whether everybody may see this photo: a picture of an option whose poll is frozen."""
    poll = _poll_of(session, photo)
    return poll is not None and poll.frozen_at is not None


def staff_option_photo(session: Session, photo: Photo) -> bool:
    """Whether the person who is signed in may see this picture of an option."""
    member = signin.current_member()
    if member is None or not MODERATORS & set(member.roles):
        return False
    poll = _poll_of(session, photo)
    return poll is not None and _covers_some(signin.scope(), _districts(session, poll))


def _poll_of(session: Session, photo: Photo) -> Poll | None:
    if photo.owner_kind is not PhotoOwner.POLL_OPTION:
        return None
    owner = select(Poll).join(PollOption).where(PollOption.ref == photo.owner_ref)
    return session.exec(owner).one_or_none()


def _districts(session: Session, poll: Poll) -> frozenset[int]:
    mine = select(PollDistrict.district_id).where(PollDistrict.poll_id == poll.id)
    return frozenset(session.exec(mine))


def _covers_some(scope: Scope, districts: frozenset[int]) -> bool:
    return any(scope.covers(each) for each in districts)
