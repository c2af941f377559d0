"""A reader chooses a language, or the browser does; staff read Dutch."""

import html5lib
import pytest
from flask import Flask
from sqlmodel import Session

from app.core.languages import LANGUAGES
from tests.factories import make_programme
from tests.page import Browser

_GERMAN_FIRST = {"Accept-Language": "de-AT,de;q=0.9,nl;q=0.5"}


@pytest.fixture(autouse=True)
def programme(session: Session) -> None:
    make_programme(session)
    session.commit()


def _language_of(text: str) -> tuple[str | None, str | None]:
    root = html5lib.parse(text, namespaceHTMLElements=False)
    return root.get("lang"), root.get("dir")


def _choose(browser: Browser, code: str, back: str = "/hulp", status: int = 303) -> str | None:
    browser.get(f"/taal?terug={back}")
    answer = browser.post("/taal", {"taal": code, "terug": back}, status=status)
    return answer.headers.get("Location")


def test_without_a_wish_a_page_is_dutch(app: Flask) -> None:
    assert _language_of(Browser(app).get("/hulp").text) == ("nl", "ltr")


def test_the_browser_tells_which_language_is_read_first(app: Flask) -> None:
    page = Browser(app).get("/hulp", headers=_GERMAN_FIRST)

    assert _language_of(page.text) == ("de", "ltr")
    assert "Accept-Language" in page.vary


def test_a_language_that_we_lack_falls_back_to_the_next_wish(app: Flask) -> None:
    headers = {"Accept-Language": "fr,pl;q=0.8"}

    assert _language_of(Browser(app).get("/hulp", headers=headers).text)[0] == "pl"


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_choice_goes_before_the_browsers_wish_and_leads_back(app: Flask, code: str) -> None:
    browser = Browser(app)

    assert _choose(browser, code) == "/hulp"

    wanted = code, "rtl" if LANGUAGES[code].is_rtl else "ltr"
    assert _language_of(browser.get("/hulp", headers=_GERMAN_FIRST).text) == wanted


def test_every_page_leads_to_the_choice_and_back(app: Flask) -> None:
    assert 'href="/taal?terug=/verhalen"' in Browser(app).get("/verhalen").text


def test_the_same_address_is_sent_anew_in_another_language(app: Flask) -> None:
    browser = Browser(app)
    dutch = browser.get("/hulp")
    _choose(browser, "ar")

    arabic = browser.get("/hulp", headers={"If-None-Match": dutch.headers["ETag"]})

    assert _language_of(arabic.text) == ("ar", "rtl")


def test_staff_read_dutch_whatever_they_chose(app: Flask) -> None:
    browser = Browser(app)
    _choose(browser, "tr")

    assert _language_of(browser.get("/team/inloggen").text)[0] == "nl"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org", "/\\example.org", "volg", "/bestaat-niet", ""],
)
def test_a_choice_leads_to_no_other_site_and_to_no_missing_page(app: Flask, elsewhere: str) -> None:
    assert _choose(Browser(app), "en", back=elsewhere) == "/"


def test_an_unknown_language_shows_the_choice_again(app: Flask) -> None:
    browser = Browser(app)

    assert _choose(browser, "xx", status=422) is None
    assert _language_of(browser.get("/hulp").text)[0] == "nl"
