"""What staff and resident do with a request, until the contact data is gone."""

from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, delete, select, update

from app.contact.keeping import TELLER, Terms, hand_to_team, new_step, note, open_details
from app.contact.models import ContactDetails, ContactRequest, ContactStep
from app.contact.rules import (
    ContactState,
    Details,
    StepKind,
    check_open,
    check_promise,
    end_of_day,
)
from app.core.dates import local_day
from app.core.errors import ConflictError
from app.moderation.changes import Change
from app.programme.models import Office
from app.stories.models import Story

_CLOSING: Final = {
    ContactState.SPOKEN: StepKind.SPOKEN,
    ContactState.NOT_REACHED: StepKind.NOT_REACHED,
    ContactState.CANCELLED: StepKind.CANCELLED,
}


class ContactChangedError(ConflictError):
    """Somebody else changed the request in the meantime."""


def see(
    session: Session, request: ContactRequest, member_ref: str, *, terms: Terms, now: datetime
) -> Details | None:
    """Return how to reach somebody, and note in the audit log who looked, not at what it said.

    None when it was encrypted with another key than that of today.
    """
    details = open_details(session, request, terms, now=now)
    note(session, request, "seen", member_ref, now, parts=details.parts if details else [])
    return details


def promise(
    session: Session, request: ContactRequest, day: date, reason: str, change: Change
) -> None:
    """Promise to call or visit on `day` at the latest; a later day than before says why.

    Raises:
        ContactChangedError: somebody else was first.
        ContactDayError: the day has passed.
        ContactReasonError: the reason is missing.
    """
    before = request.due_at
    check_promise(day, before, today=local_day(change.now), reason=reason)
    _begin(session, request, change)
    is_later = day > local_day(before)
    request.member_id = change.member.id
    request.due_at = before if day == local_day(before) else end_of_day(day)
    kind = StepKind.MOVED if is_later else StepKind.PROMISED
    step = new_step(request, kind, change.member.ref, change.now)
    step.due_at = request.due_at
    step.reason = reason.strip() if is_later else None
    session.add(step)
    note(session, request, kind, change.member.ref, change.now, due_on=day.isoformat())


def hand_over(
    session: Session, request: ContactRequest, team: Office, change: Change, *, terms: Terms
) -> None:
    """Have `team` call or visit; its people see the request from now on.

    Raises:
        ContactChangedError: somebody else was first.
    """
    _begin(session, request, change)
    hand_to_team(session, request, team, (change.member.ref, change.now), terms)


def hand_back(session: Session, request: ContactRequest, change: Change) -> None:
    """Have the wijkmanager of the district call or visit again; the team sees it no more.

    Raises:
        ContactChangedError: somebody else was first.
    """
    _begin(session, request, change)
    step = new_step(request, StepKind.HANDED_BACK, change.member.ref, change.now)
    step.team_id = request.team_id
    request.team_id = request.member_id = None
    session.add(step)
    note(session, request, StepKind.HANDED_BACK, change.member.ref, change.now)


def close(session: Session, request: ContactRequest, state: ContactState, change: Change) -> None:
    """Note that it is done, or that nobody could be reached; the contact data is deleted.

    Empty the write-ahead log after the commit.

    Raises:
        ContactChangedError: somebody else was first.
    """
    _begin(session, request, change)
    _close(session, request, state, change.member.ref, change.now)


def cancel(session: Session, request: ContactRequest, *, now: datetime) -> None:
    """Note that the resident doesn't need it any more; the contact data is deleted.

    Empty the write-ahead log after the commit. What is closed already stays as it is.
    """
    if request.state is ContactState.OPEN:
        request.version += 1
        _close(session, request, ContactState.CANCELLED, TELLER, now)


def forget(session: Session, story: Story) -> None:
    """Remove every request that came with a story that is withdrawn."""
    mine = list(session.exec(select(ContactRequest.id).where(ContactRequest.story_id == story.id)))
    for table in (ContactDetails, ContactStep):
        session.exec(delete(table).where(col(table.request_id).in_(mine)))
    session.exec(delete(ContactRequest).where(col(ContactRequest.story_id) == story.id))
    session.flush()


def _close(
    session: Session, request: ContactRequest, state: ContactState, actor: str, now: datetime
) -> None:
    session.exec(delete(ContactDetails).where(col(ContactDetails.request_id) == request.id))
    steps = update(ContactStep).where(col(ContactStep.request_id) == request.id)
    session.exec(steps.values(reason=None))
    request.state, request.closed_at = state, now
    session.add_all([request, new_step(request, _CLOSING[state], actor, now)])
    note(session, request, _CLOSING[state], actor, now)


def _begin(session: Session, request: ContactRequest, change: Change) -> None:
    """Claim the request for a change, made by somebody who saw it at that version."""
    check_open(request.state)
    claimed = session.exec(
        update(ContactRequest)
        .where(
            col(ContactRequest.id) == request.id,
            col(ContactRequest.version) == change.seen_version,
            col(ContactRequest.state) == ContactState.OPEN,
        )
        .values(version=change.seen_version + 1)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount == 0:
        raise ContactChangedError(request.ref)
    session.refresh(request)
