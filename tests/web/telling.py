"""Steps of telling a story that several tests take."""

import re
from io import BytesIO

from werkzeug.test import TestResponse

from tests.page import Browser

TEXT = "Sinds de bieb dicht is, zie ik mijn buren niet meer."


def tell(browser: Browser, text: str = TEXT) -> None:
    """Fill in the first two pages."""
    browser.get("/verhaal")
    browser.post("/verhaal", {"district": "oost"})
    browser.get("/verhaal/tekst")
    browser.post("/verhaal/tekst", {"text": text, "language": "nl"})


def upload(browser: Browser, *photos: bytes, status: int = 303) -> TestResponse:
    """Choose photos and go on."""
    files = [(BytesIO(photo), f"foto {n}.jpg") for n, photo in enumerate(photos, start=1)]
    return browser.post("/verhaal/fotos", {"photos": files}, status)


def send(browser: Browser) -> TestResponse:
    """Send the story from the page with all answers, and return the page with the code."""
    browser.get("/verhaal/controle")
    browser.post("/verhaal/controle")
    return browser.get("/verhaal/verstuurd")


def code_on(page: str) -> str:
    """Return the code that a page shows."""
    groups = re.findall(r'code__group">(\w{5})<', page)
    assert len(groups) == 3
    return "".join(groups)
