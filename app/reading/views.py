"""The pages that everyone can read: home, the stories, one story."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import now
from app.core.dates import local_day
from app.core.versions import PROGRAMME, PUBLIC
from app.moderation.rules import public_text, segments
from app.polls.door import poll_door
from app.programme.queries import current_round
from app.promises.home import promise_figures
from app.reading import cards, queries
from app.reading.filters import (
    CLUSTER,
    DISTRICT,
    LIST,
    Cluster,
    District,
    Names,
    Place,
    Wanted,
    place_of,
    read_wanted,
)
from app.reading.queries import MAX_COUNT, PAGE_SIZE, StoryRow
from app.stories.chain_showing import chain_trail
from app.web.db_session import get_read_session, get_reader
from app.web.i18n import language
from app.web.kept import kept_fact, public_page
from app.web.paging import Key, Page, decode_cursor, make_page
from app.web.shell import current_frame

bp = Blueprint("reading", __name__)

#: Stories on the home page.
_NEWEST: Final = 3


@dataclass(frozen=True)
class Select:
    """A choice in `components/filters.html`."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


@bp.get("/")
@public_page
def home() -> ResponseReturnValue:
    """Show what this is, the ways in, and how the stories fare."""
    moment = now()
    reader, today = get_reader(), local_day(moment)
    newest = queries.newest_stories(reader, _NEWEST)
    return render_template(
        "reading/home.html",
        round=current_round(get_read_session(), today),
        figures=queries.figures(reader, today),
        districts=[district.name for district in _names().districts.values()],
        cards=_cards(newest, Wanted(), level=3),
        poll_door=poll_door(moment),
        promised=promise_figures(today),
    )


@bp.get("/verhalen")
@public_page
def stories() -> ResponseReturnValue:
    """Show a page of stories, newest first, of the district and the cluster asked for."""
    reader, names = get_reader(), _names()
    wanted = read_wanted(request.args, names)
    page = _page(wanted)
    choice = wanted.at(None)
    total = kept_fact(
        f"count {choice.address()}", PUBLIC, lambda: queries.count_stories(reader, choice)
    )
    return render_template(
        "reading/stories.html",
        wanted=wanted,
        cards=_cards(page.items, wanted, level=2),
        total=total,
        is_counted=total <= MAX_COUNT,
        max_count=MAX_COUNT,
        filters=_filters(names, wanted.district, wanted.cluster, language()),
        pager=_pager(wanted, page),
    )


@bp.get("/verhalen/<ref>")
@public_page
def story(ref: str) -> ResponseReturnValue:
    """Show one story; there is none for anybody when it isn't public."""
    reader, names = get_reader(), _names()
    found = queries.get_public(reader, ref)
    wanted = read_wanted(request.args, names)
    hidden = queries.redactions(reader, [found]).get(found.id, ())
    tags = queries.cluster_ids(reader, [found]).get(found.id, ())
    return render_template(
        "reading/story.html",
        story=found,
        answered_at=queries.answered_at(reader, found),
        segments=segments(found.original, hidden),
        title=cards.opening_of(public_text(found.original, hidden))[0],
        lang=cards.lang_of(found),
        signed=cards.signed(found, current_frame().municipality),
        district=names.districts.get(found.district_id or 0),
        clusters=cards.clusters_of(tags, names),
        photos=cards.shown_photos(reader, [found]).get(ref, []),
        chain=chain_trail(get_read_session(), ref, local_day(now()), is_card=False),
        wanted=wanted,
    )


def _page(wanted: Wanted) -> Page[StoryRow]:
    key, back = decode_cursor(wanted.cursor, length=len(Place._fields))
    place = place_of(key)
    found = queries.list_stories(get_reader(), wanted, place=place, back=back)
    cursor: Key | None = key if place is not None else None
    return make_page(found, _key, size=PAGE_SIZE, cursor=cursor, back=back and cursor is not None)


def _pager(wanted: Wanted, page: Page[StoryRow]) -> str:
    newer = wanted.at(page.newer).address() if page.newer else None
    older = wanted.at(page.older).address() if page.older else None
    return _rendered_pager(newer, older, language())


@lru_cache(maxsize=100)
def _rendered_pager(newer: str | None, older: str | None, _language: str) -> str:
    """Return the HTML of the ways to the pages beside this one."""
    return _component("pagination")({"previous_url": newer, "next_url": older, "text": ""})


def _key(story: StoryRow) -> Key:
    return [story.published_at.isoformat(), story.ref]


def _names() -> Names:
    return kept_fact("names", PROGRAMME, lambda: queries.names(get_reader()))


def _cards(stories: Sequence[StoryRow], wanted: Wanted, level: int) -> list[str]:
    frame = cards.Frame(wanted.address(""), _names(), current_frame().municipality)
    return [
        _rendered(card, level, language())
        for card in cards.make_cards(get_reader(), stories, frame)
    ]


@lru_cache(maxsize=cards.REMEMBERED)
def _rendered(card: cards.Card, level: int, _language: str) -> str:
    """Return the HTML of a card: only those that changed are rendered."""
    return _component("story_card")(card, level)


@lru_cache(maxsize=100)
def _filters(
    names: Names, district: District | None, cluster: Cluster | None, _language: str
) -> str:
    """Return the HTML of the choices; `names` stay the same object until the programme changes."""
    districts = [(each.key, each.name) for each in names.districts.values()]
    clusters = [
        (each.key, each.short_title)
        for each in names.clusters.values()
        if not each.retired or each == cluster
    ]
    selects = [
        Select(
            DISTRICT,
            _("Uit welke wijk?"),
            [("", _("Alle wijken")), *districts],
            district.key if district else "",
        ),
        Select(
            CLUSTER,
            _("Waar gaat het over?"),
            [("", _("Alles")), *clusters],
            cluster.key if cluster else "",
        ),
    ]
    return _component("filters")(LIST, selects)


def _component(name: str) -> Callable[..., str]:
    """Return a component, to render it apart from a page."""
    template = current_app.jinja_env.get_template(f"components/{name}.html")
    macro: Callable[..., str] = getattr(template.module, name)
    return macro
