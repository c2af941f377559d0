"""Staff show how it looks now, and read what residents wrote beside their answers."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from app.audit.services import record
from app.core import clock
from app.core.errors import NotFoundError
from app.core.versions import PUBLIC, raise_version
from app.moderation.access import MODERATORS
from app.photos.models import PhotoOwner
from app.photos.queries import get_photo
from app.photos.rules import PhotoRefusedError
from app.photos.services import remove_photo
from app.promises import access, confirming_queries
from app.promises.confirming_services import judge_why
from app.promises.forms import PictureForm
from app.promises.pictures import add_picture, allow_picture, take_in, too_large, why_refused
from app.promises.team_views import show_promise
from app.staff import signin
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error
from app.web.security import csrf

bp = Blueprint("promise_pictures", __name__, url_prefix="/team/toezeggingen/<ref>")

_TOO_LARGE = 413
_INVALID = 422


@bp.post("/foto")
@csrf.exempt  # type: ignore[untyped-decorator] # flask_wtf ships no types
@requires(*MODERATORS)
def add(ref: str) -> ResponseReturnValue:
    """Add a picture with what is to be seen on it; everybody sees it at once."""
    allow_picture()
    access.get_promise_to_change(get_read_session(), signin.scope(), ref)
    try:
        form = PictureForm()
    except RequestEntityTooLarge:
        return show_promise(ref, too_large(PictureForm(formdata=None)), _TOO_LARGE)
    if not form.validate():
        return show_promise(ref, form, _INVALID)
    try:
        kept = take_in(form.picture.data)
    except PhotoRefusedError as error:
        add_error(form.picture, why_refused(error))
        return show_promise(ref, form, _INVALID)
    session = get_session()
    promise = access.get_promise_to_change(session, signin.scope(), ref)
    owner = (PhotoOwner.PROMISE, promise.ref)
    add_picture(session, kept, owner, form.alt.data or "", now=clock.now())
    about = ("promise", promise.ref)
    record(session, signin.member().ref, "promise.picture_set", about, now=clock.now())
    raise_version(session, PUBLIC)
    session.commit()
    flash(_("De foto staat erbij."), "done")
    return redirect(url_for("team_promises.show", ref=ref), code=303)


@bp.post("/foto/<photo_ref>/weg")
@requires(*MODERATORS)
def remove(ref: str, photo_ref: str) -> ResponseReturnValue:
    """Take a picture away."""
    session = get_session()
    promise = access.get_promise_to_change(session, signin.scope(), ref)
    photo = get_photo(session, photo_ref)
    if (photo.owner_kind, photo.owner_ref) != (PhotoOwner.PROMISE, promise.ref):
        raise NotFoundError(photo_ref)
    remove_photo(session, parts().storage, photo)
    about = ("promise", promise.ref)
    record(session, signin.member().ref, "promise.picture_removed", about, now=clock.now())
    raise_version(session, PUBLIC)
    session.commit()
    flash(_("De foto is weg."), "done")
    return redirect(url_for("team_promises.show", ref=ref), code=303)


@bp.post("/reacties/<answer_ref>")
@requires(*MODERATORS)
def judge(ref: str, answer_ref: str) -> ResponseReturnValue:
    """Let everybody read the line beside an answer, or nobody."""
    shown = {"ja": True, "nee": False}.get(request.form.get("tonen", ""))
    if shown is None:
        abort(_INVALID)
    session = get_session()
    promise = access.get_promise_to_change(session, signin.scope(), ref)
    answer = confirming_queries.get_confirmation(session, promise, answer_ref)
    judge_why(session, promise, answer, shown=shown, actor=signin.member().ref, now=clock.now())
    session.commit()
    flash(_("Bewaard."), "done")
    return redirect(url_for("team_promises.index", _anchor="reacties"), code=303)
