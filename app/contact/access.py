"""Who of the staff sees requests to be called or visited."""

from sqlmodel import Session

from app.contact.queries import Reader, reader_of
from app.core import clock
from app.core.dates import local_day
from app.staff import signin
from app.staff.rules import Role

#: Roles that call and visit; each sees only what is theirs.
CALLERS = frozenset({Role.DISTRICT_MANAGER.value, Role.TEAM.value})


def reader(session: Session) -> Reader:
    """Return which requests the person who is signed in may see."""
    return reader_of(session, signin.member(), today=local_day(clock.now()))
