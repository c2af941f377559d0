"""What everybody reads about polls: the list, and one poll with its options and rules."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Final

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.core import clock
from app.moderation.panels import Panel
from app.polls import queries, showing
from app.polls.models import Poll
from app.polls.queries import Place
from app.polls.rules import PollStatus
from app.polls.showing import PollView
from app.polls.words import NAMES
from app.web.db_session import get_read_session
from app.web.kept import public_page
from app.web.paging import Key, Page, decode_cursor, make_page
from app.web.shell import current_frame

PAGE_SIZE: Final = 10
#: What people come for first.
_ORDER: Final = (
    PollStatus.OPEN,
    PollStatus.ANNOUNCED,
    PollStatus.COUNTING,
    PollStatus.RESULT,
    PollStatus.DRAFT,
)
#: Makes the section of one room on the page of one poll; None when it has nothing to say.
SectionMaker = Callable[[Session, Poll], Panel | None]

bp = Blueprint("public_polls", __name__, url_prefix="/stemmen")


@bp.get("")
@public_page
def index() -> ResponseReturnValue:
    """Show the polls: open ones, then those to come, those being counted, and results."""
    page = _page(request.args.get("bladzijde"))
    running = [] if page.newer else queries.running_polls(get_read_session())
    views = sorted((_view(poll) for poll in running), key=lambda view: _ORDER.index(view.status))
    views += [_view(poll) for poll in page.items]
    return render_template(
        "polls/index.html",
        views=views,
        names=NAMES,
        pager=SimpleNamespace(
            previous_url=url_for(".index", bladzijde=page.newer) if page.newer else None,
            next_url=url_for(".index", bladzijde=page.older) if page.older else None,
            text="",
        ),
    )


@bp.get("/<slug>")
@public_page
def show(slug: str) -> ResponseReturnValue:
    """Show one poll; there is none for anybody before its rules are frozen."""
    session = get_read_session()
    poll = queries.get_public_poll(session, slug)
    return render_template(
        "polls/show.html",
        view=_view(poll),
        poll=poll,
        name=NAMES[poll.access],
        changes=showing.changes_of(session, poll),
        sections=_sections(session, poll),
    )


def _sections(session: Session, poll: Poll) -> list[Panel]:
    """Return what other rooms add to the page, from the list that `create_app` fills."""
    makers: list[SectionMaker] = current_app.extensions["poll_sections"]
    made = (maker(session, poll) for maker in makers)
    return [panel for panel in made if panel is not None]


def _view(poll: Poll) -> PollView:
    phone = current_frame().help_phone
    return showing.view_of(get_read_session(), poll, phone=phone, now=clock.now())


def _page(cursor: str | None) -> Page[Poll]:
    key, back = decode_cursor(cursor, length=2)
    place = _place(key)
    back = back and place is not None
    found = queries.finished_polls(get_read_session(), limit=PAGE_SIZE + 1, place=place, back=back)
    start = key if place is not None else None
    return make_page(found, _key, size=PAGE_SIZE, cursor=start, back=back)


def _key(poll: Poll) -> Key:
    return [poll.closes_at.isoformat(), poll.ref]


def _place(key: Key | None) -> Place | None:
    """Return where a page starts; a key that holds no moment with a zone means the first page."""
    if key is None:
        return None
    try:
        moment = datetime.fromisoformat(str(key[0]))
    except ValueError:
        return None
    return (moment, str(key[1])) if moment.tzinfo is not None else None
