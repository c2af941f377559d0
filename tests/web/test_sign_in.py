import pytest
from flask import Flask
from sqlmodel import Session, delete, select

from app.staff import views
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


def test_a_guesser_elsewhere_does_not_keep_the_owner_out(app: Flask) -> None:
    guesser = Browser(app)
    guesser.get("/team/inloggen")
    wrong = {"username": "noord", "password": "x"}
    for number in range(5):
        # One household has a whole network of IPv6 addresses.
        source = {"REMOTE_ADDR": f"2001:db8:0:7::{number}"}
        guesser.post("/team/inloggen", wrong, status=422, environ_overrides=source)
    source = {"REMOTE_ADDR": "2001:db8:0:7::99"}
    guesser.post("/team/inloggen", wrong, status=429, environ_overrides=source)

    Browser(app).sign_in("noord", PASSWORD)


def test_guessing_from_everywhere_makes_the_account_wait(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "FREE_FROM_ANYWHERE", 8)
    browser = Browser(app)
    browser.get("/team/inloggen")
    wrong = {"username": "noord", "password": "x"}
    for number in range(8):
        source = {"REMOTE_ADDR": f"192.0.2.{number}"}
        browser.post("/team/inloggen", wrong, status=422, environ_overrides=source)

    source = {"REMOTE_ADDR": "198.51.100.7"}
    right = {"username": "noord", "password": PASSWORD}
    browser.post("/team/inloggen", right, status=429, environ_overrides=source)


def test_one_name_after_another_makes_the_place_wait(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "FREE_FROM_SOURCE", 8)
    browser.get("/team/inloggen")
    for number in range(8):
        browser.post("/team/inloggen", {"username": f"naam{number}", "password": "x"}, status=422)

    browser.post("/team/inloggen", {"username": "noord", "password": PASSWORD}, status=429)
