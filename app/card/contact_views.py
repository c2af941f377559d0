"""Asking from the follow card to be called or visited, and calling it off."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.card.entering import hand_over, held_story
from app.card.showing import ask_code_again, to_card
from app.contact import services
from app.contact.forms import ContactForm
from app.contact.queries import open_request_of
from app.contact.showing import empty_log, show_form
from app.contact.views import ask_for_story
from app.core import clock
from app.stories.rules import StoryStatus
from app.web.db_session import get_read_session, get_session
from app.web.forms import KeptForm
from app.web.security import csrf, keep_private

bp = Blueprint("card_contact", __name__, url_prefix="/volg/belmij")
csrf.exempt(bp)
bp.after_request(keep_private)

#: Anchor of the part of the card that tells about it.
_PLACE = "bellen"


@bp.route("", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask how to reach the teller."""
    session = get_read_session()
    story, form = held_story(session), ContactForm()
    if story is None:
        return ask_code_again()
    is_asked = open_request_of(session, story) is not None
    if story.status is StoryStatus.WITHDRAWN or (is_asked and not form.is_submitted()):
        return to_card(place=_PLACE)
    if not form.validate_on_submit():
        page = show_form(form, action=url_for(".ask"), back=url_for("card.show"))
        hand_over(page, story.ref)
        return page
    ask_for_story(story, form)
    return to_card(_("Uw vraag is binnen. U ziet hier wie u spreekt, en wanneer."), place=_PLACE)


@bp.post("/stop")
def cancel() -> ResponseReturnValue:
    """Call it off; how to reach the teller is deleted."""
    session = get_session()
    story = held_story(session)
    if story is None:
        return ask_code_again()
    request = open_request_of(session, story)
    if request is None or not KeptForm().validate_on_submit():
        return to_card(place=_PLACE)
    services.cancel(session, request, now=clock.now())
    session.commit()
    empty_log(request)
    return to_card(_("U hebt het afgezegd."), place=_PLACE)
