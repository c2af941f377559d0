"""The follow card: opening it with a code, reading it, closing it."""

from flask import Blueprint, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.card.entering import hand_over, held_story, take_back
from app.card.forms import CodeForm, WriteForm
from app.card.opening import open_typed
from app.card.services import note_opened
from app.card.showing import ask_code, show_card, to_card
from app.card.writing_views import writing_page
from app.contact import entering as contact
from app.core import clock
from app.core.errors import TooManyTriesError
from app.stories.queries import get_story
from app.web.db_session import get_read_session, get_session
from app.web.forms import KeptForm
from app.web.security import csrf, keep_private
from app.web.typed_codes import opened_by, wait_words

bp = Blueprint("card", __name__)
# Each form checks its own token, and keeps what was typed when that fails.
csrf.exempt(bp)
bp.after_request(keep_private)


@bp.get("/volg")
def show() -> ResponseReturnValue:
    """Show the card that is open in this browser, or ask for the code."""
    story = held_story(get_read_session())
    return ask_code(CodeForm()) if story is None else show_card(story, now=clock.now())


@bp.get("/k")
def scanned() -> ResponseReturnValue:
    """Be the page of the QR code: a script sends what stands behind the #, or it is typed."""
    return ask_code(CodeForm(), from_picture=True)


@bp.post("/volg")
def enter() -> ResponseReturnValue:
    """Open the card of the code that was typed or scanned."""
    form = CodeForm()
    unknown = _("Met deze code vinden wij geen verhaal. Kijk hem nog een keer na.")
    try:
        found = opened_by(form, open_typed, unknown)
    except TooManyTriesError as error:
        answer = ask_code(form, 429, wait=wait_words(error.retry_after))
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    if found is None:
        return ask_code(form)
    is_story, ref = found
    return _opened(ref, form) if is_story else _request_opened(ref)


@bp.post("/volg/sluiten")
def close() -> ResponseReturnValue:
    """Close the card in this browser."""
    if not KeptForm().validate_on_submit():
        return to_card()
    answer = to_card(_("Uw kaart is dicht. Met uw code opent u hem weer."))
    take_back(answer)
    return answer


def _request_opened(ref: str) -> ResponseReturnValue:
    """Return the way to a request that came without a story."""
    answer = make_response(redirect(url_for("contact.show"), code=303))
    contact.hand_over(answer, ref)
    return answer


def _opened(ref: str, form: CodeForm) -> ResponseReturnValue:
    """Return the way to the card, or the page with what was being written when it closed."""
    session = get_session()
    story = get_story(session, ref)
    note_opened(session, story, now=clock.now())
    session.commit()
    if form.kept.data:
        kept = WriteForm(formdata=None, body=form.kept.data)
        page = writing_page(story, form.kept_for.data or "", kept)
        if page is not None:
            return page
    answer = to_card()
    hand_over(answer, ref)
    return answer
