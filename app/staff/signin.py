"""Who is signed in: from the cookie's token to the account, read anew at each request."""

from datetime import timedelta
from typing import Final

from flask import Response, g
from flask import session as cookie_session

from app.core import clock
from app.core.dates import local_day
from app.staff import queries, services
from app.staff.models import StaffMember
from app.staff.rules import Scope
from app.web.context import parts
from app.web.cookies import clear_cookie, read_cookie, set_cookie
from app.web.db_session import get_read_session

COOKIE: Final = "team"


def current_member() -> StaffMember | None:
    """Return who is signed in, if anybody."""
    if "member" not in g:
        g.member = _find()
    member: StaffMember | None = g.member
    return member


def member() -> StaffMember:
    """Return who is signed in, on a page that `requires` somebody."""
    found = current_member()
    assert found is not None
    return found


def scope() -> Scope:
    """Return which districts' stories the person who is signed in may see."""
    if "scope" not in g:
        today = local_day(clock.now())
        g.scope = queries.member_scope(get_read_session(), member(), today=today)
    found: Scope = g.scope
    return found


def enter(response: Response, token: str) -> None:
    """Hand the sign-in's token to the browser; forms get a new token of their own."""
    cookie_session.clear()
    hand_over(response, token)


def hand_over(response: Response, token: str) -> None:
    """Have the browser keep another token for the sign-in, and all else as it is."""
    hours = parts().settings.staff_session_hours
    set_cookie(response, COOKIE, token, lasts=timedelta(hours=hours))


def old_token() -> str | None:
    """Return the token that the browser brought, if any."""
    return read_cookie(COOKIE)


def leave(response: Response) -> str | None:
    """Take the token back and return it."""
    cookie_session.clear()
    clear_cookie(response, COOKIE)
    return old_token()


def _find() -> StaffMember | None:
    token = old_token()
    if token is None:
        return None
    settings, now = parts().settings, clock.now()
    found = services.find_signed_in(
        get_read_session(),
        token,
        now=now,
        idle=timedelta(minutes=settings.staff_idle_minutes),
        longest=timedelta(hours=settings.staff_session_hours),
    )
    if found is None:
        return None
    if now - found[1].seen_at > services.SEEN_STEP:
        _mark(token)
    return found[0]


def _mark(token: str) -> None:
    with parts().database.write() as session:
        services.mark_seen(session, token, now=clock.now())
        session.commit()
