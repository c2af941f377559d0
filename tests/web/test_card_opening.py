"""Opening a follow card: what is forgiven, what is told, what is slowed down, what never leaks."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlmodel import Session

from app import create_app
from app.core.codes import Code, new_code
from app.core.config import Settings
from app.stories import opening
from tests.factories import make_member, make_programme
from tests.follow_cards import Told, tell
from tests.page import Browser


@pytest.fixture
def told(session: Session) -> Told:
    make_programme(session)
    make_member(session, "noord")
    told = tell(session)
    session.commit()
    return told


def try_code(browser: Browser, typed: str, status: int = 303) -> str:
    browser.get("/volg")
    return browser.post("/volg", {"code": typed}, status=status).text


def wrong_for(code: Code) -> str:
    """A code of the same card whose check character fits."""
    other = "A" if code.secret[0] != "A" else "B"
    return Code(code.lookup, other + code.secret[1:]).text


def unknown_to(code: Code) -> str:
    """A code of a card that doesn't exist."""
    other = new_code()
    assert other.lookup != code.lookup
    return other.text


FORGIVEN: list[Callable[[Code], str]] = [
    lambda code: code.text,
    lambda code: code.grouped,
    lambda code: code.text.lower(),
    lambda code: "  " + code.grouped.replace(" ", " - ") + "\n",
    lambda code: code.text.replace("0", "O").replace("1", "l"),
]


@pytest.mark.parametrize("typed", FORGIVEN)
def test_a_code_opens_however_it_is_typed(
    browser: Browser, told: Told, typed: Callable[[Code], str]
) -> None:
    try_code(browser, typed(told.code))

    assert "Wij lezen uw verhaal" in browser.get("/volg").text


def test_without_a_card_the_page_asks_for_the_code(browser: Browser, told: Told) -> None:
    page = browser.get("/volg").text

    assert "Typ uw code" in page
    assert told.story.ref not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Typ de code"),
        ("K7QM4", "U typte er 5"),
        ("K7QM4 XPH2D 9RW8!", "staat nooit in een code"),
        ("x" * 300, "Dit is te lang"),
    ],
)
@pytest.mark.usefixtures("told")
def test_what_can_be_no_code_is_told_at_once(browser: Browser, typed: str, said: str) -> None:
    for _ in range(6):
        assert said in try_code(browser, typed, status=422)


def test_a_typing_mistake_is_told_at_once_and_not_counted(browser: Browser, told: Told) -> None:
    last = "A" if told.code.text[-1] != "A" else "B"
    for _ in range(6):
        assert "typefout" in try_code(browser, told.code.text[:-1] + last, status=422)

    try_code(browser, told.code.text)


def test_what_was_typed_stands_there_to_be_mended(browser: Browser, told: Told) -> None:
    typed = wrong_for(told.code)

    assert f'value="{typed}"' in try_code(browser, typed, status=422)


def test_wrong_and_unknown_are_answered_alike(browser: Browser, told: Told) -> None:
    pages = []
    for typed in (wrong_for(told.code), unknown_to(told.code)):
        page = try_code(browser, typed, status=422)
        token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
        pages.append(page.replace(typed, "").replace(token, ""))

    assert pages[0] == pages[1]


