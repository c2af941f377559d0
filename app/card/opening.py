"""Finding what a typed code opens: a story, or a request to be called that came without one."""

from flask import request
from sqlmodel import Session

from app.contact import entering as contact
from app.core import clock
from app.core.attempts import network_of
from app.stories.opening import Locked, open_card, story_with
from app.web.context import parts
from app.web.typed_codes import current_lock


def open_typed(typed: str) -> tuple[bool, str]:
    """Return whether a story opens with the code, else a request to be called; and which."""
    return open_card(
        parts().database,
        typed,
        _find,
        lock=current_lock(),
        source=network_of(request.remote_addr),
        now=clock.now(),
    )


def _find(session: Session, lookup: str) -> list[Locked[tuple[bool, str]]]:
    stories = [Locked(each.secret_hash, (True, each.thing)) for each in story_with(session, lookup)]
    requests = contact.request_with(session, lookup)
    return stories + [Locked(each.secret_hash, (False, each.thing)) for each in requests]
