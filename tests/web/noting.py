"""Steps of writing a story down that several tests take."""

from werkzeug.test import TestResponse

from tests.page import Browser

TOLD = {"channel": "door", "collected_on": "2026-11-20", "district": "noord", "place": "Het plein"}
SAID = {"text": "Het licht op het pleintje is al weken stuk.", "language": "nl"}


def note(browser: Browser, **told: str) -> None:
    """Fill in how it was told."""
    browser.get("/team/opschrijven")
    browser.post("/team/opschrijven", TOLD | told)


def say(browser: Browser, number: int = 1, **said: str) -> TestResponse:
    """Fill in what one person told."""
    browser.get(f"/team/opschrijven/stem/{number}")
    return browser.post(f"/team/opschrijven/stem/{number}", SAID | said)


def keep(browser: Browser) -> TestResponse:
    """Send the note and return the page with its cards."""
    browser.get("/team/opschrijven/controle")
    browser.post("/team/opschrijven/controle")
    return browser.get("/team/opschrijven/kaarten")
