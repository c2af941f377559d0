"""What the teller takes along: everything that is kept as files, and the card on paper."""

import json
from typing import Any, Final

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.card import keeping_words, words
from app.card.entering import held_ref, held_story
from app.card.everything import everything_of
from app.card.forms import SheetForm
from app.card.opening import open_typed
from app.card.queries import read_card
from app.card.sheet import Sheet, sheet_pdf
from app.card.showing import ask_code_again, show_page
from app.core import clock
from app.core.codes import Code, parse_code
from app.core.dates import local_day
from app.core.errors import TooManyTriesError
from app.moderation.words import AGES, CHANNELS
from app.photos.models import PhotoOwner
from app.photos.queries import photos_of
from app.printing import render_pdf
from app.programme.queries import get_programme
from app.staff.log_words import action_in_words
from app.stories.forms import AUDIENCE_NAMES, CONSENT_NAMES
from app.stories.models import Story
from app.stories.queries import get_story
from app.web.context import parts
from app.web.db_session import get_read_session
from app.web.forms import KeptForm
from app.web.security import csrf, keep_private
from app.web.typed_codes import opened_by, wait_words

bp = Blueprint("card_keeping", __name__, url_prefix="/volg")
csrf.exempt(bp)
bp.after_request(keep_private)

#: A story is 20 pages at most; messages can come with it for years.
_MAX_PAGES: Final = 300
_MANY: Final = 429


@bp.get("/alles")
def everything() -> ResponseReturnValue:
    """Show what can be taken along."""
    story = held_story(get_read_session())
    if story is None:
        return ask_code_again()
    photos = len(photos_of(get_read_session(), (PhotoOwner.STORY, story.ref)))
    return show_page("everything", story, KeptForm(formdata=None), photos=photos)


@bp.get("/alles/verhaal.json")
def as_json() -> ResponseReturnValue:
    """Send everything that is kept, for programs to read."""
    facts = _facts()
    if facts is None:
        return ask_code_again()
    text = json.dumps(facts[0], ensure_ascii=False, indent=2)
    return _file(text.encode(), "application/json", "verhaal.json")


@bp.get("/alles/verhaal.pdf")
def as_pdf() -> ResponseReturnValue:
    """Send everything that is kept, for people to read."""
    facts = _facts()
    if facts is None:
        return ask_code_again()
    kept, keys = facts
    storage = parts().storage

    def picture(key: str) -> bytes:
        if key not in keys:
            raise FileNotFoundError(key)
        return storage.get(key)

    name = get_programme(get_read_session()).name
    html = render_template(
        "print/everything.html",
        kept=kept,
        keys=keys,
        name=name,
        words=words,
        said=keeping_words,
        actions=action_in_words,
        ages=AGES,
        channels=CHANNELS,
        names={**AUDIENCE_NAMES, **CONSENT_NAMES},
        permissions={each.name.lower(): label for each, label in words.PERMISSIONS.items()},
    )
    pdf = render_pdf(html, resources={"photo": picture}, max_pages=_MAX_PAGES)
    return _file(pdf, "application/pdf", "verhaal.pdf")


@bp.route("/kaart", methods=["GET", "POST"])
def sheet() -> ResponseReturnValue:
    """Ask how the card is printed, and whether its code is to stand on it; then send it."""
    story, form = held_story(get_read_session()), SheetForm()
    if story is None:
        return ask_code_again()
    if not form.is_submitted():
        form.size.data = "A4"
    try:
        code = _typed(form, story)
    except TooManyTriesError as error:
        form.code.errors = [_("Wacht nog %(wait)s.", wait=wait_words(error.retry_after))]
        page = show_page("sheet", story, form)
        page.status_code = _MANY
        page.headers["Retry-After"] = str(error.retry_after)
        return page
    if form.errors or not form.is_submitted():
        return show_page("sheet", story, form)
    asked = Sheet(form.size.data, code, parts().settings.public_url)
    session = get_read_session()
    name = get_programme(session).name
    pdf = sheet_pdf(read_card(session, story), asked, local_day(clock.now()), programme=name)
    return _file(pdf, "application/pdf", "volgkaart.pdf", way="inline")


def _typed(form: SheetForm, story: Story) -> Code | None:
    """Return the code that was typed, once it opens this very card."""
    if not form.validate_on_submit() or not form.code.data:
        return None
    unknown = _("Dit is niet de code van deze kaart. Kijk hem nog een keer na.")
    found = opened_by(form, open_typed, unknown)
    if found is None:
        return None
    if found != (True, story.ref):
        form.code.errors = [unknown]
        return None
    return parse_code(form.code.data)


def _facts() -> tuple[dict[str, Any], list[str]] | None:
    """Return everything, read at one moment, with the keys of the photos for print."""
    ref = held_ref()
    if ref is None or held_story(get_read_session()) is None:
        return None
    makers = current_app.extensions["chain_steps"]
    secret_key = parts().settings.secret_key
    with parts().database.freeze() as session:
        story = get_story(session, ref)
        kept = everything_of(
            session, parts().storage, story, makers, secret_key=secret_key, now=clock.now()
        )
        views = photos_of(session, (PhotoOwner.STORY, ref))
    return kept, [view.print_key for view in views]


def _file(content: bytes, mimetype: str, name: str, way: str = "attachment") -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'{way}; filename="{name}"'
    return answer
