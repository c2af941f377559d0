"""The page where photos are added to a story that is being told."""

import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from app.core import clock
from app.core.errors import NotFoundError
from app.core.text import excerpt
from app.photos.decoder import decode_photo
from app.photos.rules import MAX_BYTES, PhotoRefusedError, Refusal
from app.photos.services import KeptFiles, keep_files
from app.stories import draft_services
from app.stories.forms import PhotosForm
from app.stories.rules import MAX_PHOTOS
from app.stories.telling import Telling, go_on, read_telling, show, to_step, way_back
from app.web.bodies import drain_body
from app.web.context import parts
from app.web.db_session import get_session
from app.web.forms import KeptForm
from app.web.security import csrf, keep_private

#: Name of the button that adds the chosen photos and stays on the page.
ADD: Final = "add"
#: So many files of one form are looked at, good or bad; each can take seconds.
MAX_LOOKED_AT: Final = 2 * MAX_PHOTOS
ONE_MB: Final = 1_000_000
_NAME_LENGTH: Final = 40

REFUSALS: Final = {
    Refusal.EMPTY: _l("dit bestand is leeg. Kies een andere foto."),
    Refusal.TOO_LARGE_FILE: _l("deze foto is te groot. Een foto mag 25 MB groot zijn."),
    Refusal.TOO_MANY_PIXELS: _l("deze foto heeft te veel pixels. Maak er een schermfoto van."),
    Refusal.NOT_A_PHOTO: _l("dit is geen foto. Kies een foto of een schermfoto."),
    Refusal.BROKEN: _l("deze foto is beschadigd. Probeer het nog een keer of kies een andere."),
    Refusal.ANIMATED: _l("dit plaatje beweegt. Kies een gewone foto."),
    Refusal.TOOK_TOO_LONG: _l("deze foto lukt ons niet. Maak er een schermfoto van."),
    Refusal.CRASHED: _l("deze foto lukt ons niet. Maak er een schermfoto van."),
}

bp = Blueprint("story_photos", __name__, url_prefix="/verhaal/fotos")
csrf.exempt(bp)
bp.after_request(keep_private)


class Taken(NamedTuple):
    """What came of the files of one form."""

    kept: list[KeptFiles]
    problems: list[str]


@bp.route("", methods=["GET", "POST"])
def photos() -> ResponseReturnValue:
    """Ask for photos; each wrong file is named, and the good ones are kept."""
    telling = read_telling()
    allow_files()
    try:
        form = PhotosForm()
    except RequestEntityTooLarge:
        drain_body()
        too_much = _("Deze foto's zijn samen te groot. Kies er minder tegelijk.")
        return _show(telling, PhotosForm(formdata=None), [too_much], 413)
    if (elsewhere := way_back(telling)) is not None:
        return elsewhere
    if not form.validate_on_submit():
        return _show(telling, form)
    return _add(telling, form)


@bp.post("/<ref>/weg")
def remove(ref: str) -> ResponseReturnValue:
    """Take one photo out of the story."""
    telling = read_telling()
    if (elsewhere := way_back(telling)) is not None:
        return elsewhere
    form = KeptForm()
    if not form.validate_on_submit():
        return _show(telling, form)
    session = get_session()
    try:
        draft_services.remove_draft_photo(session, parts().storage, telling.token or "", ref)
    except NotFoundError:
        return to_step("photos")  # a second tap: it is gone already
    session.commit()
    return to_step("photos")


def allow_files() -> None:
    """Have this page take forms as large as photos are."""
    # Files go to the disk while they come in; any other kind of body is read into memory.
    if request.mimetype == "multipart/form-data":
        request.max_content_length = parts().settings.max_body_mb * ONE_MB


def _add(telling: Telling, form: PhotosForm) -> ResponseReturnValue:
    chosen = [file for file in request.files.getlist(form.photos.name) if file.filename]
    taken = take_in(chosen)
    session, token = get_session(), telling.token or ""
    try:
        added = draft_services.add_draft_photos(session, token, taken.kept, now=clock.now())
    except NotFoundError:
        return to_step("sent")  # sent or swept in the meantime; that page knows which
    session.commit()
    if len(added) < len(taken.kept):
        taken.problems.append(
            _("U kunt %(max)d foto's meesturen. De rest is er niet bij.", max=MAX_PHOTOS)
        )
    if taken.problems:
        return _show(telling, form, taken.problems)
    return to_step("photos") if ADD in request.form else go_on("photos", token)


def take_in(files: Sequence[FileStorage]) -> Taken:
    """Decode and durably store the files; needs no transaction."""
    taken = Taken([], [])
    if files:
        parts().storage.check_room()
    for file in files[:MAX_LOOKED_AT]:
        if len(taken.kept) == MAX_PHOTOS:
            break
        try:
            derivatives = decode_photo(_read(file))
        except PhotoRefusedError as error:
            taken.problems.append(f"{_shown_name(file)}: {REFUSALS[error.reason]}")
        else:
            taken.kept.append(keep_files(parts().storage, derivatives))
    if len(files) > len(taken.kept) + len(taken.problems):
        taken.problems.append(
            _("U kunt %(max)d foto's meesturen. De rest is er niet bij.", max=MAX_PHOTOS)
        )
    return taken


def _read(file: FileStorage) -> bytes:
    """Return the content, and of a file that is too large only enough to know that."""
    return file.stream.read(MAX_BYTES + 1)


def _shown_name(file: FileStorage) -> str:
    """Return the name of a file as the page can show it: short, and in one direction."""
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in name if unicodedata.category(each)[0] != "C")
    return excerpt(plain, _NAME_LENGTH)


def _show(
    telling: Telling, form: KeptForm, problems: Sequence[str] = (), status: int = 200
) -> ResponseReturnValue:
    if problems and status == 200:  # noqa: PLR2004
        status = 422
    found = telling.photos()
    is_full = len(found) >= MAX_PHOTOS
    return show(
        "photos",
        form,
        status,
        field=form if isinstance(form, PhotosForm) else PhotosForm(formdata=None),
        photos=found,
        problems=[("photo-list" if is_full else "photos", words) for words in problems],
        max_photos=MAX_PHOTOS,
        is_full=is_full,
    )
