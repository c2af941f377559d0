"""What is done with the photos of one story."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.errors import DomainError, NotFoundError
from app.moderation import marking, queries
from app.moderation.access import MODERATORS
from app.moderation.boxes import read_boxes
from app.moderation.changes import Change
from app.moderation.forms import PhotoForm
from app.moderation.story_views import refused
from app.photos.decoder import blur_photo
from app.photos.models import Photo, PhotoOwner
from app.photos.queries import get_photo, largest_jpeg
from app.photos.services import keep_files
from app.staff import signin
from app.stories.models import Story
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session

bp = Blueprint("moderation_photos", __name__, url_prefix="/team/verhalen/<ref>/fotos/<photo_ref>")


@bp.post("")
@requires(*MODERATORS)
def describe(ref: str, photo_ref: str) -> ResponseReturnValue:
    """Store what is to be seen on the photo and whether it may be shown."""
    form = PhotoForm(prefix=f"{photo_ref}-")
    section = f"foto-{photo_ref}"
    if not form.validate():
        return refused(ref, section, form, None)
    session = get_session()
    story, photo = _find(session, ref, photo_ref)
    said = marking.PhotoWords(alt=form.alt.data or "", shown=bool(form.shown.data))
    try:
        marking.describe_photo(session, story, photo, said, _change(form))
    except DomainError as error:
        session.rollback()
        return refused(ref, section, form, error)
    session.commit()
    flash(_("Bewaard."), section)
    return redirect(url_for("moderation.story", ref=ref, _anchor=section), code=303)


@bp.post("/vervagen")
@requires(*MODERATORS)
def blur(ref: str, photo_ref: str) -> ResponseReturnValue:
    """Make the boxes on the photo unrecognisable, for good."""
    form = PhotoForm(prefix=f"{photo_ref}-")
    section = f"foto-{photo_ref}"
    _story, photo = _find(get_read_session(), ref, photo_ref)
    try:
        boxes = read_boxes(request.form)
        # Slow, so it is done before the transaction that holds the only write lock.
        content = parts().storage.get(largest_jpeg(get_read_session(), photo).key)
        kept = keep_files(parts().storage, blur_photo(content, boxes))
        session = get_session()
        story, photo = _find(session, ref, photo_ref)
        marking.blur_photo(session, parts().storage, story, photo, kept, _change(form))
        session.commit()
    except DomainError as error:
        get_session().rollback()
        return refused(ref, section, form, error)
    flash(_("Dit deel van de foto is nu onherkenbaar."), section)
    return redirect(url_for("moderation.story", ref=ref, _anchor=section), code=303)


def _find(session: Session, ref: str, photo_ref: str) -> tuple[Story, Photo]:
    """Return a story within the scope and its photo; raise `NotFoundError` without either."""
    story = queries.get_story(session, signin.scope(), ref)
    photo = get_photo(session, photo_ref)
    if (photo.owner_kind, photo.owner_ref) != (PhotoOwner.STORY, story.ref):
        raise NotFoundError(photo_ref)
    return story, photo


def _change(form: PhotoForm) -> Change:
    return Change(signin.member(), form.version.data or 0, clock.now())
