"""The stories below a promise, a page at a time: there may be hundreds."""

from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Final

from sqlmodel import Session

from app.promises.models import Promise
from app.promises.queries import PublicStory, StoryPlace, public_stories
from app.web.paging import Key, Page, decode_cursor, make_page

SIZE: Final = 20
#: What says in the address which page is asked for, and the place of the list on the page.
ASKED: Final = "verhalen"


def stories_below(session: Session, promise: Promise, cursor: str | None) -> Page[PublicStory]:
    """Return the page of `cursor` of the stories that everybody can read, newest first."""
    key, back = decode_cursor(cursor, length=2)
    place = _place(key)
    back = back and place is not None
    found = public_stories(session, promise, limit=SIZE + 1, place=place, back=back)
    return make_page(found, _key, size=SIZE, cursor=key if place else None, back=back)


def pager_below(promise: Promise, page: Page[PublicStory]) -> SimpleNamespace:
    """Return what `components/pagination.html` needs."""
    here = f"/beloofd/{promise.ref}?{ASKED}="
    newer, older = (
        f"{here}{cursor}#{ASKED}" if cursor else None for cursor in (page.newer, page.older)
    )
    return SimpleNamespace(previous_url=newer, next_url=older, text="")


def _place(key: Sequence[int | str] | None) -> StoryPlace | None:
    if key is None:
        return None
    written, ref = key
    try:
        moment = datetime.fromisoformat(str(written)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment, str(ref)


def _key(story: PublicStory) -> Key:
    return [story.published_at.isoformat(), story.ref]
