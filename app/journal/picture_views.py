"""The picture of an entry: sent in, described, taken away."""

from typing import Final

from flask import Blueprint, flash, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from app.journal import queries, services
from app.journal.forms import PictureForm
from app.journal.team_views import act, entry_page, shown_form, to_entry
from app.moderation.access import MODERATORS
from app.photos.decoder import decode_photo
from app.photos.rules import MAX_BYTES, Derivatives, PhotoRefusedError
from app.photos.services import keep_files
from app.staff import signin
from app.stories.photo_views import REFUSALS
from app.web.access import requires
from app.web.bodies import drain_body
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error
from app.web.forms import KeptForm
from app.web.security import csrf

#: Bytes of the form beside its one file.
_ROOM: Final = 1_000_000

bp = Blueprint("journal_pictures", __name__, url_prefix="/team/reisverslag/<ref>/foto")
csrf.exempt(bp)


@bp.post("")
@requires(*MODERATORS)
def put(ref: str) -> ResponseReturnValue:
    """Give the entry a picture; an earlier one goes."""
    queries.get_entry(get_read_session(), signin.scope(), ref)
    if request.mimetype == "multipart/form-data":
        request.max_content_length = MAX_BYTES + _ROOM
    try:
        form = PictureForm()
    except RequestEntityTooLarge:
        drain_body()
        form = PictureForm(formdata=None)
        add_error(form.picture, _("Deze foto is te groot. Een foto mag 25 MB groot zijn."))
        return _again(ref, form)
    if not form.validate_on_submit():
        return _again(ref, form)
    derivatives = _decoded(form)
    if derivatives is None:
        return _again(ref, form)
    # Slow, so it is done before the transaction that holds the only write lock.
    parts().storage.check_room()
    kept = keep_files(parts().storage, derivatives)
    session = get_session()
    entry = queries.get_entry(session, signin.scope(), ref)
    services.set_picture(session, parts().storage, entry, (kept, form.alt.data or ""), act())
    session.commit()
    flash(_("De foto staat erbij."), "done")
    return to_entry(ref, "foto")


@bp.post("/weg")
@requires(*MODERATORS)
def remove(ref: str) -> ResponseReturnValue:
    """Take the picture away."""
    if not KeptForm().validate_on_submit():
        return to_entry(ref, "foto")
    session = get_session()
    entry = queries.get_entry(session, signin.scope(), ref)
    services.remove_picture(session, parts().storage, entry, act())
    session.commit()
    flash(_("De foto is weg."), "done")
    return to_entry(ref, "foto")


def _decoded(form: PictureForm) -> Derivatives | None:
    """Return the picture that was sent, or None with a sentence about what is wrong with it."""
    file = form.picture.data
    if file is None:
        add_error(form.picture, _("Kies eerst een foto."))
        return None
    try:
        return decode_photo(file.stream.read(MAX_BYTES + 1))
    except PhotoRefusedError as error:
        words = str(REFUSALS[error.reason])
        add_error(form.picture, words[0].upper() + words[1:])
        return None


def _again(ref: str, form: PictureForm) -> ResponseReturnValue:
    """Return the page of the entry with what is wrong with the picture."""
    session = get_read_session()
    entry = queries.get_entry(session, signin.scope(), ref)
    form_of_entry = shown_form(session, entry)
    response = make_response(entry_page(session, entry, form_of_entry, picture_form=form))
    response.status_code = 422
    return response
