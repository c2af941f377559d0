"""A browser for tests that checks every page it is given."""

import re
from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.audited import audited

NAMELESS = {"hidden", "submit", "button"}


class Browser:
    """Fetches pages as a visitor would, and refuses pages that a visitor couldn't use."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.last: TestResponse | None = None
        #: As whom it signed in last.
        self.username = ""

    def get(self, path: str, status: int = 200, **kwargs: Any) -> TestResponse:
        """Fetch `path` and check the page."""
        return self._check(self.client.get(path, **kwargs), status)

    def follow(self, path: str) -> TestResponse:
        """Fetch `path` and go where it redirects to."""
        return self._check(self.client.get(path, follow_redirects=True), 200)

    def post(
        self, path: str, data: dict[str, Any] | None = None, status: int = 303, **kwargs: Any
    ) -> TestResponse:
        """Send a form as the page last fetched would: with its CSRF token."""
        filled = {"csrf_token": self._token(path), **(data or {})}
        if path.startswith("/team/inloggen"):
            self.username = filled.get("username", "")
        with audited(self.client.application, path, self.username):
            answer = self.client.post(path, data=filled, **kwargs)
        return self._check(answer, status)

    def sign_in(self, username: str, password: str) -> None:
        """Sign in as a member of staff."""
        self.get("/team/inloggen")
        self.post("/team/inloggen", {"username": username, "password": password})

    def _token(self, path: str) -> str:
        for text in (self.last.text if self.last is not None else "", self._form_page(path)):
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
            if found:
                return found[1]
        return ""

    def _form_page(self, path: str) -> str:
        response = self.client.get(path)
        return response.text if response.mimetype == "text/html" else ""

    def _check(self, response: TestResponse, status: int) -> TestResponse:
        assert response.status_code == status, f"{response.status_code}: {response.text[:2000]}"
        if response.mimetype == "text/html" and not 300 <= status < 400:
            check_page(response.text)
            self.last = response
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        return response


def check_page(text: str) -> None:
    """Assert what holds for every page: language, title, one h1, labels, no inline code."""
    document = html5lib.parse(text, namespaceHTMLElements=False)
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    by_tag: dict[str, list[Element]] = {}
    for element in elements:
        by_tag.setdefault(element.tag, []).append(element)
    assert document.get("lang"), "no language"
    assert "".join(by_tag["title"][0].itertext()).strip(), "no title"
    assert len(by_tag.get("h1", [])) == 1, f"{len(by_tag.get('h1', []))} h1"
    assert len(by_tag.get("main", [])) == 1, "no main"
    _check_ids(elements)
    _check_labels(by_tag)
    _check_nothing_inline(elements)
    for picture in by_tag.get("img", []):
        assert picture.get("alt") is not None, "a picture without alt"


def _check_ids(elements: list[Element]) -> None:
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    doubled = [name for name, count in ids.items() if count > 1]
    assert not doubled, f"ids twice: {doubled}"
    for element in elements:
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for target in (element.get(attribute) or "").split():
                assert target in ids, f"{attribute}={target} points nowhere"
        href = element.get("href") or ""
        if href.startswith("#") and len(href) > 1:
            assert href[1:] in ids, f"{href} points nowhere"


def _check_labels(by_tag: dict[str, list[Element]]) -> None:
    labelled = {label.get("for") for label in by_tag.get("label", [])}
    wrapped = {id(child) for label in by_tag.get("label", []) for child in label.iter()}
    for tag in ("input", "textarea", "select"):
        for control in by_tag.get(tag, []):
            if control.get("type") in NAMELESS or control.get("aria-label"):
                continue
            named = control.get("id") in labelled or id(control) in wrapped
            assert named or control.get("aria-labelledby"), f"no label: {control.attrib}"


def _check_nothing_inline(elements: list[Element]) -> None:
    for element in elements:
        assert not any(name.startswith("on") for name in element.attrib), element.attrib
        assert "style" not in element.attrib, f"inline style: {element.attrib}"
        assert element.tag != "style", "inline stylesheet"
        assert element.tag != "script" or element.get("src"), "inline script"
        for name in ("src", "href", "action"):
            address = element.get(name) or ""
            assert not address.startswith(("http:", "https:", "//")) or element.tag == "a", address
