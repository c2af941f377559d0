"""The teller says whether what was promised was done; with a card that counts."""

from typing import Final

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.card.entering import held_story
from app.card.showing import ask_code_again, show_page, to_card
from app.core import clock
from app.core.errors import NotFoundError
from app.promises import confirming_queries, queries
from app.promises.asking import answer_of, reopen_rule, thanks, voice_for
from app.promises.confirming_services import confirm
from app.promises.resident_forms import VerdictForm
from app.promises.rules import PromiseStatus, StepNotAllowedError, VoiceKind
from app.web.db_session import get_read_session, get_session
from app.web.security import csrf, keep_private

bp = Blueprint("card_confirming", __name__, url_prefix="/volg/beloofd")
csrf.exempt(bp)
bp.after_request(keep_private)

_CONFLICT: Final = 409


@bp.route("/<ref>", methods=["GET", "POST"])
def ask(ref: str) -> ResponseReturnValue:
    """Ask whether it is what was promised; what this card said before can be changed."""
    reading, form = get_read_session(), VerdictForm()
    story = held_story(reading)
    if story is None:
        return ask_code_again()
    promise = queries.get_promise(reading, ref)
    if not queries.stands_on(reading, promise, story.ref):
        raise NotFoundError(ref)
    if not form.is_submitted():
        voice = voice_for(promise, VoiceKind.CARD, story.ref)
        said = confirming_queries.find_answer(reading, promise, voice)
        if said is not None:
            form.verdict.data, form.why.data = said.verdict.value, said.why
    if not form.validate_on_submit() or promise.status is not PromiseStatus.DONE:
        return show_page("promise", story, form, promise=promise)
    session = get_session()
    promise = queries.get_promise(session, ref)
    try:
        answer = answer_of(form, promise, VoiceKind.CARD, story.ref)
        reopened = confirm(session, promise, answer, rule=reopen_rule(), now=clock.now())
    except StepNotAllowedError:
        session.rollback()
        return show_page("promise", story, form, promise=promise)
    session.commit()
    return to_card(thanks(reopened=reopened, counts=True), place="beloofd")
