"""Which card this browser holds: a signed cookie that lasts as long as somebody is reading."""

from datetime import timedelta
from typing import Final

from flask import Response
from sqlmodel import Session

from app.core.errors import NotFoundError
from app.stories.models import Story
from app.stories.queries import get_story
from app.web.cookies import clear_cookie, read_cookie, set_cookie, sign, unsign

COOKIE: Final = "kaart"
#: Since the last page of the card.
LASTS: Final = timedelta(minutes=30)
_PURPOSE: Final = "card"


def held_ref() -> str | None:
    """Return the reference of the story whose card is open, if one is."""
    ref = unsign(_PURPOSE, read_cookie(COOKIE), lasts=LASTS)
    return ref if isinstance(ref, str) else None


def held_story(session: Session) -> Story | None:
    """Return the story whose card is open in this browser, if one is."""
    ref = held_ref()
    if ref is None:
        return None
    try:
        return get_story(session, ref)
    except NotFoundError:
        return None


def hand_over(response: Response, ref: str) -> None:
    """Let this browser read the card of the story with this reference."""
    set_cookie(response, COOKIE, sign(_PURPOSE, ref), lasts=LASTS)


def take_back(response: Response) -> None:
    """Close the card in this browser."""
    clear_cookie(response, COOKIE)
