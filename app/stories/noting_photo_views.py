"""The page where photos are added to what one person told."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from app.core import clock
from app.core.errors import NotFoundError
from app.stories import draft_services
from app.stories.forms import PhotosForm
from app.stories.noting import WRITERS, Noting, read_noting, to_page, way_back
from app.stories.noting_services import voice_token
from app.stories.photo_views import ADD, allow_files, take_in
from app.stories.rules import MAX_PHOTOS
from app.web.access import requires
from app.web.bodies import drain_body
from app.web.context import parts
from app.web.db_session import get_session
from app.web.forms import KeptForm
from app.web.security import csrf, keep_private

bp = Blueprint("noting_photos", __name__, url_prefix="/team/opschrijven/stem/<int:number>/fotos")
csrf.exempt(bp)
bp.after_request(keep_private)


@bp.route("", methods=["GET", "POST"])
@requires(*WRITERS)
def photos(number: int) -> ResponseReturnValue:
    """Ask for photos; each wrong file is named, and the good ones are kept."""
    noting = read_noting()
    allow_files()
    try:
        form = PhotosForm()
    except RequestEntityTooLarge:
        drain_body()
        too_much = _("Deze foto's zijn samen te groot. Kies er minder tegelijk.")
        return _show(noting, number, PhotosForm(formdata=None), [too_much], 413)
    if (elsewhere := way_back(noting)) is not None:
        return elsewhere
    if number not in noting.voices:
        return to_page("check")
    if not form.validate_on_submit():
        return _show(noting, number, form)
    return _add(noting, number, form)


@bp.post("/<ref>/weg")
@requires(*WRITERS)
def remove(number: int, ref: str) -> ResponseReturnValue:
    """Take one photo away."""
    noting = read_noting()
    if (elsewhere := way_back(noting)) is not None:
        return elsewhere
    form = KeptForm()
    if number in noting.voices and not form.validate_on_submit():
        return _show(noting, number, form)
    session, token = get_session(), voice_token(noting.token or "", number)
    try:
        draft_services.remove_draft_photo(session, parts().storage, token, ref)
    except NotFoundError:
        return to_page("check")  # a second tap: it is gone already
    session.commit()
    return _here(number)


def _add(noting: Noting, number: int, form: PhotosForm) -> ResponseReturnValue:
    chosen = [file for file in request.files.getlist(form.photos.name) if file.filename]
    taken = take_in(chosen)
    session, token = get_session(), voice_token(noting.token or "", number)
    try:
        added = draft_services.add_draft_photos(session, token, taken.kept, now=clock.now())
    except NotFoundError:
        return to_page("check")  # sent or swept in the meantime; that page knows which
    session.commit()
    if len(added) < len(taken.kept):
        taken.problems.append(
            _("Er passen %(max)d foto's bij. De rest is er niet bij.", max=MAX_PHOTOS)
        )
    if taken.problems:
        return _show(noting, number, form, taken.problems)
    return _here(number) if ADD in request.form else to_page("check")


def _here(number: int) -> ResponseReturnValue:
    return to_page("photos", number=number)


def _show(
    noting: Noting, number: int, form: KeptForm, problems: Sequence[str] = (), status: int = 200
) -> ResponseReturnValue:
    found = noting.photos(number)
    is_full = len(found) >= MAX_PHOTOS
    page = render_template(
        "stories/note_photos.html",
        form=form,
        number=number,
        field=form if isinstance(form, PhotosForm) else PhotosForm(formdata=None),
        photos=found,
        problems=[("photo-list" if is_full else "photos", words) for words in problems],
        max_photos=MAX_PHOTOS,
        is_full=is_full,
    )
    is_wrong = status == 200 and (problems or form.errors)  # noqa: PLR2004 - HTTP
    return page, 422 if is_wrong else status
