"""Handing a story over from its screen, and what the queue and the card say of it."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.dates import day_month, in_words, local_day
from app.moderation.models import HandOver
from app.programme.models import Office
from app.programme.office_services import office_named
from app.staff.rules import Role
from tests.factories import PASSWORD, make_member, make_programme
from tests.follow_cards import Told, tell
from tests.page import Browser


@pytest.fixture
def told(session: Session) -> Told:
    make_programme(session)
    make_member(session, "noord")
    make_member(session, "oost")
    make_member(session, "beraad", roles=(Role.COUNCIL,), districts=())
    told = tell(session)
    session.commit()
    return told


@pytest.fixture
def noord(browser: Browser, told: Told) -> Browser:
    del told
    browser.sign_in("noord", PASSWORD)
    return browser


def today() -> date:
    return local_day(clock.now())


def later(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def hand_over(browser: Browser, told: Told, status: int = 303, **fields: str) -> str:
    sent = {"version": "1", "office": "weller", "remind_on": later(7), **fields}
    path = f"/team/verhalen/{told.story.ref}/ligt-bij"
    browser.get(f"/team/verhalen/{told.story.ref}")
    return browser.post(path, sent, status).text


def set_days(session: Session, **days: date) -> None:
    """Have it be another day for the story that waits."""
    row = session.exec(select(HandOver)).one()
    for name, day in days.items():
        setattr(row, name, day)
    session.add(row)
    session.commit()


def test_screen_queue_and_card_say_whom_it_waits_for(noord: Browser, told: Told) -> None:
    hand_over(noord, told, answer_due=later(10))

    since = f"Ligt bij Weller sinds {day_month(today())}"
    assert since in noord.get(f"/team/verhalen/{told.story.ref}").text
    assert since in noord.get("/team/verhalen").text
    assert since in noord.get("/team/verhalen?ligt-bij=weller").text
    assert since not in noord.get("/team/verhalen?ligt-bij=team-nood").text
    noord.get("/volg")
    noord.post("/volg", {"code": told.code.text})
    card = noord.get("/volg").text
    assert "Uw verhaal ligt bij Weller" in card
    assert f"Weller antwoordt uiterlijk {in_words(today() + timedelta(days=10))}." in card


def test_it_can_wait_for_a_partner_that_no_programme_names(
    noord: Browser, told: Told, session: Session
) -> None:
    hand_over(noord, told, office="anders", other_office="Buurtbus")

    page = noord.get(f"/team/verhalen/{told.story.ref}").text
    assert f"Ligt bij Buurtbus sinds {day_month(today())}" in page
    named = session.exec(select(Office).where(Office.name == "Buurtbus")).one()
    assert not named.calls
    assert f'value="{named.key}"' in noord.get("/team/verhalen").text
    added = session.exec(select(AuditEntry).where(AuditEntry.kind == "office")).one()
    assert (added.action, added.reference) == ("office.added", named.key)


def test_a_partner_named_twice_is_one(session: Session) -> None:
    make_programme(session)
    first = office_named(session, "Buurtbus", actor="anna", now=clock.now())

    assert office_named(session, "buurtbus", actor="anna", now=clock.now()) is first
    assert office_named(session, "WELLER", actor="anna", now=clock.now()).key == "weller"


def test_on_its_day_the_queue_asks_to_ask(noord: Browser, told: Told, session: Session) -> None:
    hand_over(noord, told)
    assert "vandaag navragen bij een ander" not in noord.get("/team/verhalen").text

    set_days(session, remind_on=today())

    assert "1 verhaal: vandaag navragen bij een ander" in noord.get("/team/verhalen").text
    assert told.story.ref in noord.get("/team/verhalen?ligt-bij=navragen").text
    assert "Vraag vandaag na" in noord.get(f"/team/verhalen/{told.story.ref}").text


def test_an_office_that_is_late_is_late_on_the_card(
    noord: Browser, told: Told, session: Session
) -> None:
    hand_over(noord, told, answer_due=later(3))
    set_days(session, answer_due=today() - timedelta(days=1))

    assert "Antwoord was beloofd voor" in noord.get(f"/team/verhalen/{told.story.ref}").text
    noord.get("/volg")
    noord.post("/volg", {"code": told.code.text})
    assert "Dat is nog niet gebeurd." in noord.get("/volg").text


def test_it_ends_by_hand_and_the_card_says_so(noord: Browser, told: Told) -> None:
    hand_over(noord, told)
    path = f"/team/verhalen/{told.story.ref}/ligt-bij"
    noord.post(f"{path}/navragen", {"version": "2", "remind_on": later(20)})
    noord.post(f"{path}/terug", {"version": "3"})

    page = noord.get(f"/team/verhalen/{told.story.ref}").text
    assert "Het verhaal ligt weer bij u." in page
    assert "Leg het bij een ander" in page
    noord.get("/volg")
    noord.post("/volg", {"code": told.code.text})
    card = noord.get("/volg").text
    assert "Het ligt weer bij de wijkmanager" in card
    assert "Wij vroegen na hoe het staat" in card


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"office": ""}, "Kies bij wie het ligt."),
        ({"office": "anders"}, "Schrijf welke afdeling of partner het is."),
        ({"remind_on": ""}, "Kies een dag om na te vragen."),
        ({"remind_on": "2020-01-01"}, "Kies een dag die nog komt."),
    ],
)
def test_what_is_missing_is_asked_for(
    noord: Browser, told: Told, session: Session, fields: dict[str, str], words: str
) -> None:
    assert words in hand_over(noord, told, 422, **fields)
    assert session.exec(select(HandOver)).all() == []


def test_who_comes_second_is_told(noord: Browser, told: Told) -> None:
    hand_over(noord, told)

    assert "Iemand anders was u voor" in hand_over(noord, told, 409)


@pytest.mark.parametrize(("who", "status"), [("oost", 404), ("beraad", 403)])
@pytest.mark.parametrize("action", ["", "/navragen", "/terug"])
def test_others_hand_nothing_over(
    browser: Browser, told: Told, session: Session, who: str, status: int, action: str
) -> None:
    browser.sign_in(who, PASSWORD)
    browser.get("/team/account")
    sent = {"version": "1", "office": "weller", "remind_on": later(7)}

    browser.post(f"/team/verhalen/{told.story.ref}/ligt-bij{action}", sent, status)

    assert session.exec(select(HandOver)).all() == []
