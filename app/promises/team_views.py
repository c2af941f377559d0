"""Staff see what was promised in their districts, and promise more."""

from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core import clock
from app.core.dates import local_day
from app.moderation.access import MODERATORS
from app.moderation.queries import clusters_of
from app.moderation.queries import get_story as get_staff_story
from app.promises import (
    access,
    confirming_queries,
    decision_queries,
    linking_services,
    queries,
    services,
    showing,
    words,
)
from app.promises.filters import read_choice
from app.promises.forms import PictureForm, PromiseForm
from app.promises.models import Promise
from app.promises.rules import PastDayError, SourceKind, Standing
from app.promises.services import Plan, Source
from app.promises.subjects import chosen_subject, district_key, offer_offices, offer_subjects
from app.promises.views import page_of_promises, pager_of
from app.staff import signin
from app.stories.models import Story
from app.web.access import requires
from app.web.db_session import get_read_session, get_session
from app.web.fields import add_error
from app.web.security import csrf
from app.web.shell import current_frame

bp = Blueprint("team_promises", __name__, url_prefix="/team/toezeggingen")

LIST: Final = "/team/toezeggingen"
_WEEK: Final = timedelta(days=6)
#: Lines of residents that are shown at once.
_WHYS: Final = 50


@bp.get("")
@requires(*MODERATORS)
def index() -> ResponseReturnValue:
    """Show what is due this week and overdue, then everything."""
    session, scope, today = get_read_session(), signin.scope(), local_day(clock.now())
    choice = read_choice(session)
    wanted = choice.wanted(scope)
    page = page_of_promises(wanted)
    counted = queries.count_by_standing(session, wanted, today)
    due = queries.due_between(session, scope, today, today + _WEEK)
    return render_template(
        "promises/team_index.html",
        choice=choice,
        counts=choice.counts(LIST, counted),
        overdue=counted[Standing.OVERDUE],
        due=queries.views_of(session, due, today),
        views=queries.views_of(session, page.items, today),
        late_polls=decision_queries.polls_waiting(session, today),
        whys=confirming_queries.waiting_whys(session, scope, limit=_WHYS),
        pager=pager_of(choice, page, LIST),
        today=today,
        words=words,
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator] # flask_wtf ships no types
@requires(*MODERATORS)
def add() -> ResponseReturnValue:
    """Promise something, by hand or from the story that `verhaal` names."""
    reading = get_read_session()
    story = _story(reading, request.args.get("verhaal"))
    form = PromiseForm(data=_start(reading, story))
    offer_subjects(reading, form)
    offer_offices(reading, form)
    if not form.validate_on_submit():
        return _new_page(form, story)
    session = get_session()
    try:
        promise = _make(session, form, story)
    except PastDayError:
        session.rollback()
        add_error(form.due_on, _("Deze dag is voorbij. Kies een dag vanaf vandaag."))
        return _new_page(form, story)
    session.commit()
    flash(_("Bewaard. Iedereen kan dit nu lezen."), "done")
    return redirect(url_for(".show", ref=promise.ref), code=303)


@bp.get("/<ref>")
@requires(*MODERATORS)
def show(ref: str) -> ResponseReturnValue:
    """Show one promise and what can be done with it."""
    return show_promise(ref)


def show_promise(
    ref: str, picture: PictureForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Return the page of a promise; `picture` is the form that was sent, if one was."""
    session, scope, today = get_read_session(), signin.scope(), local_day(clock.now())
    promise = access.get_promise(session, scope, ref)
    return (
        render_template(
            "promises/team_show.html",
            page=showing.page_of(session, promise, today),
            promise=promise,
            effort=words.effort_title(current_frame().texts, promise.effort),
            may_change=access.may_change(session, scope, promise),
            picture=picture or PictureForm(formdata=None),
            words=words,
        ),
        status,
    )


def _new_page(form: PromiseForm, story: Story | None) -> ResponseReturnValue:
    page = render_template("promises/team_new.html", form=form, story=story)
    return page, 422 if form.errors else 200


def _story(session: Session, ref: str | None) -> Story | None:
    return get_staff_story(session, signin.scope(), ref) if ref else None


def _start(session: Session, story: Story | None) -> dict[str, Any]:
    """Return what the form of a new promise is filled with."""
    if story is None:
        return {}
    about = [tagged.cluster.key for tagged in clusters_of(session, story.id or 0)]
    return {"clusters": about, "district": district_key(session, story.district_id)}


def _make(session: Session, form: PromiseForm, story: Story | None) -> Promise:
    assert form.due_on.data is not None
    plan = Plan(
        what=form.what.data or "",
        office=form.office_name,
        due_on=form.due_on.data,
        for_whom=form.for_whom.data or "",
    )
    source = Source(SourceKind.STORY, story.ref) if story else Source()
    subject = chosen_subject(session, form)
    now = clock.now()
    promise = services.make_promise(
        session, plan, subject, source, actor=signin.member().ref, now=now
    )
    if form.all_stories.data:
        linking_services.link_stories_about(
            session, promise, subject.clusters, signin.scope(), now=now
        )
    return promise
