from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from app.staff.models import StaffSession
from app.staff.rules import Role
from tests.factories import PASSWORD, make_member, make_programme
from tests.page import Browser

Stored = Callable[[], Session]
HERE = "/team/account"
NEW = "een heel nieuwe zin"


@pytest.fixture(autouse=True)
def accounts(session: Session) -> None:
    make_programme(session)
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    make_member(session, "noord", roles=(Role.DISTRICT_MANAGER, Role.RESEARCHER))
    session.commit()


@pytest.fixture
def noord(browser: Browser) -> Browser:
    browser.sign_in("noord", PASSWORD)
    browser.get(HERE)
    return browser


@pytest.fixture
def elsewhere(browser: Browser) -> Browser:
    """Another device on which noord is signed in."""
    other = Browser(browser.client.application)
    other.sign_in("noord", PASSWORD)
    return other


def change(browser: Browser, old: str = PASSWORD, new: str = NEW, status: int = 303) -> str:
    sent = {"old": old, "password": new}
    return browser.post(f"{HERE}/wachtwoord", sent, status=status).text


def test_everybody_sees_the_own_roles_and_districts(noord: Browser) -> None:
    text = noord.get(HERE).text

    assert "Wijkmanager, Onderzoeker" in text
    assert ">Noord</dd>" in text
    assert "op 1 apparaat ingelogd" in text


def test_the_account_page_asks_to_sign_in(browser: Browser) -> None:
    browser.get(HERE, 303)


def test_a_changed_password_ends_other_sign_ins_and_keeps_this_one(
    noord: Browser, elsewhere: Browser
) -> None:
    before = noord.client.get_cookie("team")

    change(noord)

    after = noord.client.get_cookie("team")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert "Uw nieuwe wachtwoord geldt nu" in noord.get(HERE).text
    elsewhere.get(HERE, 303)


def test_after_a_change_only_the_new_password_opens(noord: Browser, elsewhere: Browser) -> None:
    change(noord)

    elsewhere.get("/team/inloggen")
    elsewhere.post("/team/inloggen", {"username": "noord", "password": PASSWORD}, status=422)
    elsewhere.post("/team/inloggen", {"username": "noord", "password": NEW})


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("verkeerd", NEW, "niet uw wachtwoord van nu"),
        ("", NEW, "Vul uw wachtwoord van nu in."),
        (PASSWORD, "", "Vul een wachtwoord in."),
        (PASSWORD, "kort", "Neem minstens 12 tekens."),
        (PASSWORD, "brunssum12345", "te makkelijk te raden"),
    ],
)
def test_a_change_that_is_not_right_is_refused_and_changes_nothing(
    noord: Browser, elsewhere: Browser, old: str, new: str, words: str
) -> None:
    assert words in change(noord, old, new, 422)

    elsewhere.get(HERE)


def test_wrong_old_passwords_are_counted_and_then_even_the_right_one_waits(noord: Browser) -> None:
    for _ in range(5):
        change(noord, "verkeerd", status=422)

    change(noord, status=429)


def test_a_right_old_password_clears_the_count(noord: Browser) -> None:
    for _ in range(4):
        change(noord, "verkeerd", status=422)
    change(noord)
    noord.get(HERE)

    change(noord, "verkeerd", status=422)
    change(noord, NEW, PASSWORD)


def test_signing_out_everywhere_ends_this_device_too(
    noord: Browser, elsewhere: Browser, stored: Stored
) -> None:
    noord.post(f"{HERE}/uitloggen")

    noord.get(HERE, 303)
    elsewhere.get(HERE, 303)
    assert stored().exec(select(StaffSession)).all() == []


@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("admin", "/team/verhalen"),
        ("noord", "/team/verhalen"),
        ("beraad", "/team/beraad"),
        ("ambassadeur", "/team/opschrijven"),
        ("onderzoeker", "/team/rondes"),
        ("niemand", "/team/account"),
    ],
)
def test_the_start_page_goes_where_the_roles_lead(
    browser: Browser, session: Session, username: str, path: str
) -> None:
    for name, roles in (
        ("beraad", (Role.COUNCIL,)),
        ("ambassadeur", (Role.AMBASSADOR,)),
        ("onderzoeker", (Role.RESEARCHER,)),
        ("niemand", ()),
    ):
        make_member(session, name, roles=roles, districts=())
    session.commit()
    browser.sign_in(username, PASSWORD)

    assert browser.get("/team", 303).headers["Location"] == path


def test_who_has_no_pages_is_shown_what_can_be_done(browser: Browser, session: Session) -> None:
    make_member(session, "niemand", roles=(), districts=())
    session.commit()
    browser.sign_in("niemand", PASSWORD)

    assert 'href="/verhaal"' in browser.follow("/team").text
