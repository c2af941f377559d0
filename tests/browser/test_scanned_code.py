"""The QR code of a card: what stands behind the # reaches the server in a form and nowhere else."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route, expect
from sqlmodel import Session

from tests.factories import ORIGINAL, make_member, make_programme
from tests.follow_cards import Told, tell, tell_with

pytestmark = pytest.mark.browser

Start = Callable[..., Any]


@pytest.fixture
def told(session: Session) -> Told:
    make_programme(session)
    make_member(session, "noord")
    told = tell(session)
    session.commit()
    return told


@pytest.fixture
def heard(app: Flask) -> list[str]:
    """Everything but the bodies that the server is told, of every request."""
    lines: list[str] = []
    inner: Callable[[dict[str, Any], Start], Iterable[bytes]] = app.wsgi_app

    def listen(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        lines.append(" ".join(f"{name}={environ[name]}" for name in environ if name.isupper()))
        return inner(environ, start)

    ears: Any = listen
    app.wsgi_app = ears  # type: ignore[method-assign] # the way Flask documents it
    return lines


def test_scanning_opens_the_card(phone: Page, told: Told, heard: list[str], site: str) -> None:
    phone.goto(f"/k#{told.code.text}")

    expect(phone.get_by_role("heading", level=1)).to_have_text("Wij lezen uw verhaal")
    assert phone.url == f"{site}/volg"
    assert len(heard) > 3
    for line in heard:
        assert told.code.text not in line
        assert told.code.secret not in line


def test_the_code_leaves_the_address_bar_before_anything_is_sent(
    phone: Page, told: Told, site: str
) -> None:
    addresses: list[str] = []

    def pass_on(route: Route) -> None:
        addresses.append(phone.url)
        route.continue_()

    phone.route("**/volg", pass_on)

    phone.goto(f"/k#{told.code.text}")

    expect(phone.get_by_role("heading", level=1)).to_have_text("Wij lezen uw verhaal")
    assert addresses[0] == f"{site}/k"


def test_going_back_shows_no_code(phone: Page, told: Told, site: str) -> None:
    phone.goto("/k")
    phone.evaluate("code => { location.hash = code }", told.code.text)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Wij lezen uw verhaal")

    phone.go_back()

    expect(phone).to_have_url(f"{site}/k")
    expect(phone.get_by_label("Typ uw code")).to_have_value("")


def test_a_card_scanned_on_the_same_page_opens_too(
    phone: Page, told: Told, session: Session
) -> None:
    other = tell_with(session, original="Een ander verhaal.")
    session.commit()
    phone.goto("/k")
    expect(phone.get_by_label("Typ uw code")).to_have_value("")

    phone.evaluate("code => { location.hash = code }", other.code.text)

    expect(phone.get_by_role("heading", level=1)).to_have_text("Wij lezen uw verhaal")
    text = phone.get_by_role("main")
    expect(text).to_contain_text("Een ander verhaal.")
    expect(text).not_to_contain_text(ORIGINAL)
    assert told.story.ref not in phone.content()


def test_without_a_script_the_code_is_typed(chromium: Chromium, told: Told, site: str) -> None:
    context = chromium.new_context(base_url=site, java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    page.goto(f"/k#{told.code.text}")
    expect(page.get_by_label("Typ uw code")).to_have_value("")

    page.get_by_label("Typ uw code").fill(told.code.grouped.lower())
    page.get_by_role("button", name="Open mijn kaart").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Wij lezen uw verhaal")
    context.close()
