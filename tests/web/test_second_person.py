"""Questions, objections and what is new, on the pages of staff and on the card."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.core import clock
from app.moderation import asking_services, marking, objection_services, services
from app.moderation.changes import Change
from app.moderation.models import Ruling
from app.moderation.objection_rules import ObjectionAbout
from app.moderation.rules import Redaction
from app.staff.models import StaffMember
from app.stories.models import FollowCard, Story
from app.stories.rules import Outcome, StoryStatus
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme
from tests.follow_cards import Told, answer, tell
from tests.page import Browser

NEW = '<span class="new">Nieuw</span>'


@pytest.fixture
def told(session: Session) -> Told:
    make_programme(session)
    make_member(session, "noord")
    make_member(session, "wim", districts=("noord",))
    return tell(session)


@pytest.fixture
def objected(session: Session, told: Told) -> Told:
    """A story that the first wijkmanager refused, and whose teller doesn't agree."""
    answer(session, told.story, outcome=Outcome.REFUSED, reason="Er staan namen in.")
    objection_services.object_to(
        session, told.story, ObjectionAbout.REFUSAL, "Ik noem niemand.", now=NOW
    )
    session.commit()
    return told


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def open_card(browser: Browser, told: Told) -> str:
    browser.get("/volg")
    browser.post("/volg", {"code": told.code.text})
    return browser.get("/volg").text


def change(session: Session, told: Told) -> Change:
    member = session.exec(select(StaffMember).where(StaffMember.username == "noord")).one()
    session.refresh(told.story)
    return Change(member, told.story.version, NOW + timedelta(days=1))


def test_who_refused_sees_who_may_rule_and_can_not(
    browser: Browser, session: Session, objected: Told
) -> None:
    browser.sign_in("noord", PASSWORD)
    assert "Een tweede persoon beslist." in plain(browser.get("/team/verhalen").text)
    assert "bezwaar wacht op u" not in plain(browser.get("/team/verhalen").text)
    where = f"/team/verhalen/{objected.story.ref}"

    page = plain(browser.get(where).text)
    said = {"version": str(objected.story.version), "ruling": "published", "ruling_reason": "Ja."}
    refused = plain(browser.post(f"{where}/bezwaar", said, status=422).text)

    assert "Dat kan: Medewerker Wim ." in page
    assert "Beslis over het bezwaar" not in page
    assert "Bewaar het besluit" not in page
    assert "U nam dit besluit zelf." in refused
    decided = {"version": str(objected.story.version), "outcome": "published", "reason": "Ja."}
    assert "Een ander beslist eerst" in plain(
        browser.post(f"{where}/besluit", decided, status=422).text
    )
    assert session.exec(select(Ruling)).all() == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("council_only", (Outcome.COUNCIL_ONLY, "U krijgt gelijk")),
        ("rejected", (Outcome.REFUSED, "Ons besluit blijft")),
    ],
)
def test_a_second_person_rules_and_the_card_tells_why(
    browser: Browser, session: Session, objected: Told, said: str, expected: tuple[Outcome, str]
) -> None:
    outcome, words = expected
    browser.sign_in("wim", PASSWORD)
    assert "1 bezwaar wacht op u" in plain(browser.get("/team/verhalen").text)
    where = f"/team/verhalen/{objected.story.ref}"
    browser.get(where)

    ruled = {
        "version": str(objected.story.version),
        "ruling": said,
        "ruling_reason": "Zonder namen.",
    }
    browser.post(f"{where}/bezwaar", ruled)

    session.expire_all()
    story = session.exec(select(Story)).one()
    assert (story.outcome, story.status) == (outcome, StoryStatus.ANSWERED)
    session.rollback()
    assert "Bewaard. De verteller leest dit op de kaart." in plain(browser.get(where).text)
    card = plain(open_card(Browser(browser.client.application), objected))
    assert words in card
    assert "Zonder namen." in card
    assert "Een ander dan wie eerst besloot, keek hiernaar." in card
    assert "Ik ben het er niet mee eens" not in card
    log = browser.get("/team/verhalen").text
    assert "bezwaar wacht op u" not in plain(log)


