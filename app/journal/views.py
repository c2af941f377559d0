"""The travel story as everybody reads it, its printed reports, and the feed of public news."""

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Final

from flask import Blueprint, Response, current_app, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from app.core.clock import now
from app.core.dates import local_day
from app.core.errors import NotFoundError
from app.core.text import excerpt
from app.journal import printed, queries
from app.journal.access import link_sources
from app.journal.feed import Frame, News, atom
from app.journal.rules import half_of, periods_between, read_period
from app.journal.words import period_words
from app.web.context import parts
from app.web.db_session import get_read_session
from app.web.kept import public_page
from app.web.shell import current_frame

#: Characters of an entry in the list.
OPENING: Final = 220
#: Entries of the feed.
FEED_SIZE: Final = 30
#: Name of the list in `app.extensions` of functions that tell news for the feed.
SOURCES: Final = "news_sources"

#: Returns up to so many of the newest things that one room has to tell.
NewsSource = Callable[[Session, int], Sequence[News]]

bp = Blueprint("journal", __name__)


@bp.get("/reisverslag")
@public_page
def index() -> ResponseReturnValue:
    """Show what was done in a period, newest first; without one the newest half-year."""
    session = get_read_session()
    told = queries.told_between(session)
    period = read_period(request.args.get("periode"))
    if period is None:
        period = half_of(told[1] if told else local_day(now()))
    entries = queries.public_entries(session, period)
    return render_template(
        "journal/index.html",
        period=period,
        heading=period_words(period),
        periods=[(each, period_words(each)) for each in periods_between(*told)] if told else [],
        views=queries.views_of(session, link_sources(), entries),
        report=printed.current_report(session, link_sources(), period) if entries else None,
        opening=lambda text: excerpt(" ".join(text.split()), OPENING),
    )


@bp.get("/reisverslag/<ref>")
@public_page
def entry(ref: str) -> ResponseReturnValue:
    """Show one entry."""
    session = get_read_session()
    found = queries.get_public(session, ref)
    view = queries.views_of(session, link_sources(), [found])[0]
    return render_template("journal/entry.html", view=view, period=half_of(found.day))


@bp.get("/reisverslag/pdf/<ref>")
def report(ref: str) -> Response:
    """Send the PDF of a period, as long as everybody can read all that is in it."""
    found = printed.get_report(get_read_session(), ref)
    assert found.file_key is not None
    try:
        content = parts().storage.get(found.file_key)
    except FileNotFoundError as error:
        # Destroyed between the row and the file.
        raise NotFoundError(ref) from error
    name = f"reisverslag-{found.composition['period']}-uitgave-{found.number}.pdf"
    response = send_file(BytesIO(content), mimetype="application/pdf", download_name=name)
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/nieuws.atom")
@public_page
def news() -> ResponseReturnValue:
    """Send public news for programs that follow it, newest first."""
    session, frame = get_read_session(), current_frame()
    sources: Sequence[NewsSource] = current_app.extensions[SOURCES]
    told = [item for source in sources for item in source(session, FEED_SIZE)]
    told.sort(key=lambda item: (item.published_at, item.key), reverse=True)
    about = Frame(
        title=_("Nieuws van %(site)s", site=frame.site_title),
        author=frame.municipality,
        public_url=parts().settings.public_url,
        path="/nieuws.atom",
    )
    feed = atom(about, told[:FEED_SIZE], empty_since=_midnight(now()))
    return Response(feed, content_type="application/atom+xml; charset=utf-8")


def _midnight(moment: datetime) -> datetime:
    """Return where a day began, so that a feed without news stays the same all day."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def entry_news(session: Session, limit: int) -> list[News]:
    """Return the entries that were published last."""
    return [
        News(
            key=f"reisverslag/{entry.ref}",
            title=entry.title,
            text=entry.text,
            path=f"/reisverslag/{entry.ref}",
            published_at=entry.published_at or entry.changed_at,
            changed_at=entry.changed_at,
        )
        for entry in queries.newest_public(session, limit)
    ]
