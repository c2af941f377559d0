"""Pictures that staff add: taken in by the fail-closed path, and shown from the start."""

from datetime import datetime

from flask import request
from flask_babel import gettext as _
from sqlmodel import Session
from werkzeug.datastructures import FileStorage

from app.photos.decoder import decode_photo
from app.photos.models import Photo
from app.photos.queries import Owner
from app.photos.rules import MAX_BYTES, PhotoRefusedError
from app.photos.services import KeptFiles, keep_files, record_photo
from app.promises.forms import DecisionForm, PictureForm
from app.stories.photo_views import ONE_MB, REFUSALS
from app.web.bodies import drain_body
from app.web.context import parts
from app.web.fields import add_error


def allow_picture() -> None:
    """Let this request carry a picture: files go to the disk while they come in."""
    if request.mimetype == "multipart/form-data":
        request.max_content_length = parts().settings.max_body_mb * ONE_MB


def too_large(form: PictureForm | DecisionForm) -> PictureForm | DecisionForm:
    """Return `form` saying that the picture that came was too large."""
    drain_body()
    add_error(form.picture, _("Deze foto is te groot. Een foto mag 25 MB groot zijn."))
    return form


def take_in(file: FileStorage) -> KeptFiles:
    """Return the stored derivatives of a picture; slow, so it comes before any transaction.

    Raises:
        PhotoRefusedError: it is no picture that can be used.
    """
    parts().storage.check_room()
    return keep_files(parts().storage, decode_photo(file.stream.read(MAX_BYTES + 1)))


def why_refused(error: PhotoRefusedError) -> str:
    """Return why a picture can't be used, as a sentence."""
    return str(REFUSALS[error.reason]).capitalize()


def add_picture(
    session: Session, kept: KeptFiles, owner: Owner, alt: str, *, now: datetime
) -> Photo:
    """Add the row of a picture that staff chose and described: it is shown at once."""
    photo = record_photo(session, kept, owner=owner, now=now)
    photo.alt, photo.shown = alt, True
    session.add(photo)
    session.flush()
    return photo
