"""Reading requests to be called or visited. Staff read through a `Reader`; so nobody can forget."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from app.contact.models import ContactDetails, ContactRequest, ContactStep
from app.contact.rules import ContactState
from app.core.errors import NotFoundError
from app.programme.models import District, Office
from app.staff.deputy_queries import managed_districts
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.stories.models import Story

#: More wait at once nowhere; a longer list is cut, the most urgent ones come first.
MOST: Final = 300


@dataclass(frozen=True)
class Reader:
    """Whose requests somebody may see: of the districts that they manage, and of their teams.

    Who runs the site is not among them: only those who call or visit see how to reach somebody.
    """

    is_manager: bool
    district_ids: frozenset[int]
    team_ids: frozenset[int]


@dataclass(frozen=True)
class StepView:
    """One thing that happened, with the names that belong to it."""

    step: ContactStep
    #: Who of the staff did it, if anybody.
    member: str | None
    team: str | None


@dataclass(frozen=True)
class RequestView:
    """One request with the names that belong to it; never how to reach somebody."""

    request: ContactRequest
    district: str | None
    story_ref: str | None
    #: Who promised to do it.
    member: str | None
    team: str | None


def reader_of(session: Session, member: StaffMember, *, today: date) -> Reader:
    """Return which requests `member` may see today."""
    keys = managed_districts(session, member, today=today)
    teams = member.teams if Role.TEAM in member.roles else []
    districts = session.exec(select(District.id).where(col(District.key).in_(keys)))
    offices = session.exec(select(Office.id).where(col(Office.key).in_(teams), col(Office.calls)))
    return Reader(
        is_manager=Role.DISTRICT_MANAGER in member.roles,
        district_ids=frozenset(each for each in districts if each is not None),
        team_ids=frozenset(each for each in offices if each is not None),
    )


def open_requests(session: Session, reader: Reader) -> list[RequestView]:
    """Return what waits for this reader: pleas for help first, then what is due first."""
    return _views(session, _readable(reader))


def open_pleas(session: Session) -> list[RequestView]:
    """Return the pleas for help that wait, in every district."""
    return _views(session, col(ContactRequest.is_plea).is_(True))


def get_request(session: Session, reader: Reader, ref: str) -> RequestView:
    """Return an open request; raise `NotFoundError` when there is none for this reader."""
    found = _views(session, and_(col(ContactRequest.ref) == ref, _readable(reader)))
    if not found:
        raise NotFoundError(ref)
    return found[0]


def view_of(session: Session, request: ContactRequest) -> RequestView:
    """Return a request with its names, for the resident who asked."""
    return _views(session, col(ContactRequest.id) == request.id, any_state=True)[0]


def requests_of(session: Session, story: Story) -> list[RequestView]:
    """Return the requests that came with a story, newest first."""
    found = _views(session, col(ContactRequest.story_id) == story.id, any_state=True)
    return sorted(found, key=lambda view: view.request.id or 0, reverse=True)


def open_request_of(session: Session, story: Story) -> ContactRequest | None:
    """Return the request for `story` that waits, if one does."""
    return session.exec(
        select(ContactRequest).where(
            ContactRequest.story_id == story.id, ContactRequest.state == ContactState.OPEN
        )
    ).one_or_none()


def find_asked(session: Session, submission_hash: str) -> ContactRequest | None:
    """Return the request that came with the token of this hash, if it was sent."""
    wanted = select(ContactRequest).where(ContactRequest.submission_hash == submission_hash)
    return session.exec(wanted).one_or_none()


def find_by_ref(session: Session, ref: str) -> ContactRequest | None:
    """Return the request with this reference, for who has its code."""
    return session.exec(select(ContactRequest).where(ContactRequest.ref == ref)).one_or_none()


def find_by_lookup(session: Session, lookup: str) -> ContactRequest | None:
    """Return the request without a story whose code begins with this look-up, if there is one."""
    return session.exec(select(ContactRequest).where(ContactRequest.lookup == lookup)).one_or_none()


def details_of(session: Session, request: ContactRequest) -> ContactDetails | None:
    """Return how to reach somebody, encrypted; None once that is gone."""
    assert request.id is not None
    return session.get(ContactDetails, request.id)


def steps_of(session: Session, request: ContactRequest) -> list[StepView]:
    """Return what happened to a request, oldest first."""
    found = (
        select(ContactStep, StaffMember.name, Office.name)
        .join(StaffMember, col(StaffMember.ref) == ContactStep.actor, isouter=True)
        .join(Office, col(Office.id) == ContactStep.team_id, isouter=True)
        .where(ContactStep.request_id == request.id)
        .order_by(col(ContactStep.id))
    )
    return [StepView(*row) for row in session.exec(found)]


def in_districts(district_ids: frozenset[int]) -> ColumnElement[bool]:
    """Return the condition that a request belongs to one of these districts, or to none."""
    district = func.coalesce(Story.district_id, ContactRequest.district_id)
    return or_(district.in_(district_ids), district.is_(None))


def _readable(reader: Reader) -> ColumnElement[bool]:
    mine = in_districts(reader.district_ids) if reader.is_manager else false()
    return or_(mine, col(ContactRequest.team_id).in_(reader.team_ids))


def _views(
    session: Session, wanted: ColumnElement[bool], *, any_state: bool = False
) -> list[RequestView]:
    district = func.coalesce(Story.district_id, ContactRequest.district_id)
    found = (
        sql_select(
            ContactRequest,
            col(District.name),
            col(Story.ref),
            col(StaffMember.name),
            col(Office.name),
        )
        .join(Story, col(Story.id) == ContactRequest.story_id, isouter=True)
        .join(District, col(District.id) == district, isouter=True)
        .join(StaffMember, col(StaffMember.id) == ContactRequest.member_id, isouter=True)
        .join(Office, col(Office.id) == ContactRequest.team_id, isouter=True)
        .where(wanted)
        .order_by(
            col(ContactRequest.is_plea).desc(), col(ContactRequest.due_at), col(ContactRequest.id)
        )
        .limit(MOST)
    )
    if not any_state:
        found = found.where(col(ContactRequest.state) == ContactState.OPEN)
    return [RequestView(*row) for row in session.execute(found)]
