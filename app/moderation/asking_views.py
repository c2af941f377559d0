"""A question to the teller, and the ruling of a second person, from the screen of a story."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.moderation import asking_services, objection_services, queries
from app.moderation.access import MODERATORS
from app.moderation.changes import Change
from app.moderation.forms import AnswerForm
from app.moderation.objection_forms import RulingForm
from app.moderation.objection_rules import NoObjectionError, ObjectionAbout
from app.moderation.story_views import refused, save
from app.staff import signin
from app.stories.models import Story
from app.web.access import requires
from app.web.db_session import get_read_session

bp = Blueprint("moderation_asking", __name__, url_prefix="/team/verhalen/<ref>")


@bp.post("/vraag")
@requires(*MODERATORS)
def ask(ref: str) -> ResponseReturnValue:
    """Send the teller a question."""
    form = AnswerForm()

    def work(session: Session, story: Story, change: Change) -> None:
        asking_services.ask(session, story, form.answer.data or "", change)

    return save(ref, "antwoord", form, work, _("Uw vraag is verstuurd. De termijn loopt door."))


@bp.post("/bezwaar")
@requires(*MODERATORS)
def rule(ref: str) -> ResponseReturnValue:
    """Store what a second person says of an objection."""
    form = RulingForm()
    session = get_read_session()
    story = queries.get_story(session, signin.scope(), ref)
    objection = queries.open_objection(session, story.id or 0)
    if objection is None:
        return refused(ref, "antwoord", form, NoObjectionError(ref))
    form.ask(objection.about or ObjectionAbout.REFUSAL, may_publish=True)

    def work(session: Session, story: Story, change: Change) -> None:
        objection_services.rule(session, story, form.to_ruled(), change)

    # Its part of the screen is gone then; what was done is told at the top.
    return save(ref, "bezwaar", form, work, _("Bewaard. De verteller leest dit op de kaart."))
