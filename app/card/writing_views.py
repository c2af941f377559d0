"""Writing back to a message of staff, and objecting to a decision."""

from collections.abc import Callable

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.card.entering import held_story
from app.card.forms import ObjectionForm, WriteForm
from app.card.queries import read_card
from app.card.showing import OBJECTION, OBJECTIONS, ask_code_again, show_writing, to_card
from app.core import clock
from app.core.errors import ConflictError, NotFoundError
from app.moderation import services as moderation
from app.moderation.models import Reply
from app.moderation.objection_rules import ObjectionAbout
from app.moderation.objection_services import object_to
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
#: Where the card tells of what can be objected to.
_PLACES = {ObjectionAbout.REFUSAL: "besluit", ObjectionAbout.REDACTION: "lezen"}


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
        return _show(story, form, ref)

    def send(body: str) -> None:
        days = parts().settings.answer_days
        moderation.reply(
            get_session(), story, message.answer, body, now=clock.now(), answer_days=days
        )

    return _send(story, form, ref, send)


@bp.route("/bezwaar", methods=["GET", "POST"], defaults={"name": OBJECTION})
@bp.route("/bezwaar/<name>", methods=["GET", "POST"])
def objection(name: str) -> ResponseReturnValue:
    """Say why a decision isn't right."""
    about, form = OBJECTIONS.get(name), ObjectionForm()
    if about is None:
        raise NotFoundError(name)
    story = held_story(get_session())
    if story is None:
        return ask_code_again(name, form.body.data or "")
    if not form.is_submitted() and about not in read_card(get_session(), story).may_object_to:
        return to_card(place=_PLACES[about])
    if not form.validate_on_submit():
        return _show(story, form, name)

    def send(body: str) -> None:
        days = parts().settings.answer_days
        object_to(get_session(), story, about, body, now=clock.now(), answer_days=days)

    return _send(story, form, name, send)


def writing_page(story: Story, ref: str, kept: WriteForm) -> Response | None:
    """Return the page with what was being written when the card closed; None when it is moot."""
    try:
        return _show(story, kept, ref)
    except NotFoundError:
        return None


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
    return _show(story, form, ref, _CONFLICT, sent)


def _show(
    story: Story, form: WriteForm, ref: str, status: int = 200, sent: Reply | None = None
) -> Response:
    about = OBJECTIONS.get(ref)
    message = _message(story, ref) if about is None else None
    return show_writing(
        story, form, status, message=message, about=about, sent=sent, action=_address(ref)
    )


def _sent(story: Story, ref: str) -> Reply | None:
    """Return what had been sent before."""
    if ref not in OBJECTIONS:
        return _message(story, ref).reply
    earlier = objections_of(get_read_session(), story.id or 0)
    return earlier[-1] if earlier else None


def _message(story: Story, ref: str) -> AnswerView:
    for view in answers_of(get_read_session(), story.id or 0):
        if view.answer.ref == ref:
            return view
    raise NotFoundError(ref)


def _address(ref: str) -> str:
    if ref in OBJECTIONS:
        return url_for("card_writing.objection", name=ref)
    return url_for("card_writing.reply", ref=ref)
