from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.config import Settings
from app.staff.models import StaffSession
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme
from tests.page import Browser

Stored = Callable[[], Session]
Tell = Callable[[datetime], None]
SIGN_IN = "/team/inloggen"
INSIDE = "/team/account"


@pytest.fixture(autouse=True)
def accounts(session: Session) -> None:
    make_programme(session)
    make_member(session, "noord")
    session.commit()


@pytest.fixture
def it_is(monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Sets the clock."""

    def tell(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return tell


def sign_in_to(browser: Browser, there: str) -> str:
    """Sign in on the page that asks for `there`, and return where that leads."""
    path = f"{SIGN_IN}?naar={quote(there, safe='')}"
    browser.get(path)
    answer = browser.post(path, {"username": "noord", "password": PASSWORD})
    return answer.headers["Location"]


@pytest.mark.parametrize(
    "there",
    [
        "https://kwaad.example/team",
        "//kwaad.example/team",
        "///kwaad.example",
        "\\\\kwaad.example",
        "/\\kwaad.example",
        "/team\\kwaad.example",
        "/team/\\kwaad.example",
        "/team//kwaad.example",
        "/team/../../kwaad.example",
        "/team/..//kwaad.example",
        "/team\t//kwaad.example",
        "/team\r\nLocation: https://kwaad.example",
        "/team\n",
        "\t/team",
        " /team",
        "/teamkwaad",
        "/team@kwaad.example",
        "/team.kwaad.example",
        "team",
        "javascript:alert(1)",
        "/verhalen",
        "https:/team",
        "http:team",
        "/team/\x00",
        "/team/\u202e",
        "",
    ],
)
def test_signing_in_never_leads_away(browser: Browser, there: str) -> None:
    assert sign_in_to(browser, there) == "/team"


@pytest.mark.parametrize("there", ["/team", "/team/account", "/team/verhalen?wijk=noord&status=x"])
def test_signing_in_leads_to_the_page_that_was_asked_for(browser: Browser, there: str) -> None:
    assert sign_in_to(browser, there) == there


@pytest.mark.parametrize(
    "host", ["kwaad.example", "localhost.kwaad.example", "localhost@kwaad.example", "127.0.0.2"]
)
def test_another_host_name_is_not_answered(browser: Browser, host: str) -> None:
    assert browser.client.get(SIGN_IN, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "Forwarded"])
def test_redirects_name_no_host_whatever_a_header_says(browser: Browser, header: str) -> None:
    value = "host=kwaad.example" if header == "Forwarded" else "kwaad.example"

    answer = browser.client.get(INSIDE, headers={header: value})

    assert answer.headers["Location"] == "/team/inloggen?naar=/team/account"


def test_staff_pages_and_the_sign_in_are_cached_by_nobody(browser: Browser) -> None:
    assert browser.get(SIGN_IN).headers["Cache-Control"] == "no-store"
    browser.sign_in("noord", PASSWORD)
    assert browser.get(INSIDE).headers["Cache-Control"] == "no-store"


def test_signing_in_needs_the_forms_token(browser: Browser, stored: Stored) -> None:
    sent = {"username": "noord", "password": PASSWORD}

    assert browser.client.post(SIGN_IN, data=sent).status_code == 400
    assert browser.client.post(SIGN_IN, data={**sent, "csrf_token": "x"}).status_code == 400
    assert stored().exec(select(StaffSession)).all() == []


def test_signing_in_from_another_site_is_refused(browser: Browser, stored: Stored) -> None:
    browser.get(SIGN_IN)

    browser.post(
        SIGN_IN,
        {"username": "noord", "password": PASSWORD},
        status=403,
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert stored().exec(select(StaffSession)).all() == []


def test_a_token_that_somebody_planted_opens_nothing(browser: Browser) -> None:
    browser.client.set_cookie("team", "geplant")

    browser.get(INSIDE, 303)


def test_each_sign_in_has_a_new_token_and_ends_the_one_before(
    browser: Browser, stored: Stored
) -> None:
    browser.sign_in("noord", PASSWORD)
    first = browser.client.get_cookie("team")
    browser.sign_in("noord", PASSWORD)
    second = browser.client.get_cookie("team")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    assert len(stored().exec(select(StaffSession)).all()) == 1

    browser.client.set_cookie("team", first.value)

    browser.get(INSIDE, 303)


def test_the_forms_token_of_before_signing_in_is_worth_nothing_after(browser: Browser) -> None:
    browser.get(SIGN_IN)
    assert browser.last is not None
    token = browser.last.text.partition('name="csrf_token" type="hidden" value="')[2]
    browser.sign_in("noord", PASSWORD)

    answer = browser.client.post("/team/uitloggen", data={"csrf_token": token.partition('"')[0]})

    assert answer.status_code == 400


def test_the_cookie_is_for_the_server_only(browser: Browser) -> None:
    browser.sign_in("noord", PASSWORD)
    cookie = browser.client.get_cookie("team")

    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_a_stolen_cookie_is_dead_after_signing_out(browser: Browser, stored: Stored) -> None:
    browser.sign_in("noord", PASSWORD)
    stolen = browser.client.get_cookie("team")
    assert stolen is not None
    browser.get(INSIDE)

    browser.post("/team/uitloggen")

    assert stored().exec(select(StaffSession)).all() == []
    browser.client.set_cookie("team", stolen.value)
    browser.get(INSIDE, 303)


def test_the_database_holds_no_token(browser: Browser, stored: Stored) -> None:
    browser.sign_in("noord", PASSWORD)
    cookie = browser.client.get_cookie("team")

    assert cookie is not None
    assert cookie.value != stored().exec(select(StaffSession)).one().token_hash


def test_signing_out_by_a_link_is_not_possible(browser: Browser) -> None:
    browser.sign_in("noord", PASSWORD)

    assert browser.client.get("/team/uitloggen").status_code == 405
    browser.get(INSIDE)


def test_rest_ends_a_sign_in(browser: Browser, settings: Settings, it_is: Tell) -> None:
    it_is(NOW)
    browser.sign_in("noord", PASSWORD)
    rest = timedelta(minutes=settings.staff_idle_minutes)

    it_is(NOW + rest - timedelta(seconds=1))
    browser.get(INSIDE)
    it_is(NOW + 2 * rest - timedelta(seconds=2))
    browser.get(INSIDE)
    it_is(NOW + 3 * rest)
    browser.get(INSIDE, 303)


def test_even_who_never_rests_signs_in_again_after_a_day_of_work(
    browser: Browser, settings: Settings, it_is: Tell
) -> None:
    it_is(NOW)
    browser.sign_in("noord", PASSWORD)
    longest = timedelta(hours=settings.staff_session_hours)

    moment = NOW
    while moment + timedelta(minutes=29) < NOW + longest:
        moment += timedelta(minutes=29)
        it_is(moment)
        browser.get(INSIDE)

    it_is(NOW + longest)
    browser.get(INSIDE, 303)


def test_old_sign_ins_are_forgotten_at_the_next_one(
    browser: Browser, stored: Stored, it_is: Tell
) -> None:
    it_is(NOW)
    browser.sign_in("noord", PASSWORD)
    it_is(NOW + timedelta(days=2))

    Browser(browser.client.application).sign_in("noord", PASSWORD)

    assert len(stored().exec(select(StaffSession)).all()) == 1


def test_waiting_long_enough_lets_the_right_password_in_again(
    browser: Browser, it_is: Tell
) -> None:
    it_is(NOW)
    browser.get(SIGN_IN)
    for _ in range(5):
        browser.post(SIGN_IN, {"username": "noord", "password": "x"}, status=422)
    browser.post(SIGN_IN, {"username": "noord", "password": PASSWORD}, status=429)

    it_is(NOW + timedelta(seconds=11))
    browser.get(SIGN_IN)
    browser.post(SIGN_IN, {"username": "noord", "password": PASSWORD})


def test_signing_in_is_logged_without_the_password(browser: Browser, stored: Stored) -> None:
    browser.sign_in("noord", PASSWORD)

    entry = stored().exec(select(AuditEntry)).one()
    assert (entry.action, entry.facts) == ("staff.signed_in", {})
