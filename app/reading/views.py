"""The pages that everyone can read: home, the stories, one story."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.clock import now
from app.core.dates import local_day
from app.core.versions import PROGRAMME
from app.moderation.rules import public_text, segments
from app.programme.queries import current_round
from app.reading import cards, queries
from app.reading.filters import CLUSTER, DISTRICT, Names, Place, Wanted, place_of, read_wanted
from app.reading.queries import MAX_COUNT, PAGE_SIZE, StoryRow
from app.web.db_session import get_read_session
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
    session, today = get_read_session(), local_day(now())
    newest = queries.newest_stories(session, _NEWEST)
    return render_template(
        "reading/home.html",
        round=current_round(session, today),
        figures=queries.figures(session, today),
        districts=[district.name for district in _names().districts.values()],
        cards=_cards(newest, Wanted(), level=3),
    )


@bp.get("/verhalen")
@public_page
def stories() -> ResponseReturnValue:
    """Show a page of stories, newest first, of the district and the cluster asked for."""
    session, names = get_read_session(), _names()
    wanted = read_wanted(request.args, names)
    page = _page(wanted)
    total = queries.count_stories(session, wanted)
    return render_template(
        "reading/stories.html",
        wanted=wanted,
        cards=_cards(page.items, wanted, level=2),
        total=total,
        is_counted=total <= MAX_COUNT,
        max_count=MAX_COUNT,
        selects=_selects(names, wanted),
        newer=wanted.at(page.newer).address() if page.newer else None,
        older=wanted.at(page.older).address() if page.older else None,
    )


@bp.get("/verhalen/<ref>")
@public_page
def story(ref: str) -> ResponseReturnValue:
    """Show one story; there is none for anybody when it isn't public."""
    session, names = get_read_session(), _names()
    found = queries.get_public(session, ref)
    wanted = read_wanted(request.args, names)
    hidden = queries.redactions(session, [found]).get(found.id, ())
    tags = queries.cluster_ids(session, [found])
    return render_template(
        "reading/story.html",
        story=found,
        segments=segments(found.original, hidden),
        title=cards.opening_of(public_text(found.original, hidden))[0],
        lang=cards.lang_of(found),
        signed=cards.signed(found, current_frame().municipality),
        district=names.districts.get(found.district_id or 0),
        clusters=cards.clusters_of(tags, found, names),
        photos=cards.shown_photos(session, [found]).get(ref, []),
        wanted=wanted,
    )


def _page(wanted: Wanted) -> Page[StoryRow]:
    key, back = decode_cursor(wanted.cursor, length=len(Place._fields))
    place = place_of(key)
    found = queries.list_stories(get_read_session(), wanted, place=place, back=back)
    cursor: Key | None = key if place is not None else None
    return make_page(found, _key, size=PAGE_SIZE, cursor=cursor, back=back and cursor is not None)


def _key(story: StoryRow) -> Key:
    return [story.published_at.isoformat(), story.ref]


def _names() -> Names:
    return kept_fact("names", PROGRAMME, lambda: queries.names(get_read_session()))


def _cards(stories: Sequence[StoryRow], wanted: Wanted, level: int) -> list[str]:
    frame = cards.Frame(wanted, _names(), current_frame().municipality)
    return [
        _rendered(card, level, language())
        for card in cards.make_cards(get_read_session(), stories, frame)
    ]


@lru_cache(maxsize=cards.REMEMBERED)
def _rendered(card: cards.Card, level: int, _language: str) -> str:
    """Return the HTML of a card: only those that changed are rendered."""
    macros: Any = current_app.jinja_env.get_template("components/story_card.html").module
    rendered: str = macros.story_card(card, level)
    return rendered


def _selects(names: Names, wanted: Wanted) -> list[Select]:
    districts = [(district.key, district.name) for district in names.districts.values()]
    clusters = [
        (cluster.key, cluster.short_title)
        for cluster in names.clusters.values()
        if not cluster.retired or cluster == wanted.cluster
    ]
    return [
        Select(
            DISTRICT,
            _("Uit welke wijk?"),
            [("", _("Alle wijken")), *districts],
            wanted.district.key if wanted.district else "",
        ),
        Select(
            CLUSTER,
            _("Waar gaat het over?"),
            [("", _("Alles")), *clusters],
            wanted.cluster.key if wanted.cluster else "",
        ),
    ]
