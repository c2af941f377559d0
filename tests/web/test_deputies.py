"""A deputy sees the districts of who is on leave: on those days, and on no other."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.dates import local_day
from app.programme.models import District
from app.staff import deputy_services, queries
from app.staff.deputy_queries import managed_districts
from app.staff.deputy_rules import DeputyRefusedError, Leave
from app.staff.models import Deputy, StaffMember
from app.staff.rules import Role
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme, make_story
from tests.page import Browser

Stored = Callable[[], Session]
HERE = "/team/medewerkers"
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 14)


@pytest.fixture(autouse=True)
def cast(session: Session) -> dict[str, StaffMember]:
    make_programme(session)
    members = [
        make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=()),
        make_member(session, "noord"),
        make_member(session, "oost"),
        make_member(session, "beraad", roles=(Role.COUNCIL,), districts=()),
    ]
    session.commit()
    return {member.username: member for member in members}


@pytest.fixture
def admin(browser: Browser) -> Browser:
    browser.sign_in("admin", PASSWORD)
    return browser


def appoint(
    session: Session,
    cast: dict[str, StaffMember],
    names: tuple[str, str] = ("noord", "oost"),
    leave: Leave = Leave(FIRST, LAST),  # noqa: B008 - a frozen value
    now: datetime = NOW,
) -> Deputy:
    """Have the second stand in for the first."""
    member, deputy = (cast[name] for name in names)
    return deputy_services.appoint(session, member, deputy, leave, actor="x", now=now)


@pytest.mark.parametrize(
    ("day", "districts"),
    [
        (FIRST - timedelta(days=1), {"oost"}),
        (FIRST, {"noord", "oost"}),
        (LAST, {"noord", "oost"}),
        (LAST + timedelta(days=1), {"oost"}),
    ],
)
def test_the_scope_widens_for_the_days_of_the_leave(
    session: Session, cast: dict[str, StaffMember], day: date, districts: set[str]
) -> None:
    appoint(session, cast)

    assert managed_districts(session, cast["oost"], today=day) == districts
    scope = queries.member_scope(session, cast["oost"], today=day)
    ids = {each.key: each.id for each in session.exec(select(District))}
    assert scope.district_ids == {ids[key] for key in districts}
    assert managed_districts(session, cast["noord"], today=day) == {"noord"}


def test_a_deputy_hands_on_no_deputed_districts(
    session: Session, cast: dict[str, StaffMember]
) -> None:
    cast["zuid"] = make_member(session, "zuid")
    appoint(session, cast)
    appoint(session, cast, ("oost", "zuid"))

    assert managed_districts(session, cast["zuid"], today=FIRST) == {"zuid", "oost"}


def test_without_the_role_there_is_nothing_to_manage(
    session: Session, cast: dict[str, StaffMember]
) -> None:
    appoint(session, cast)
    cast["oost"].roles = [Role.ADMINISTRATOR.value]

    assert managed_districts(session, cast["oost"], today=FIRST) == frozenset()


def test_called_off_is_over_at_once(session: Session, cast: dict[str, StaffMember]) -> None:
    row = appoint(session, cast)

    deputy_services.call_off(session, cast["noord"], row, actor="x", now=NOW)
    deputy_services.call_off(session, cast["noord"], row, actor="x", now=NOW)

    assert managed_districts(session, cast["oost"], today=FIRST) == {"oost"}
    assert len(session.exec(select(AuditEntry)).all()) == 2
    appoint(session, cast)


@pytest.mark.parametrize(
    ("names", "leave", "reason"),
    [
        (("noord", "noord"), Leave(FIRST, LAST), "own"),
        (("noord", "beraad"), Leave(FIRST, LAST), "not_a_manager"),
        (("beraad", "noord"), Leave(FIRST, LAST), "not_a_manager"),
        (("noord", "oost"), Leave(LAST, FIRST), "ends_before_start"),
        (("noord", "oost"), Leave(date(2026, 1, 1), date(2026, 1, 9)), "over"),
        (("noord", "oost"), Leave(date(2026, 12, 24), date(2027, 1, 3)), "overlaps"),
        (("noord", "oost"), Leave(date(2027, 1, 3), date(2027, 2, 3)), "overlaps"),
    ],
)
def test_what_can_not_be_arranged(
    session: Session,
    cast: dict[str, StaffMember],
    names: tuple[str, str],
    leave: Leave,
    reason: str,
) -> None:
    appoint(session, cast, leave=Leave(date(2026, 12, 28), date(2027, 1, 3)))

    with pytest.raises(DeputyRefusedError) as caught:
        appoint(session, cast, names, leave)

    assert caught.value.reason == reason


def plan(admin: Browser, cast: dict[str, StaffMember], status: int = 303, **fields: str) -> str:
    path = f"{HERE}/{cast['noord'].ref}/vervanging"
    admin.get(path)
    today = local_day(clock.now())
    sent = {
        "deputy": cast["oost"].ref,
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=7)).isoformat(),
        **fields,
    }
    return admin.post(path, sent, status).text


def test_the_deputy_works_in_the_other_district_and_both_see_it(
    app: Flask, admin: Browser, cast: dict[str, StaffMember], session: Session
) -> None:
    story = make_story(session)
    session.commit()
    noord, oost = Browser(app), Browser(app)
    noord.sign_in("noord", PASSWORD)
    oost.sign_in("oost", PASSWORD)
    oost.get(f"/team/verhalen/{story.ref}", 404)

    plan(admin, cast)

    oost.get(f"/team/verhalen/{story.ref}")
    oost.post(f"/team/verhalen/{story.ref}/antwoord", {"version": "1", "answer": "Dank u wel."})
    for path in ("/team/verhalen", "/team/account"):
        assert "U vervangt Medewerker Noord tot en met" in oost.get(path).text
        assert "Medewerker Oost vervangt u tot en met" in noord.get(path).text
    page = admin.get(f"{HERE}/{cast['noord'].ref}/vervanging").text
    assert "Medewerker Oost vervangt Medewerker Noord" in page
    assert "vervanging afgesproken" in admin.get(f"{HERE}/logboek").text


def test_calling_it_off_closes_the_door_at_the_next_request(
    app: Flask, admin: Browser, cast: dict[str, StaffMember], session: Session, stored: Stored
) -> None:
    story = make_story(session)
    session.commit()
    oost = Browser(app)
    oost.sign_in("oost", PASSWORD)
    plan(admin, cast)
    oost.get(f"/team/verhalen/{story.ref}")
    row = stored().exec(select(Deputy)).one()

    admin.post(f"{HERE}/{cast['noord'].ref}/vervanging/{row.ref}/afzeggen")

    oost.get(f"/team/verhalen/{story.ref}", 404)
    assert "vervanging afgezegd" in admin.get(f"{HERE}/logboek").text
    admin.post(f"{HERE}/{cast['oost'].ref}/vervanging/{row.ref}/afzeggen", status=404)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"deputy": ""}, "Kies wie er vervangt."),
        ({"starts_on": "morgen"}, "Ongeldige datum."),
        ({"ends_on": "2020-01-01"}, "De laatste dag komt na de eerste."),
        ({"starts_on": "2020-01-01", "ends_on": "2020-01-02"}, "Deze dagen zijn al voorbij."),
    ],
)
def test_what_is_wrong_is_told(
    admin: Browser,
    cast: dict[str, StaffMember],
    stored: Stored,
    fields: dict[str, str],
    words: str,
) -> None:
    assert words in plan(admin, cast, 422, **fields)
    assert stored().exec(select(Deputy)).all() == []


def test_only_the_administrator_arranges_it(
    browser: Browser, cast: dict[str, StaffMember], stored: Stored
) -> None:
    browser.sign_in("noord", PASSWORD)
    browser.get("/team/account")
    path = f"{HERE}/{cast['oost'].ref}/vervanging"

    browser.get(path, 403)
    browser.get("/team/account")
    browser.post(path, {"deputy": cast["noord"].ref}, 403)

    assert stored().exec(select(Deputy)).all() == []
