"""A request to be called: promised, moved, handed over, overdue, done; and who sees it."""

import json
import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.contact import asking_services, queries, services
from app.contact.asking_services import Wish
from app.contact.keeping import Terms
from app.contact.models import ContactDetails, ContactRequest, ContactStep
from app.contact.rules import (
    ContactClosedError,
    ContactOpenError,
    ContactState,
    Details,
    StepKind,
    Way,
    end_of_day,
    is_late,
)
from app.contact.services import ContactChangedError
from app.contact.words import promise, trail
from app.core.dates import local_day
from app.moderation.changes import Change
from app.programme.queries import get_office
from app.staff import deputy_services
from app.staff.deputy_rules import Leave
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.stories.models import Story
from tests.conftest import NOW
from tests.factories import CHEAP, make_member, make_programme, make_story

TERMS = Terms("for tests only", days=3)
NUMBER = "06 1234 5678"
WISH = Wish(Way.PHONE, Details(NUMBER, "Mevrouw Bloem", "na zes uur"))
WISH_OF_NOORD = replace(WISH, district_key="noord")
TODAY = local_day(NOW)


@pytest.fixture
def noord(session: Session) -> StaffMember:
    make_programme(session)
    return make_member(session, "noord")


@pytest.fixture
def story(session: Session, noord: StaffMember) -> Story:
    del noord
    return make_story(session)


@pytest.fixture
def request_(session: Session, story: Story) -> ContactRequest:
    return ask(session, story)


def ask(session: Session, story: Story, wish: Wish = WISH) -> ContactRequest:
    token = secrets.token_urlsafe(32)
    return asking_services.ask_with_story(session, story, wish, token, terms=TERMS, now=NOW)


def ask_alone(
    session: Session, wish: Wish = WISH_OF_NOORD, token: str = "t" * 43
) -> ContactRequest:
    prepared = asking_services.prepare_code(session, token, CHEAP)
    return asking_services.ask_alone(session, wish, prepared, terms=TERMS, now=NOW)


def change(member: StaffMember, request: ContactRequest, now: datetime = NOW) -> Change:
    return Change(member, request.version, now)


def seen_by(session: Session, member: StaffMember, today: date = TODAY) -> list[str]:
    reader = queries.reader_of(session, member, today=today)
    return [view.request.ref for view in queries.open_requests(session, reader)]


def kinds(session: Session, request: ContactRequest) -> list[StepKind]:
    return [each.step.kind for each in queries.steps_of(session, request)]


def titles(session: Session, request: ContactRequest, now: datetime) -> list[str]:
    view = queries.view_of(session, request)
    return [each.title for each in trail(view, queries.steps_of(session, request), now)]


def audited(session: Session) -> list[tuple[str, str]]:
    found = session.exec(select(AuditEntry).where(AuditEntry.kind == "contact")).all()
    return [(entry.action, entry.actor) for entry in found]


def test_how_to_reach_somebody_is_encrypted_apart(
    session: Session, request_: ContactRequest, noord: StaffMember
) -> None:
    row = session.exec(select(ContactDetails)).one()
    assert NUMBER not in row.sealed
    assert NUMBER not in json.dumps(request_.model_dump(), default=str)

    assert services.see(session, request_, noord.ref, terms=TERMS, now=NOW) == WISH.details
    other = Terms("another key", days=3)
    assert services.see(session, request_, noord.ref, terms=other, now=NOW) is None


def test_the_log_says_what_was_done_and_never_what_it_said(
    session: Session, request_: ContactRequest, noord: StaffMember
) -> None:
    team = get_office(session, "team-rust")
    services.see(session, request_, noord.ref, terms=TERMS, now=NOW)
    services.promise(session, request_, TODAY, "", change(noord, request_))
    services.hand_over(session, request_, team, change(noord, request_), terms=TERMS)
    services.hand_back(session, request_, change(noord, request_))
    services.close(session, request_, ContactState.SPOKEN, change(noord, request_))

    assert audited(session) == [
        ("contact.asked", "teller"),
        ("contact.seen", noord.ref),
        ("contact.promised", noord.ref),
        ("contact.handed_over", noord.ref),
        ("contact.handed_back", noord.ref),
        ("contact.spoken", noord.ref),
    ]
    entries = session.exec(select(AuditEntry)).all()
    handed = next(entry for entry in entries if entry.action == "contact.handed_over")
    assert handed.facts == {"team": "team-rust", "parts": ["reach", "name", "when"]}
    assert handed.at == NOW
    said = json.dumps([entry.facts for entry in entries])
    assert not [word for word in (NUMBER, "Bloem", "na zes uur") if word in said]


