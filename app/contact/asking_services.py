"""Asking to be called or visited, with a story or alone."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlmodel import Session, select

from app.contact import queries
from app.contact.keeping import (
    PURPOSE,
    SYSTEM,
    TELLER,
    Terms,
    hand_to_team,
    new_step,
    note,
)
from app.contact.models import ContactDetails, ContactRequest
from app.contact.rules import (
    ContactOpenError,
    Details,
    StepKind,
    Way,
    plea_due,
    request_due,
)
from app.core.codes import Code, derive_code
from app.core.hashing import HashCost, hash_secret
from app.core.sealing import seal
from app.programme import queries as programme
from app.programme.models import District
from app.stories.models import Story
from app.stories.queries import find_card
from app.stories.rules import StoryStatus
from app.stories.services import LookupTakenError
from app.web.drafts import token_hash


@dataclass(frozen=True)
class Wish:
    """What a resident asks."""

    way: Way
    details: Details = field(repr=False)
    is_plea: bool = False
    #: Of a request without a story.
    district_key: str | None = None


@dataclass(frozen=True)
class PreparedCode:
    """The code of a request without a story; the slow hashing is done."""

    token: str = field(repr=False)
    counter: int
    code: Code
    secret_hash: str = field(repr=False)


def prepare_code(session: Session, token: str, cost: HashCost) -> PreparedCode:
    """Return the code for the request of `token`: the first whose look-up is free.

    Do this before the transaction: it takes some 50 ms.

    Raises:
        BusyError: too many are being hashed.
    """
    counter = 0
    while _is_taken(session, derive_code(token.encode(), counter).lookup):
        counter += 1
    code = derive_code(token.encode(), counter)
    return PreparedCode(token, counter, code, hash_secret(code.secret, cost))


def code_of(request: ContactRequest, token: str) -> Code:
    """Return the code of a request without a story again, from the token that it came with."""
    return derive_code(token.encode(), request.counter)


def ask_alone(
    session: Session, wish: Wish, prepared: PreparedCode, *, terms: Terms, now: datetime
) -> ContactRequest:
    """Store a request without a story; a token that was used gives the same request again.

    Raises:
        LookupTakenError: prepare the code again, and call this again.
    """
    sent = queries.find_asked(session, token_hash(prepared.token))
    if sent is not None:
        return sent
    if _is_taken(session, prepared.code.lookup):
        raise LookupTakenError(prepared.code.lookup)
    request = _new(session, wish, prepared.token, terms=terms, now=now)
    request.district_id = session.exec(
        select(District.id).where(District.key == wish.district_key)
    ).one_or_none()
    request.lookup = prepared.code.lookup
    request.secret_hash = prepared.secret_hash
    request.counter = prepared.counter
    return _store(session, request, wish, terms=terms)


def ask_with_story(
    session: Session, story: Story, wish: Wish, token: str, *, terms: Terms, now: datetime
) -> ContactRequest:
    """Store a request that belongs to a story; a token that was used gives the same one again.

    Raises:
        ContactOpenError: one waits already, or the story was withdrawn.
    """
    sent = queries.find_asked(session, token_hash(token))
    if sent is not None and sent.story_id == story.id:
        return sent
    is_gone = story.status is StoryStatus.WITHDRAWN
    if sent is not None or is_gone or queries.open_request_of(session, story) is not None:
        raise ContactOpenError(story.ref)
    request = _new(session, wish, token, terms=terms, now=now)
    request.story_id = story.id
    return _store(session, request, wish, terms=terms)


def _is_taken(session: Session, lookup: str) -> bool:
    is_story = find_card(session, lookup) is not None
    return is_story or queries.find_by_lookup(session, lookup) is not None


def _new(
    session: Session, wish: Wish, token: str, *, terms: Terms, now: datetime
) -> ContactRequest:
    closed = programme.closed_days(session)
    due = plea_due(now, closed) if wish.is_plea else request_due(now, terms.days, closed)
    return ContactRequest(
        way=wish.way,
        is_plea=wish.is_plea,
        asked_at=now,
        due_at=due,
        submission_hash=token_hash(token),
    )


def _store(
    session: Session, request: ContactRequest, wish: Wish, *, terms: Terms
) -> ContactRequest:
    """Store the request with what is encrypted, and hand a plea to the team that takes them."""
    now = request.asked_at
    session.add(request)
    session.flush()
    assert request.id is not None
    packed = json.dumps(asdict(wish.details)).encode()
    sealed = seal(terms.secret_key, PURPOSE, packed, now=now)
    session.add(ContactDetails(request_id=request.id, sealed=sealed))
    step = new_step(request, StepKind.ASKED, TELLER, now)
    step.due_at = request.due_at
    session.add(step)
    note(session, request, "asked", TELLER, now, way=request.way, plea=request.is_plea)
    session.flush()
    first = next((team for team in programme.teams(session) if team.takes_pleas), None)
    if request.is_plea and first is not None:
        hand_to_team(session, request, first, (SYSTEM, now), terms)
    return request
