"""Planning meetings, letting everybody know of them, and saying that they were held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, update

from app.audit.services import record
from app.core.seen import check_seen
from app.core.versions import PUBLIC, raise_version
from app.council.models import Meeting
from app.council.rules import MeetingState, StepNotAllowedError, check_begun, check_step


@dataclass(frozen=True)
class Act:
    """Who does something, and when."""

    actor: str
    now: datetime


@dataclass(frozen=True)
class Plan:
    """When and where a meeting is, and what it is about."""

    place: str
    starts_at: datetime
    title: str = ""
    agenda: str = ""
    #: Keys, in order; none means all districts.
    districts: Sequence[str] = ()


def plan_meeting(session: Session, plan: Plan, act: Act, *, is_example: bool = False) -> Meeting:
    """Plan a meeting that only who prepares it sees; flushed."""
    meeting = Meeting(
        title=plan.title,
        place=plan.place,
        starts_at=plan.starts_at,
        agenda=plan.agenda,
        districts=list(plan.districts),
        created_at=act.now,
        created_by=act.actor,
        is_example=is_example,
    )
    session.add(meeting)
    session.flush()
    _note(session, meeting, "planned", act)
    return meeting


def seen_facts(meeting: Meeting) -> dict[str, Any]:
    """Return what a form shows of a meeting, to find out who changed it meanwhile."""
    return {
        "title": meeting.title,
        "place": meeting.place,
        "starts_at": meeting.starts_at.isoformat(),
        "agenda": meeting.agenda,
        "where": list(meeting.districts),
    }


def change_meeting(
    session: Session, meeting: Meeting, plan: Plan, *, seen: str | None, act: Act
) -> None:
    """Change when, where and what about.

    Raises:
        ChangedMeanwhileError: somebody else was first.
        StepNotAllowedError: it was held.
    """
    if meeting.state is MeetingState.HELD:
        raise StepNotAllowedError(meeting.ref)
    check_seen(seen, seen_facts(meeting))
    meeting.title, meeting.place, meeting.agenda = plan.title, plan.place, plan.agenda
    meeting.starts_at, meeting.districts = plan.starts_at, list(plan.districts)
    session.add(meeting)
    _note(session, meeting, "changed", act)


def announce(session: Session, meeting: Meeting, act: Act) -> None:
    """Let the council and everybody know of the meeting; the council sees its packs.

    Raises:
        StepNotAllowedError: they do already.
    """
    _step(session, meeting, MeetingState.READY, act)


def take_back(session: Session, meeting: Meeting, act: Act) -> None:
    """Show the meeting to nobody but those who prepare it.

    Raises:
        StepNotAllowedError: nobody else saw it, or it was held.
    """
    _step(session, meeting, MeetingState.DRAFT, act)


def hold_meeting(session: Session, meeting: Meeting, act: Act) -> None:
    """Say that the meeting was held: its pack is what it was, and advice can be written down.

    Raises:
        NotBegunError: it hasn't begun.
        StepNotAllowedError: it was never announced, or was held before.
    """
    check_begun(meeting.starts_at, act.now)
    _step(session, meeting, MeetingState.HELD, act)


def _step(session: Session, meeting: Meeting, state: MeetingState, act: Act) -> None:
    check_step(meeting.state, state)
    moved = session.exec(
        update(Meeting)
        .where(col(Meeting.id) == meeting.id, col(Meeting.state) == meeting.state)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount == 0:
        raise StepNotAllowedError(meeting.ref)
    session.refresh(meeting)
    _note(session, meeting, state.value, act)


def _note(session: Session, meeting: Meeting, what: str, act: Act) -> None:
    record(session, act.actor, f"meeting.{what}", ("meeting", meeting.ref), now=act.now)
    raise_version(session, PUBLIC)
