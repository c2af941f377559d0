"""Mail when there is news: asked for and stopped on the card."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.card.entering import held_story
from app.card.showing import ask_code_again, show_page, to_card
from app.core import clock
from app.stories.mail_forms import MailForm
from app.stories.notice_services import remove_address, set_address
from app.stories.rules import StoryStatus
from app.web.context import parts
from app.web.db_session import get_session
from app.web.forms import KeptForm
from app.web.security import csrf, keep_private

bp = Blueprint("card_mail", __name__, url_prefix="/volg/bericht")
csrf.exempt(bp)
bp.after_request(keep_private)


@bp.route("", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask where to mail the teller; on POST store it with the consent."""
    form, session, settings = MailForm(), get_session(), parts().settings
    story = held_story(session)
    if story is None:
        return ask_code_again()
    if story.status is StoryStatus.WITHDRAWN or settings.smtp_url is None:
        return to_card()
    if not form.validate_on_submit():
        return show_page("mail", story, form)
    typed = form.address.data or ""
    set_address(session, story, typed, secret_key=settings.secret_key, now=clock.now())
    session.commit()
    return to_card(_("U krijgt een e-mail als er nieuws is."), place="bericht")


@bp.post("/uit")
def stop() -> ResponseReturnValue:
    """Forget the address."""
    session = get_session()
    story = held_story(session)
    if story is None:
        return ask_code_again()
    if not KeptForm().validate_on_submit():
        return to_card(place="bericht")
    remove_address(session, story, now=clock.now())
    session.commit()
    parts().database.truncate_log()  # the address must not be readable there
    return to_card(_("U krijgt geen e-mail meer. Uw adres is gewist."), place="bericht")
