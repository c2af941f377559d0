"""Who may change a promise, and who sees its pictures."""

from sqlmodel import Session

from app.core.errors import ForbiddenError, NotFoundError
from app.photos.models import Photo, PhotoOwner
from app.programme import queries as programme
from app.promises import queries
from app.promises.models import Promise
from app.staff.rules import Scope

_PUBLIC = frozenset({PhotoOwner.PROMISE, PhotoOwner.DECISION})


def get_promise(session: Session, scope: Scope, ref: str) -> Promise:
    """Return the promise; raise `NotFoundError` when there is none within `scope`."""
    promise = queries.get_promise(session, ref)
    if not scope.covers(promise.district_id):
        raise NotFoundError(ref)
    return promise


def get_promise_to_change(session: Session, scope: Scope, ref: str) -> Promise:
    """Return the promise for who may change it.

    Raises:
        NotFoundError: it is about a district outside `scope`.
        ForbiddenError: it is for all districts, and some are outside.
    """
    promise = get_promise(session, scope, ref)
    if not may_change(session, scope, promise):
        raise ForbiddenError(ref)
    return promise


def may_change(session: Session, scope: Scope, promise: Promise) -> bool:
    """Whether every district of the promise is within `scope`."""
    if promise.district_id is not None:
        return scope.covers(promise.district_id)
    return covers_all(session, scope)


def covers_all(session: Session, scope: Scope) -> bool:
    """Whether somebody answers for every district."""
    return all(scope.covers(district.id) for district in programme.districts(session))


def public_promise_photo(_: Session, photo: Photo) -> bool:
    """Whether everybody may see this photo: one of a promise or of what became of a poll."""
    return photo.owner_kind in _PUBLIC and photo.shown
