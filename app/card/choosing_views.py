"""What the teller allows: quotes, permissions, and taking the story back."""

from typing import Final

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.card import services
from app.card.entering import held_story
from app.card.forms import PermissionForm, VerdictForm, to_choice
from app.card.queries import read_card
from app.card.rules import Permission, QuoteGoneError
from app.card.showing import ask_code_again, show_card, show_page, to_card
from app.core import clock
from app.core.errors import InvalidError, NotFoundError
from app.quotes.rules import Approval
from app.stories.rules import StoryStatus
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.forms import KeptForm
from app.web.logs import log
from app.web.security import csrf, keep_private

bp = Blueprint("card_choosing", __name__, url_prefix="/volg")
csrf.exempt(bp)
bp.after_request(keep_private)

_CONFLICT: Final = 409
_INVALID: Final = 422


@bp.post("/citaat/<ref>")
def quote(ref: str) -> ResponseReturnValue:
    """Store yes or no to the words that the teller had read."""
    form = VerdictForm()
    story = held_story(get_read_session())
    if story is None:
        return ask_code_again()
    if not form.validate_on_submit():
        problem = ("citaten", str(form.csrf_token.errors[0]))
        return show_card(story, now=clock.now(), status=_INVALID, problem=problem)
    approval = form.approval()
    if approval is None:
        raise InvalidError("neither yes nor no")
    return _judge((ref, approval, form.seen.data or ""))


@bp.route("/toestemming/<name>", methods=["GET", "POST"])
def permission(name: str) -> ResponseReturnValue:
    """Ask about one thing that the teller allows, and store it."""
    asked, form = _permission(name), PermissionForm()
    form.ask(asked)
    story = held_story(get_session())
    if story is None:
        return ask_code_again()
    if story.status is StoryStatus.WITHDRAWN:
        return to_card()
    if not form.is_submitted():
        form.chosen.data = services.permission_of(story, asked).value
    if not form.validate_on_submit():
        card = read_card(get_read_session(), story)
        return show_page("permission", story, form, card=card, permission=asked)
    change = (asked, to_choice(asked, form.chosen.data))
    session = get_session()
    services.change_permission(session, parts().storage, story, change, now=clock.now())
    session.commit()
    return to_card(_("Uw keuze is bewaard. Zij geldt vanaf nu."), place="toestemming")


@bp.route("/intrekken", methods=["GET", "POST"])
def withdraw() -> ResponseReturnValue:
    """Say what withdrawing does; on POST do it at once."""
    form = KeptForm()
    story = held_story(get_session())
    if story is None:
        return ask_code_again()
    if story.status is StoryStatus.WITHDRAWN:
        return to_card()
    if not form.validate_on_submit():
        card = read_card(get_read_session(), story)
        return show_page("withdraw", story, form, card=card)
    session = get_session()
    services.withdraw(session, parts().storage, story, now=clock.now())
    session.commit()
    # What was deleted must not be readable in the log that SQLite writes ahead.
    if not parts().database.truncate_log():
        log.warning("write_ahead_log_kept", story=story.ref)
    return to_card()


def _judge(verdict: tuple[str, Approval, str]) -> ResponseReturnValue:
    session = get_session()
    story = held_story(session)
    if story is None:
        return ask_code_again()
    try:
        services.answer_quote(session, parts().storage, story, verdict, now=clock.now())
    except QuoteGoneError:
        session.rollback()
        problem = _("Dit citaat is intussen veranderd. Lees het nog een keer. Kies daarna.")
        return show_card(story, now=clock.now(), status=_CONFLICT, problem=("citaten", problem))
    session.commit()
    return to_card(_("Uw antwoord is bewaard."), place="citaten")


def _permission(name: str) -> Permission:
    try:
        return Permission(name)
    except ValueError as error:
        raise NotFoundError(name) from error