def test_a_request_is_due_in_working_days_and_late_by_itself(
    session: Session, request_: ContactRequest
) -> None:
    assert request_.due_at == end_of_day(date(2026, 11, 26))
    late = NOW + timedelta(days=4)

    assert not is_late(request_.due_at, NOW, is_plea=False)
    assert is_late(request_.due_at, late, is_plea=False)
    now_item = trail(queries.view_of(session, request_), [], late)[-1]
    assert now_item.when.startswith("Dat had gemoeten: uiterlijk donderdag 26 november 2026")
    assert now_item.title == "De wijkmanager van Noord belt u"


def test_a_promise_has_a_name_and_a_day_and_moving_it_stays_visible(
    session: Session, request_: ContactRequest, noord: StaffMember
) -> None:
    services.promise(session, request_, date(2026, 11, 24), "", change(noord, request_))
    assert request_.due_at == end_of_day(date(2026, 11, 24))
    assert promise(queries.view_of(session, request_)) == "Medewerker Noord belt u."

    services.promise(session, request_, date(2026, 11, 27), "Ik was ziek.", change(noord, request_))

    assert request_.due_at == end_of_day(date(2026, 11, 27))
    steps = queries.steps_of(session, request_)
    assert [each.step.kind for each in steps][1:] == [StepKind.PROMISED, StepKind.MOVED]
    moved = trail(queries.view_of(session, request_), steps, NOW)[2]
    assert moved.title == "Medewerker Noord verzette het"
    assert moved.text == "Nu uiterlijk vrijdag 27 november 2026. De reden: Ik was ziek."


def test_a_plea_is_due_today_and_goes_to_the_team_that_takes_them(
    session: Session, story: Story, noord: StaffMember
) -> None:
    first = ask_alone(session)
    plea = ask(session, story, replace(WISH, is_plea=True))

    assert plea.due_at == end_of_day(TODAY)
    assert kinds(session, plea) == [StepKind.ASKED, StepKind.HANDED_OVER]
    assert ("contact.handed_over", "system") in audited(session)
    nood = make_member(session, "nood", roles=(Role.TEAM,), districts=(), teams=("team-nood",))
    assert seen_by(session, nood) == [plea.ref]
    assert seen_by(session, noord) == [plea.ref, first.ref]
    assert titles(session, plea, NOW)[-1] == "Team Nood belt u"


def test_without_such_a_team_a_plea_waits_for_the_wijkmanager(
    session: Session, story: Story, noord: StaffMember
) -> None:
    get_office(session, "team-nood").takes_pleas = False

    plea = ask(session, story, replace(WISH, is_plea=True))

    assert plea.team_id is None
    assert seen_by(session, noord) == [plea.ref]


def test_only_who_calls_sees_it(session: Session, request_: ContactRequest) -> None:
    people = {
        "oost": make_member(session, "oost"),
        "admin": make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=("noord",)),
        "beraad": make_member(session, "beraad", roles=(Role.COUNCIL,), districts=("noord",)),
        "rust": make_member(session, "rust", roles=(Role.TEAM,), teams=("team-rust",)),
        # In a team by name only, without the role.
        "name": make_member(session, "name", roles=(Role.RESEARCHER,), teams=("team-rust",)),
    }
    assert [name for name, each in people.items() if seen_by(session, each)] == []

    request_.team_id = get_office(session, "team-rust").id
    session.add(request_)

    assert seen_by(session, people["rust"]) == [request_.ref]
    assert seen_by(session, people["name"]) == []


