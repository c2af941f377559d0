"""What everybody reads: every promise, those that are overdue first, and one of them."""

from types import SimpleNamespace
from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.dates import local_day
from app.promises import decision_queries, queries, showing, words
from app.promises.below import ASKED, pager_below, stories_below
from app.promises.filters import PAGE, Choice, read_choice
from app.promises.models import Promise
from app.promises.queries import Place, Wanted
from app.web.db_session import get_read_session
from app.web.kept import public_page
from app.web.paging import Key, Page, decode_cursor, make_page
from app.web.shell import current_frame

SIZE: Final = 20
LIST: Final = "/beloofd"

bp = Blueprint("promises", __name__, url_prefix=LIST)


@bp.get("")
@public_page
def index() -> ResponseReturnValue:
    """Show a page of promises with how many were kept, and which polls wait for a decision."""
    session, today = get_read_session(), local_day(clock.now())
    choice = read_choice(session)
    wanted = choice.wanted()
    page = page_of_promises(wanted)
    counted = queries.count_by_standing(session, wanted, today)
    return render_template(
        "promises/index.html",
        choice=choice,
        counts=choice.counts(LIST, counted),
        total=sum(counted.values()),
        views=queries.views_of(session, page.items, today),
        late_polls=decision_queries.polls_waiting(session, today),
        pager=pager_of(choice, page, LIST),
        words=words,
    )


@bp.get("/afdrukken")
@public_page
def print_list() -> ResponseReturnValue:
    """Show every promise of the choice on one page, to be printed."""
    session, now = get_read_session(), clock.now()
    today, choice = local_day(now), read_choice(session)
    wanted = choice.wanted()
    counted = queries.count_by_standing(session, wanted, today)
    every = queries.list_promises(session, wanted, today, limit=sum(counted.values()))
    return render_template(
        "promises/print.html",
        choice=choice,
        counts=choice.counts(LIST, counted),
        views=queries.views_of(session, every, today),
        late_polls=decision_queries.polls_waiting(session, today),
        list_url=choice.address(LIST),
        today=today,
        words=words,
    )


@bp.get("/<ref>")
@public_page
def show(ref: str) -> ResponseReturnValue:
    """Show one promise with everything that happened to it."""
    session, today = get_read_session(), local_day(clock.now())
    page = showing.page_of(session, queries.get_promise(session, ref), today)
    below = stories_below(session, page.view.promise, request.args.get(ASKED))
    return render_template(
        "promises/show.html",
        page=page,
        below=below.items,
        pager=pager_below(page.view.promise, below),
        promise=page.view.promise,
        today=today,
        effort=words.effort_title(current_frame().texts, page.view.promise.effort),
        words=words,
    )


def page_of_promises(wanted: Wanted) -> Page[Promise]:
    """Return the page of the list that this request asks for."""
    key, back = decode_cursor(request.args.get(PAGE), length=2)
    place = _place(key)
    back = back and place is not None
    today = local_day(clock.now())
    found = queries.list_promises(
        get_read_session(), wanted, today, limit=SIZE + 1, place=place, back=back
    )
    cursor = key if place is not None else None
    return make_page(found, _key, size=SIZE, cursor=cursor, back=back)


def pager_of(choice: Choice, page: Page[Promise], path: str) -> SimpleNamespace:
    """Return what `components/pagination.html` needs."""
    return SimpleNamespace(
        previous_url=choice.address(path, **{PAGE: page.newer}) if page.newer else None,
        next_url=choice.address(path, **{PAGE: page.older}) if page.older else None,
        text="",
    )


def _place(key: Key | None) -> Place | None:
    if key is None or not all(isinstance(part, int) for part in key):
        return None
    return int(key[0]), int(key[1])


def _key(promise: Promise) -> Key:
    return [promise.list_place, promise.id or 0]