def test_a_ruling_needs_a_choice_and_a_reason(browser: Browser, objected: Told) -> None:
    browser.sign_in("wim", PASSWORD)
    where = f"/team/verhalen/{objected.story.ref}"
    browser.get(where)

    page = browser.post(f"{where}/bezwaar", {"version": str(objected.story.version)}, status=422)

    assert "Kies ja of nee." in page.text


def test_a_question_hands_the_turn_to_the_teller_and_a_reply_hands_it_back(
    app: Flask, browser: Browser, session: Session, told: Told
) -> None:
    session.commit()
    browser.sign_in("noord", PASSWORD)
    where = f"/team/verhalen/{told.story.ref}"
    browser.get(where)
    asked = {"version": str(told.story.version), "answer": "Welke straat is het?"}
    browser.post(f"{where}/vraag", asked)
    assert "De verteller is aan de beurt." in plain(browser.get("/team/verhalen").text)

    teller = Browser(app)
    card = open_card(teller, told)

    assert "<h1>Wij hebben een vraag aan u</h1>" in card
    assert "U bent aan de beurt" in card
    found = re.search(r'href="(/volg/antwoord/[^"]+)"', card)
    assert found is not None
    teller.get(found[1])
    teller.post(found[1], {"body": "De Bosstraat."})
    card = teller.get("/volg").text
    assert "Wij zijn aan de beurt" in card
    assert "De Bosstraat." in plain(browser.get(where).text)
    session.expire_all()
    assert session.exec(select(Story.status)).one() is StoryStatus.IN_REVIEW


def test_hidden_words_can_be_objected_to_from_the_card(
    browser: Browser, session: Session, told: Told
) -> None:
    marking.save_redactions(session, told.story, [Redaction(53, 56)], change(session, told))
    answer(session, told.story)
    session.commit()
    assert "/volg/bezwaar/afscherming" in open_card(browser, told)

    browser.get("/volg/bezwaar/afscherming")
    browser.post("/volg/bezwaar/afscherming", {"body": "Jan vindt het goed."})

    page = browser.get("/volg").text
    assert "Een ander kijkt nog een keer" in page
    assert "Jan vindt het goed." in page
    assert "/volg/bezwaar/afscherming" not in page


def test_what_came_since_the_last_visit_is_marked_until_the_next(
    browser: Browser, session: Session, told: Told
) -> None:
    session.commit()
    assert NEW not in open_card(browser, told)
    visited(session, timedelta(days=2))
    member, yesterday = change(session, told).member, clock.now() - timedelta(days=1)
    written = Change(member, told.story.version, yesterday)
    services.write_answer(session, told.story, "Dank u wel.", written)
    session.commit()

    first = open_card(browser, told)
    again = open_card(browser, told)  # a second tap, a page sent twice

    assert NEW in first
    assert NEW in again
    visited(session, timedelta(hours=1))
    session.commit()
    assert NEW not in open_card(browser, told)


def visited(session: Session, ago: timedelta) -> None:
    """Have the card be opened for the last time so long ago."""
    session.expire_all()
    session.exec(select(FollowCard)).one().opened_at = clock.now() - ago
    session.flush()


def test_looking_at_the_card_stores_nothing(browser: Browser, session: Session, told: Told) -> None:
    asking_services.ask(session, told.story, "Welke straat?", change(session, told))
    session.commit()
    open_card(browser, told)
    before = session.exec(select(FollowCard)).one().model_dump()
    session.rollback()

    for path in ("", "/alles", "/kaart", "/intrekken"):
        browser.get(f"/volg{path}")

    session.expire_all()
    assert session.exec(select(FollowCard)).one().model_dump() == before
    assert set(before) >= {"opened_at", "read_until"}
