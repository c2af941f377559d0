import pytest
from sqlmodel import Session, delete, select

from app.staff.models import StaffSession
from tests.factories import PASSWORD, make_member, make_programme, make_story
from tests.page import Browser


@pytest.fixture(autouse=True)
def accounts(session: Session) -> None:
    make_programme(session)
    make_member(session, "noord")
    session.commit()


def test_a_wrong_password_says_so_and_signs_nobody_in(browser: Browser, session: Session) -> None:
    browser.get("/team/inloggen")

    answer = browser.post(
        "/team/inloggen", {"username": "noord", "password": "verkeerd"}, status=422
    )

    assert "horen niet bij elkaar" in answer.text
    assert session.exec(select(StaffSession)).all() == []


def test_an_unknown_name_is_answered_as_a_wrong_password(browser: Browser) -> None:
    browser.get("/team/inloggen")
    known = browser.post("/team/inloggen", {"username": "noord", "password": "x"}, status=422)
    unknown = browser.post("/team/inloggen", {"username": "niemand", "password": "x"}, status=422)

    assert known.text.count("horen niet bij elkaar") == unknown.text.count("horen niet bij elkaar")


def test_after_five_wrong_passwords_even_the_right_one_waits(browser: Browser) -> None:
    browser.get("/team/inloggen")
    for _ in range(5):
        browser.post("/team/inloggen", {"username": "noord", "password": "x"}, status=422)

    answer = browser.post("/team/inloggen", {"username": "noord", "password": PASSWORD}, status=429)

    assert int(answer.headers["Retry-After"]) > 0


def test_what_was_typed_is_shown_when_the_sign_in_ended_meanwhile(
    browser: Browser, session: Session
) -> None:
    story = make_story(session)
    session.commit()
    browser.sign_in("noord", PASSWORD)
    browser.get(f"/team/verhalen/{story.ref}")
    session.exec(delete(StaffSession))
    session.commit()

    answer = browser.post(
        f"/team/verhalen/{story.ref}/antwoord", {"body": "Ik kom dinsdag bij u langs."}, status=401
    )

    assert "Ik kom dinsdag bij u langs." in answer.text
    assert "Dit is nog niet bewaard" in answer.text