def test_wrong_and_unknown_cost_the_same_work(
    browser: Browser, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[str] = []
    verify = PasswordHasher.verify

    def counted(hasher: PasswordHasher, stored: str, secret: str) -> bool:
        costs.append(stored.rpartition("$")[0].rpartition("$")[0])
        return bool(verify(hasher, stored, secret))

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    try_code(browser, wrong_for(told.code), status=422)
    try_code(browser, unknown_to(told.code), status=422)

    assert len(costs) == 2
    assert costs[0] == costs[1]


def test_after_five_wrong_codes_even_the_right_one_waits(browser: Browser, told: Told) -> None:
    for _ in range(5):
        try_code(browser, wrong_for(told.code), status=422)

    browser.get("/volg")
    answer = browser.post("/volg", {"code": told.code.text}, status=429)

    assert 0 < int(answer.headers["Retry-After"]) <= 10
    assert "Wacht nog" in answer.text


def test_the_limit_of_a_card_holds_from_everywhere(app: Flask, told: Told) -> None:
    for number in range(5):
        browser = Browser(app)
        browser.get("/volg")
        source = {"REMOTE_ADDR": f"192.0.2.{number}"}
        data = {"code": wrong_for(told.code)}
        browser.post("/volg", data, status=422, environ_overrides=source)

    elsewhere = Browser(app)
    elsewhere.get("/volg")
    source = {"REMOTE_ADDR": "198.51.100.7"}
    elsewhere.post("/volg", {"code": told.code.text}, status=429, environ_overrides=source)


def test_the_limit_of_a_source_leaves_other_people_alone(
    app: Flask, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "FREE_FROM_SOURCE", 8)
    guesser = Browser(app)
    guesser.get("/volg")
    for number in range(8):
        # One household has a whole network of IPv6 addresses.
        source = {"REMOTE_ADDR": f"2001:db8:0:7::{number}"}
        data = {"code": unknown_to(told.code)}
        guesser.post("/volg", data, status=422, environ_overrides=source)
    source = {"REMOTE_ADDR": "2001:db8:0:7::99"}
    guesser.post("/volg", {"code": new_code().text}, status=429, environ_overrides=source)

    teller = Browser(app)
    teller.get("/volg")
    source = {"REMOTE_ADDR": "2001:db8:0:8::1"}
    teller.post("/volg", {"code": told.code.text}, environ_overrides=source)


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"])
@pytest.mark.usefixtures("told")
def test_a_header_of_the_visitor_gives_no_new_tries(
    browser: Browser, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "FREE_FROM_SOURCE", 8)
    browser.get("/volg")
    for number in range(8):
        headers = {name: f"203.0.113.{number}"}
        browser.post("/volg", {"code": new_code().text}, status=422, headers=headers)

    headers = {name: "203.0.113.99"}
    browser.post("/volg", {"code": new_code().text}, status=429, headers=headers)


def test_limits_outlive_the_process(app: Flask, settings: Settings, told: Told) -> None:
    first = Browser(app)
    first.get("/volg")
    for _ in range(5):
        first.post("/volg", {"code": wrong_for(told.code)}, status=422)

    second = Browser(create_app(settings))
    second.get("/volg")
    second.post("/volg", {"code": told.code.text}, status=429)


def test_card_pages_are_kept_by_nobody_and_tell_nobody(browser: Browser, told: Told) -> None:
    answers = [browser.get("/volg"), browser.get("/k")]
    answers.append(browser.post("/volg", {"code": told.code.text}))
    answers.append(browser.get("/volg"))
    paths = ("toestemming/papier", "intrekken", "bezwaar", "antwoord/nope")
    answers += [browser.client.get(f"/volg/{path}") for path in paths]

    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


class Lines:
    """Takes the place of the log and remembers every line."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def info(self, *words: object, **facts: object) -> None:
        self.written.append(f"{words} {facts}")

    warning = error = info


def test_the_code_is_in_no_answer_and_no_log(
    browser: Browser, told: Told, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lines = Lines()
    monkeypatch.setattr("app.web.logs.log", lines)
    caplog.set_level("DEBUG")

    browser.get("/k")
    opened = browser.post("/volg", {"code": told.code.text})
    page = browser.get("/volg")
    wrong = browser.post("/volg", {"code": wrong_for(told.code)}, status=422)

    written = "\n".join(lines.written) + caplog.text
    assert "card.enter" in written
    for secret in (told.code.text, told.code.secret, told.code.lookup + told.code.secret):
        assert secret not in written
        assert secret not in str(opened.headers) + page.text
        assert secret not in wrong.text.partition("</title>")[0]


def test_the_cookie_is_of_no_use_when_it_is_changed(browser: Browser, told: Told) -> None:
    browser.get("/volg")
    browser.client.set_cookie("kaart", f"{told.story.ref}.forged")

    assert "Typ uw code" in browser.get("/volg").text


def test_closing_the_card_forgets_it(browser: Browser, told: Told) -> None:
    try_code(browser, told.code.text)
    browser.get("/volg")

    browser.post("/volg/sluiten")

    page = browser.get("/volg").text
    assert "Uw kaart is dicht" in page
    assert "Typ uw code" in page


@pytest.mark.usefixtures("told")
def test_the_page_of_the_qr_code_lets_people_type(browser: Browser) -> None:
    page = browser.get("/k").text

    assert "js/scanned.js" in page
    assert 'action="/volg"' in page
