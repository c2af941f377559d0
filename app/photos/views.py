"""Photos as pictures, shown to whom their owner's room lets see them."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, current_app, send_file
from sqlmodel import Session

from app.core.errors import NotFoundError
from app.photos import queries
from app.photos.models import Photo
from app.photos.rules import PhotoFormat
from app.web.context import parts
from app.web.db_session import get_session
from app.web.security import keep_private

#: Tells whether whoever asks may see this photo.
Viewer = Callable[[Session, Photo], bool]

#: Names of the lists in `app.extensions` that `create_app` fills.
PUBLIC_VIEWERS: Final = "public_photo_viewers"
VIEWERS: Final = "photo_viewers"

_FORMATS: Final = {ending: kind for kind, ending in queries.ENDINGS.items()}
_FIVE_MINUTES: Final = 300

bp = Blueprint("photos", __name__, url_prefix="/foto")


@bp.get("/<ref>/<int:size>.<ending>")
def show(ref: str, size: int, ending: str) -> Response:
    """Send one derivative of a photo; for anybody who may not see it there is none."""
    session = get_session()
    photo = queries.get_photo(session, ref)
    is_public = _is_allowed(session, photo, PUBLIC_VIEWERS)
    if not is_public and not _is_allowed(session, photo, VIEWERS):
        raise NotFoundError(ref)
    if ending not in _FORMATS:
        raise NotFoundError(ref)
    response = _send(session, photo, size, _FORMATS[ending])
    if is_public:
        response.headers["Cache-Control"] = f"public, max-age={_FIVE_MINUTES}"
        return response
    return keep_private(response)


def _is_allowed(session: Session, photo: Photo, viewers: str) -> bool:
    allows: list[Viewer] = current_app.extensions[viewers]
    return any(viewer(session, photo) for viewer in allows)


def _send(session: Session, photo: Photo, size: int, kind: PhotoFormat) -> Response:
    file = queries.find_file(session, photo, size, kind)
    try:
        path = parts().storage.path(file.key)
        return send_file(path, mimetype=f"image/{kind.value}", etag=file.key.partition("-")[0])
    except FileNotFoundError as error:
        # Withdrawn between the row and the file.
        raise NotFoundError(photo.ref) from error
