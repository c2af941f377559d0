"""Which request this browser may read: a signed cookie, as long as somebody is reading."""

from datetime import timedelta
from typing import Final

from flask import Response
from sqlmodel import Session

from app.contact.models import ContactRequest
from app.contact.queries import find_by_lookup, find_by_ref
from app.stories.opening import Locked
from app.web.cookies import clear_cookie, read_cookie, set_cookie, sign, unsign

COOKIE: Final = "belverzoek"
#: Since the last page of the request.
LASTS: Final = timedelta(minutes=30)
_PURPOSE: Final = "contact"


def held_request(session: Session) -> ContactRequest | None:
    """Return the request that is open in this browser, if one is."""
    ref = unsign(_PURPOSE, read_cookie(COOKIE), lasts=LASTS)
    return find_by_ref(session, ref) if isinstance(ref, str) else None


def hand_over(response: Response, ref: str) -> None:
    """Let this browser read the request with this reference."""
    set_cookie(response, COOKIE, sign(_PURPOSE, ref), lasts=LASTS)


def take_back(response: Response) -> None:
    """Close the request in this browser."""
    clear_cookie(response, COOKIE)


def request_with(session: Session, lookup: str) -> list[Locked[str]]:
    """Return the request without a story whose code has this look-up, by its reference."""
    found = find_by_lookup(session, lookup)
    if found is None or found.secret_hash is None:
        return []
    return [Locked(found.secret_hash, found.ref)]
