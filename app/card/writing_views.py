"""Writing back to a message of staff, and objecting to a refusal."""

from collections.abc import Callable

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.card.entering import held_story
from app.card.forms import ObjectionForm, WriteForm
from app.card.queries import read_card
from app.card.showing import OBJECTION, ask_code_again, show_writing, to_card
from app.core import clock
from app.core.errors import ConflictError, NotFoundError
from app.moderation import services as moderation
from app.moderation.models import Reply
from app.moderation.queries import AnswerView, answers_of, objections_of
from app.stories.models import Story
from app.stories.rules import StoryStatus
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.security import csrf, keep_private

bp = Blueprint("card_writing", __name__, url_prefix="/volg")
csrf.exempt(bp)
bp.after_request(keep_private)

_CONFLICT = 409


@bp.route("/antwoord/<ref>", methods=["GET", "POST"])
def reply(ref: str) -> ResponseReturnValue:
    """Write back to one message; each can be answered once."""
    form = WriteForm()
    story = held_story(get_session())
    if story is None:
        return ask_code_again(ref, form.body.data or "")
    if story.status is StoryStatus.WITHDRAWN:
        return to_card()
    message = _message(story, ref)
    if request.method == "GET" and message.reply is not None:
        return to_card(place="antwoord")
    if not form.validate_on_submit():
        return show_writing(story, form, message=message, sent=None, action=_address(ref))

    def send(body: str) -> None:
        days = parts().settings.answer_days
        moderation.reply(
            get_session(), story, message.answer, body, now=clock.now(), answer_days=days
        )

    return _send(story, form, ref, send)


@bp.route("/bezwaar", methods=["GET", "POST"])
def objection() -> ResponseReturnValue:
    """Say why the refusal isn't right."""
    form = ObjectionForm()
    story = held_story(get_session())
    if story is None:
        return ask_code_again(OBJECTION, form.body.data or "")
    if not form.is_submitted() and not read_card(get_session(), story).may_object:
        return to_card(place="besluit")
    if not form.validate_on_submit():
        return show_writing(story, form, message=None, sent=None, action=_address(OBJECTION))

    def send(body: str) -> None:
        days = parts().settings.answer_days
        moderation.object_to_refusal(get_session(), story, body, now=clock.now(), answer_days=days)

    return _send(story, form, OBJECTION, send)


def writing_page(story: Story, ref: str, kept: WriteForm) -> Response | None:
    """Return the page with what was being written when the card closed; None when it is moot."""
    try:
        message = None if ref == OBJECTION else _message(story, ref)
    except NotFoundError:
        return None
    return show_writing(story, kept, message=message, sent=None, action=_address(ref))


def _send(
    story: Story, form: WriteForm, ref: str, send: Callable[[str], None]
) -> ResponseReturnValue:
    """Send what was written once; a second tap finds it there."""
    session, body = get_session(), form.body.data or ""
    try:
        send(body)
    except ConflictError:
        session.rollback()
        return _already(story, form, ref, body)
    session.commit()
    return to_card(_("Uw bericht is verstuurd. U ziet hier wanneer u antwoord krijgt."))


def _already(story: Story, form: WriteForm, ref: str, body: str) -> ResponseReturnValue:
    sent = _sent(story, ref)
    if sent is not None and sent.body == body:
        return to_card()
    message = None if ref == OBJECTION else _message(story, ref)
    return show_writing(story, form, _CONFLICT, message=message, sent=sent, action=_address(ref))


def _sent(story: Story, ref: str) -> Reply | None:
    """Return what had been sent before."""
    if ref != OBJECTION:
        return _message(story, ref).reply
    earlier = objections_of(get_read_session(), story.id or 0)
    return earlier[-1] if earlier else None


def _message(story: Story, ref: str) -> AnswerView:
    for view in answers_of(get_read_session(), story.id or 0):
        if view.answer.ref == ref:
            return view
    raise NotFoundError(ref)


def _address(ref: str) -> str:
    if ref == OBJECTION:
        return url_for("card_writing.objection")
    return url_for("card_writing.reply", ref=ref)
