"""Who of the staff sees a meeting, prepares its pack, and hands it out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import ForbiddenError, NotFoundError
from app.council import queries
from app.council.models import Advice, Meeting
from app.council.rules import MeetingState
from app.programme import queries as programme
from app.programme.models import District
from app.staff import signin
from app.staff.rules import Role, Scope

#: Roles that prepare meetings and write down advice.
PREPARERS = frozenset({Role.DISTRICT_MANAGER.value, Role.ADMINISTRATOR.value})
#: These, and the council itself.
READERS = PREPARERS | {Role.COUNCIL.value}


@dataclass(frozen=True)
class Eyes:
    """What somebody may see of meetings."""

    #: Whether this is a preparer, whose scope says of what.
    prepares: bool
    scope: Scope
    #: Whether this is somebody of the council: sees whole packs once a meeting is announced.
    is_council: bool
    #: Keys of the districts of somebody of the council; none means all.
    keys: Sequence[str] = ()


def eyes() -> Eyes:
    """Return what the person who is signed in may see."""
    member, roles = signin.member(), set(signin.member().roles)
    return Eyes(
        prepares=bool(roles & PREPARERS),
        scope=signin.scope(),
        is_council=Role.COUNCIL.value in roles,
        keys=tuple(member.districts),
    )


def meetings(session: Session, viewer: Eyes) -> list[Meeting]:
    """Return the meetings that somebody may see, the last one first."""
    return [each for each in queries.meetings(session) if sees(session, viewer, each)]


def get_meeting(session: Session, viewer: Eyes, ref: str) -> Meeting:
    """Return the meeting; raise `NotFoundError` when there is none to be seen."""
    meeting = queries.get_meeting(session, ref)
    if not sees(session, viewer, meeting):
        raise NotFoundError(ref)
    return meeting


def get_meeting_to_prepare(session: Session, viewer: Eyes, ref: str) -> Meeting:
    """Return the meeting for who puts the pack together, each for the own districts.

    Raises:
        NotFoundError: none of its districts is within the scope.
    """
    meeting = queries.get_meeting(session, ref)
    if not prepares(session, viewer, meeting):
        raise NotFoundError(ref)
    return meeting


def get_meeting_to_lead(session: Session, viewer: Eyes, ref: str) -> Meeting:
    """Return the meeting for who plans it and makes its whole pack.

    Raises:
        ForbiddenError: some of its districts are outside the scope.
        NotFoundError: all of them are.
    """
    meeting = get_meeting_to_prepare(session, viewer, ref)
    if not leads(session, viewer, meeting):
        raise ForbiddenError(ref)
    return meeting


def sees(session: Session, viewer: Eyes, meeting: Meeting) -> bool:
    """Whether somebody may see that there is this meeting."""
    if prepares(session, viewer, meeting):
        return True
    announced = meeting.state is not MeetingState.DRAFT
    return viewer.is_council and announced and queries.overlap(viewer.keys, meeting.districts)


def prepares(session: Session, viewer: Eyes, meeting: Meeting) -> bool:
    """Whether somebody puts a part of the pack together: any of its districts is theirs."""
    here = queries.districts_of(session, meeting)
    return viewer.prepares and any(viewer.scope.covers(each.id) for each in here)


def leads(session: Session, viewer: Eyes, meeting: Meeting) -> bool:
    """Whether every district of the meeting is within somebody's scope."""
    here = queries.districts_of(session, meeting)
    return viewer.prepares and all(viewer.scope.covers(each.id) for each in here)


def reads_packs(session: Session, viewer: Eyes, meeting: Meeting) -> bool:
    """Whether somebody may open the whole pack: it has words from each of its districts."""
    if leads(session, viewer, meeting):
        return True
    return viewer.is_council and sees(session, viewer, meeting)


def may_change_advice(session: Session, viewer: Eyes, meeting: Meeting, advice: Advice) -> bool:
    """Whether somebody answers for the district of the advice, or for all of the meeting's."""
    if advice.district_id is None:
        return leads(session, viewer, meeting)
    return viewer.prepares and viewer.scope.covers(advice.district_id)


def get_advice_to_change(session: Session, viewer: Eyes, ref: str, advice: str) -> Advice:
    """Return an advice of a meeting for who may change it.

    Raises:
        ForbiddenError: it is about districts outside the scope.
        NotFoundError: there is none.
    """
    meeting = get_meeting_to_prepare(session, viewer, ref)
    found = queries.get_advice(session, meeting, advice)
    if not may_change_advice(session, viewer, meeting, found):
        raise ForbiddenError(advice)
    return found


def own_districts(session: Session, viewer: Eyes) -> list[District]:
    """Return the districts for which somebody may plan meetings, in order."""
    return [each for each in programme.districts(session) if viewer.scope.covers(each.id)]
