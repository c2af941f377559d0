"""Offices and partners that staff name themselves, beside those of the programme file."""

from datetime import datetime

from sqlmodel import Session

from app.audit.services import record
from app.core.refs import new_ref
from app.core.text import check_text
from app.programme.models import Office
from app.programme.queries import offices
from app.programme.rules import MAX_OFFICE


def office_named(session: Session, name: str, *, actor: str, now: datetime) -> Office:
    """Return the office that is called so, added as the last one where there is none; flushed.

    Raises:
        TextError: the name is empty, too long or can't be stored.
    """
    check_text(name, MAX_OFFICE)
    known = offices(session)
    for office in known:
        if office.name.casefold() == name.casefold():
            return office
    added = Office(key=new_ref(), name=name, position=len(known))
    session.add(added)
    session.flush()
    record(session, actor, "office.added", ("office", added.key), now=now)
    return added
