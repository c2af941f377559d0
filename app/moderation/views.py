"""The pages of staff: where to start, the queue, one story."""

from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.core import clock
from app.core.dates import local_day
from app.moderation import queries, queue, screen, services, words
from app.moderation.access import MODERATORS
from app.moderation.decisions import MAX_ANSWER
from app.moderation.filters import Choices, kept_filters, read_filters, selects
from app.moderation.forms import ROLES, StoryForm
from app.moderation.hand_over_queries import count_reminders
from app.moderation.objection_queries import objections_for
from app.moderation.screen_forms import make_forms
from app.programme import queries as programme
from app.staff import signin
from app.staff.deputy_queries import stand_ins
from app.stories.models import Story
from app.stories.rules import StoryStatus
from app.web.access import requires
from app.web.context import parts
from app.web.db_session import get_read_session

UNPROCESSABLE = 422

bp = Blueprint("moderation", __name__, url_prefix="/team")


@bp.get("/verhalen")
@requires(*MODERATORS)
def stories() -> ResponseReturnValue:
    """Show the queue: what is due first comes first."""
    session, scope = get_read_session(), signin.scope()
    today = local_day(clock.now())
    seen = [each for each in programme.districts(session) if scope.covers(each.id)]
    choices = Choices(seen, programme.clusters(session, retired=True), programme.offices(session))
    filters = read_filters(request.args, choices, today=today)
    names = {each.id: each.name for each in seen if each.id is not None}
    cursor = request.args.get("na")
    page = queue.queue(session, scope, filters, names=names, cursor=cursor)
    return render_template(
        "moderation/stories.html",
        page=page,
        pages=_neighbours(page.newer, page.older),
        kept=kept_filters(request.args),
        counts=words.count_words(queue.count_queue(session, scope, today=today)),
        selects=selects(request.args, choices),
        reminders=count_reminders(session, scope, today=today),
        objections=objections_for(session, scope, signin.member()),
        tops=[make(session) for make in current_app.extensions["queue_tops"]],
        filters=filters,
        is_filtered=filters != queue.QueueFilters(),
        today=today,
        me=signin.member(),
        stand_ins=stand_ins(session, signin.member(), today=today),
        words=words,
    )


@bp.get("/verhalen/<ref>")
@requires(*MODERATORS)
def story(ref: str) -> ResponseReturnValue:
    """Show one story and everything that can be done with it; note who is looking."""
    session = get_read_session()
    found = queries.get_story(session, signin.scope(), ref)
    _mark_reading(found)
    return story_page(session, found)


def story_page(
    session: Session,
    story: Story,
    *,
    posted: StoryForm | None = None,
    status: int = 200,
    **also: Any,  # noqa: ANN401 - handed to the template
) -> Response:
    """Return the screen of `story`, with what was typed in `posted` kept."""
    if story.status is StoryStatus.WITHDRAWN:
        return make_response(render_template("moderation/withdrawn.html", story=story), status)
    shown = screen.show(session, story, signin.member(), now=clock.now())
    page = render_template(
        "moderation/story.html",
        **{"problem": None, "section": None, "is_stale": False, **shown, **also},
        posted=posted,
        is_error=status == UNPROCESSABLE,
        forms=make_forms(story, shown, posted),
        roles=ROLES,
        max_answer=MAX_ANSWER,
        words=words,
    )
    return make_response(page, status)


def _mark_reading(story: Story) -> None:
    """Tell colleagues that the story is open here; a page that only reads waits for no lock."""
    with parts().database.write() as session:
        services.mark_reading(session, story, signin.member(), now=clock.now())
        session.commit()


def _neighbours(newer: str | None, older: str | None) -> dict[str, str | None]:
    """Return the addresses of the pages before and after this one, with the same filters."""
    kept: dict[str, Any] = kept_filters(request.args)

    def there(cursor: str | None) -> str | None:
        return url_for(".stories", **kept, na=cursor) if cursor else None

    return {"previous_url": there(newer), "next_url": there(older), "text": ""}