def test_a_deputy_sees_it_during_the_leave(
    session: Session, request_: ContactRequest, noord: StaffMember
) -> None:
    oost = make_member(session, "oost")
    leave = Leave(date(2026, 12, 1), date(2026, 12, 4))
    deputy_services.appoint(session, noord, oost, leave, actor="x", now=NOW)

    assert seen_by(session, oost) == []
    assert seen_by(session, oost, date(2026, 12, 1)) == [request_.ref]
    assert seen_by(session, oost, date(2026, 12, 5)) == []


def test_it_follows_its_story_to_another_district(
    session: Session, request_: ContactRequest, story: Story, noord: StaffMember
) -> None:
    oost = make_member(session, "oost")
    story.district_id = 2
    session.add(story)
    session.flush()

    assert seen_by(session, noord) == []
    assert seen_by(session, oost) == [request_.ref]
    story.district_id = None
    session.add(story)
    session.flush()
    assert seen_by(session, noord) == seen_by(session, oost) == [request_.ref]


@pytest.mark.parametrize("state", [ContactState.SPOKEN, ContactState.NOT_REACHED])
def test_once_done_how_to_reach_somebody_is_gone_and_nothing_more_can_be_done(
    session: Session, request_: ContactRequest, noord: StaffMember, state: ContactState
) -> None:
    moved = date(2026, 12, 4)
    services.promise(session, request_, moved, "Bel 06 1234 5678 niet.", change(noord, request_))

    services.close(session, request_, state, change(noord, request_))

    assert session.exec(select(ContactDetails)).all() == []
    assert {step.reason for step in session.exec(select(ContactStep))} == {None}
    assert seen_by(session, noord) == []
    with pytest.raises(ContactClosedError):
        services.promise(session, request_, moved, "", change(noord, request_))
    with pytest.raises(ContactClosedError):
        services.hand_back(session, request_, change(noord, request_))
    with pytest.raises(ContactClosedError):
        services.close(session, request_, state, change(noord, request_))


def test_the_resident_may_call_it_off(session: Session, request_: ContactRequest) -> None:
    services.cancel(session, request_, now=NOW)
    services.cancel(session, request_, now=NOW)

    assert request_.state is ContactState.CANCELLED
    assert session.exec(select(ContactDetails)).all() == []
    assert kinds(session, request_) == [StepKind.ASKED, StepKind.CANCELLED]


def test_who_saw_an_older_request_changes_nothing(
    session: Session, request_: ContactRequest, noord: StaffMember
) -> None:
    stale = change(noord, request_)
    services.promise(session, request_, TODAY, "", stale)

    with pytest.raises(ContactChangedError):
        services.close(session, request_, ContactState.SPOKEN, stale)

    assert len(session.exec(select(ContactDetails)).all()) == 1


def test_one_request_waits_for_a_story_at_a_time(
    session: Session, request_: ContactRequest, story: Story, noord: StaffMember
) -> None:
    with pytest.raises(ContactOpenError):
        ask(session, story)
    services.close(session, request_, ContactState.NOT_REACHED, change(noord, request_))

    again = ask(session, story)

    assert [view.request.ref for view in queries.requests_of(session, story)] == [
        again.ref,
        request_.ref,
    ]


def test_the_same_form_sent_twice_is_one_request(session: Session, story: Story) -> None:
    token = secrets.token_urlsafe(32)
    first, second = (
        asking_services.ask_with_story(session, story, WISH, token, terms=TERMS, now=NOW)
        for _ in range(2)
    )
    alone, again = ask_alone(session), ask_alone(session)

    assert first.ref == second.ref
    assert alone.ref == again.ref
    assert len(session.exec(select(ContactRequest)).all()) == 2


def test_withdrawing_the_story_takes_it_along(session: Session, request_: ContactRequest) -> None:
    alone = ask_alone(session)

    services.forget(session, session.exec(select(Story)).one())

    assert [each.ref for each in session.exec(select(ContactRequest))] == [alone.ref]
    assert [each.request_id for each in session.exec(select(ContactDetails))] == [alone.id]
    assert {each.request_id for each in session.exec(select(ContactStep))} == {alone.id}
    del request_
