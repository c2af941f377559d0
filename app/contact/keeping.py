"""What asking and dealing with a request have in common: the sealed details, steps, the log."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.audit.services import record
from app.contact import queries
from app.contact.models import ContactRequest, ContactStep
from app.contact.rules import Details, StepKind
from app.core.sealing import unseal
from app.programme.models import Office
from app.stories.models import Story
from app.stories.notice_rules import Notice
from app.stories.notice_services import notify

TELLER: Final = "teller"
#: Of which steps the teller of its story is mailed: who speaks with them, and by when.
_TOLD: Final = frozenset(
    {
        StepKind.PROMISED,
        StepKind.MOVED,
        StepKind.HANDED_OVER,
        StepKind.HANDED_BACK,
        StepKind.NOT_REACHED,
    }
)
SYSTEM: Final = "system"
#: What the encryption is for.
PURPOSE: Final = "contact details"


@dataclass(frozen=True)
class Terms:
    """What holds for every request."""

    secret_key: str = field(repr=False)
    #: Working days within which somebody is called or visited.
    days: int


def hand_to_team(
    session: Session,
    request: ContactRequest,
    team: Office,
    by: tuple[str, datetime],
    terms: Terms,
) -> None:
    """Give the request to `team`, by (who, when); its people see it from now on."""
    actor, now = by
    request.team_id, request.member_id = team.id, None
    details = open_details(session, request, terms, now=now)
    step = new_step(request, StepKind.HANDED_OVER, actor, now)
    step.team_id = team.id
    session.add_all([request, step])
    parts = details.parts if details else []
    note(session, request, StepKind.HANDED_OVER, actor, now, team=team.key, parts=parts)


def open_details(
    session: Session, request: ContactRequest, terms: Terms, *, now: datetime
) -> Details | None:
    """Return how to reach somebody; None once that is gone, or when the key is another."""
    row = queries.details_of(session, request)
    opened = unseal(terms.secret_key, PURPOSE, row.sealed, now=now) if row else None
    return None if opened is None else Details(**json.loads(opened))


def new_step(request: ContactRequest, kind: StepKind, actor: str, now: datetime) -> ContactStep:
    """Return a step that is to be filled in and added."""
    assert request.id is not None
    return ContactStep(request_id=request.id, at=now, kind=kind, actor=actor)


def note(
    session: Session,
    request: ContactRequest,
    action: str,
    actor: str,
    now: datetime,
    **facts: str | bool | list[str],
) -> None:
    """Add to the audit log what was done; facts never say how to reach somebody.

    A teller who wants mail hears that there is a step, where somebody of the staff took one.
    """
    session.flush()
    record(session, actor, f"contact.{action}", ("contact", request.ref), now=now, **facts)
    if action in _TOLD and actor != SYSTEM and request.story_id is not None:
        story = session.get_one(Story, request.story_id)
        notify(session, [story.ref], Notice.CHAIN, now=now)
