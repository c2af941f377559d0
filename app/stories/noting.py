"""The note that somebody of the staff is typing in this browser, and the way through its pages."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from flask import Response, make_response, redirect, url_for
from sqlmodel import Session

from app.core import clock
from app.photos.models import Photo, PhotoOwner
from app.photos.queries import PhotoView, photos_of
from app.programme import queries as programme
from app.programme.models import District
from app.staff import signin
from app.staff.rules import Role
from app.stories import noting_queries, noting_services, services
from app.stories.noting_models import Collection
from app.stories.noting_rules import CARDS_LAST, TOGETHER, Telling, read_telling
from app.web.cookies import read_cookie, set_cookie
from app.web.db_session import get_read_session
from app.web.drafts import LASTS, token_hash

COOKIE: Final = "opgeschreven"
#: Roles that write down what others told.
WRITERS: Final = frozenset(
    {Role.AMBASSADOR.value, Role.DISTRICT_MANAGER.value, Role.ADMINISTRATOR.value}
)
_EVERY_DISTRICT: Final = frozenset({Role.AMBASSADOR.value, Role.ADMINISTRATOR.value})


@dataclass(frozen=True)
class Noting:
    """What the browser's token stands for."""

    token: str | None = field(repr=False)
    #: How it was told; None before that was filled in.
    telling: Telling | None
    #: What was typed of each voice, by its number.
    voices: dict[int, dict[str, Any]] = field(repr=False)
    #: The number that another voice would have.
    next_number: int
    #: Set once the note was sent, for as long as its cards can be shown.
    sent: Collection | None

    @property
    def takes_more(self) -> bool:
        """Whether another voice may be written down in this note."""
        return self.telling is not None and self.telling.channel in TOGETHER

    def photos(self, number: int) -> list[PhotoView]:
        """Return the photos with one voice."""
        token = noting_services.voice_token(self.token or "", number)
        return photos_of(get_read_session(), (PhotoOwner.DRAFT, token_hash(token)))


def read_noting() -> Noting:
    """Return what this browser is typing, for the person who is signed in."""
    token, session, by = read_cookie(COOKIE), get_read_session(), signin.member().ref
    if token is None:
        return Noting(None, None, {}, 1, None)
    note = noting_services.find_note(session, token, by=by)
    if note is not None:
        voices = noting_services.voices_of(session, token, note)
        return Noting(
            token, read_telling(note.answers), voices, noting_services.next_number(note), None
        )
    sent = noting_queries.find_collection(session, token_hash(token), by=by)
    if sent is not None and clock.now() - sent.typed_at > CARDS_LAST:
        return Noting(None, None, {}, 1, None)
    return Noting(token, None, {}, 1, sent)


def way_back(noting: Noting) -> Response | None:
    """Return where to send somebody who can't be on a later page yet, or no more; else None."""
    if noting.sent is not None:
        return to_page("cards")
    return to_page("start") if noting.telling is None else None


def to_page(name: str, **values: Any) -> Response:  # noqa: ANN401 - as `url_for`
    """Return the way to a page of the note."""
    there = "noting_photos.photos" if name == "photos" else f"noting.{name}"
    return make_response(redirect(url_for(there, **values), code=303))


def remember(response: Response, token: str, lasts: timedelta = LASTS) -> None:
    """Have the browser keep the token of its note."""
    set_cookie(response, COOKIE, token, lasts=lasts)


def open_districts(session: Session) -> list[District]:
    """Return the districts for which the person who is signed in may write stories down."""
    every = programme.districts(session)
    if _EVERY_DISTRICT & set(signin.member().roles):
        return list(every)
    scope = signin.scope()
    return [each for each in every if scope.covers(each.id)]


def may_send(telling: Telling) -> bool:
    """Whether the person who is signed in may still write down for this district."""
    known = {each.key for each in open_districts(get_read_session())}
    return telling.district_key is None or telling.district_key in known


def cards_of(noting: Noting) -> list[services.Submitted]:
    """Return the stories of a note that was sent, each with the code made anew."""
    assert noting.sent is not None
    session = get_read_session()
    found = (
        services.find_submitted(session, noting_services.voice_token(noting.token or "", number))
        for number, _ in noting_queries.stories_in(session, noting.sent)
    )
    return [each for each in found if each is not None]


def noted_photo(_: Session, photo: Photo) -> bool:
    """Whether the photo belongs to a voice of the note that this browser is typing."""
    token = read_cookie(COOKIE)
    if token is None or photo.owner_kind is not PhotoOwner.DRAFT:
        return False
    if signin.current_member() is None:
        return False
    noting = read_noting()
    tokens = (noting_services.voice_token(token, number) for number in noting.voices)
    return photo.owner_ref in {token_hash(each) for each in tokens}
