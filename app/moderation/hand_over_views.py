"""Handing a story to an office or partner from its screen."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.moderation import hand_over_services
from app.moderation.access import MODERATORS
from app.moderation.changes import Change
from app.moderation.forms import StoryForm
from app.moderation.hand_over_forms import HandOverForm, ReminderForm
from app.moderation.story_views import save
from app.programme import queries as programme
from app.programme.models import Office
from app.programme.office_services import office_named
from app.stories.models import Story
from app.web.access import requires
from app.web.db_session import get_read_session

bp = Blueprint("moderation_hand_over", __name__, url_prefix="/team/verhalen/<ref>/ligt-bij")

_SECTION = "ligt-bij"


@bp.post("")
@requires(*MODERATORS)
def hand_over(ref: str) -> ResponseReturnValue:
    """Note whom the story waits for."""
    form = HandOverForm()
    form.offer(programme.offices(get_read_session()))

    def work(session: Session, story: Story, change: Change) -> None:
        office = _office(session, form, change)
        hand_over_services.hand_over(session, story, office, form.to_expected(), change)

    return save(ref, _SECTION, form, work, _("Bewaard. De verteller ziet dit op de kaart."))


def _office(session: Session, form: HandOverForm, change: Change) -> Office:
    if form.is_other:
        return office_named(session, form.office_name, actor=change.member.ref, now=change.now)
    return programme.get_office(session, form.office.data)


@bp.post("/navragen")
@requires(*MODERATORS)
def ask_again(ref: str) -> ResponseReturnValue:
    """Note that somebody asked how it stands."""
    form = ReminderForm()

    def work(session: Session, story: Story, change: Change) -> None:
        hand_over_services.ask_again(session, story, form.to_expected(), change)

    return save(ref, _SECTION, form, work, _("Bewaard: u hebt nagevraagd."))


@bp.post("/terug")
@requires(*MODERATORS)
def take_back(ref: str) -> ResponseReturnValue:
    """Note that the story waits for nobody any more."""
    work = hand_over_services.take_back
    return save(ref, _SECTION, StoryForm(), work, _("Het verhaal ligt weer bij u."))
