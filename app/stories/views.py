"""Pages for telling a story: one question each."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.programme import queries as programme
from app.stories import draft_services
from app.stories.consent_rules import default_signature
from app.stories.forms import ELSEWHERE, ConsentForm, DistrictForm, StepForm, TellerForm, TextForm
from app.stories.rules import MAX_LENGTH, TellerKind, needs_guardian
from app.stories.submission import read_answers
from app.stories.telling import Telling, go_on, read_telling, show, to_step, way_back
from app.web.context import parts
from app.web.db_session import get_read_session, get_session
from app.web.fields import choices
from app.web.security import csrf, keep_private

#: Name of the button that begins another story with what was just typed.
ANEW = "anew"

bp = Blueprint("stories", __name__, url_prefix="/verhaal")
# Each form checks its own token, and keeps what was typed when that fails.
csrf.exempt(bp)
bp.after_request(keep_private)


@bp.route("", methods=["GET", "POST"])
def district() -> ResponseReturnValue:
    """Ask which district the story is about; a new story begins when the last one was sent."""
    telling = read_telling()
    form = DistrictForm(data=telling.answers)
    known = [(each.key, each.name) for each in programme.districts(get_read_session())]
    form.district.choices = choices([*known, (ELSEWHERE, _("Weet ik niet, of ergens anders"))])
    if form.validate_on_submit():
        return _keep("district", form, None if telling.sent else telling.token)
    return show("district", form, has_begun=telling.has_text, was_sent=telling.sent is not None)


@bp.route("/tekst", methods=["GET", "POST"])
def text() -> ResponseReturnValue:
    """Ask for the story, in any language."""
    telling = read_telling()
    form = TextForm(data=telling.answers)
    if telling.sent is not None and request.method == "GET":
        return to_step("sent")
    if not form.validate_on_submit():
        return _show_text(form)
    if telling.sent is None or ANEW in request.form:
        return _keep("text", form, None if telling.sent else telling.token)
    if form.text.data == telling.sent.story.original:
        return to_step("sent")
    # They went back and typed on; what is sent can't change, and what they typed isn't lost.
    return _show_text(form, 409)


@bp.route("/wie", methods=["GET", "POST"])
def teller() -> ResponseReturnValue:
    """Ask who tells, and how they want to be signed."""
    telling = read_telling()
    if (elsewhere := way_back(telling)) is not None:
        return elsewhere
    form = TellerForm(data=telling.answers)
    if form.validate_on_submit():
        return _keep("teller", form, telling.token)
    municipality = programme.get_programme(get_read_session()).municipality
    default = default_signature(TellerKind.RESIDENT, municipality)
    return show("teller", form, default_signature=default)


@bp.route("/toestemming", methods=["GET", "POST"])
def consent() -> ResponseReturnValue:
    """Ask who may read the story, and what may be used."""
    telling = read_telling()
    if (elsewhere := way_back(telling)) is not None:
        return elsewhere
    form = ConsentForm(data=telling.answers)
    if not telling.photos():
        del form.photos
    if form.validate_on_submit():
        return _keep("consent", form, telling.token)
    return show("consent", form, is_child=_is_child(telling))


def _keep(step: str, form: StepForm, token: str | None) -> ResponseReturnValue:
    """Keep the answers of a page and go on."""
    parts().storage.check_room()
    session = get_session()
    try:
        token = draft_services.keep_answers(session, token, form.answers(), now=clock.now())
    except draft_services.AlreadySentError:
        return to_step("sent")
    session.commit()
    return go_on(step, token)


def _show_text(form: TextForm, status: int = 200) -> ResponseReturnValue:
    found = programme.get_programme(get_read_session())
    return show(
        "text",
        form,
        status,
        is_first="eerst" in request.args,
        was_sent=status == 409,  # noqa: PLR2004
        max_length=MAX_LENGTH,
        help_lines=found.help_lines,
        meldpunt=found.texts.get("meldpunt_text", ""),
    )


def _is_child(telling: Telling) -> bool:
    told = read_answers(telling.answers)
    return told is not None and needs_guardian(told.age_group)
