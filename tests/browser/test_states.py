"""Each page in each state, looked at by the machine; and a folder of pictures for people."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException

from app.web.error_pages import _WORDS
from tests.browser.looking import (
    COLOURS,
    CUT,
    axe_problems,
    read_small_and_large,
    watching,
)
from tests.browser.states import NO_PAGES, STATES
from tests.browser.town import Town
from tests.browser.visiting import State, Visitor, hold

#: Somebody wants to look at the pictures: then they are taken in every shape.
IS_KEPT = "BUURTSTEM_SCREENSHOTS" in os.environ
#: Has photos come that wait until somebody scrolls to them.
COME = """() => Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  return image.complete || new Promise((done) => { image.onload = image.onerror = done; });
}))"""
#: A page that is longer is taken as far as it is on the screen.
MOST_PIXELS = 12_000


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go: a folder that is kept when the environment names one."""
    named = os.environ.get("BUURTSTEM_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("album")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def visited(request: pytest.FixtureRequest) -> Town:
    """The town of the state that is looked at."""
    state: State = request.getfixturevalue("state")
    town: Town = request.getfixturevalue("new_town" if state.is_new else "town")
    return town


@pytest.fixture(scope="session")
def window(chromium: Browser) -> Iterator[Page]:
    """One phone for all pages: a new one for each takes longer than looking at the page."""
    context = chromium.new_context(has_touch=True, locale="nl-NL", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def screen(window: Page, visited: Town, state: State) -> Page:
    """The phone as if it were new, in the hands of who looks."""
    window.goto("about:blank")
    window.context.clear_cookies()
    window.set_viewport_size({"width": 360, "height": 740})
    window.emulate_media(color_scheme="light")
    if state.who:
        hold(window.context, visited, "team", visited.signed_in[state.who])
    return window


@pytest.mark.browser
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.slug)
def test_everybody_can_use_the_page(screen: Page, visited: Town, state: State, album: Path) -> None:
    with watching(screen, visited.address) as watch:
        state.way(Visitor(screen, visited))
        problems = _look(screen, album / state.slug)

    method, path, status = watch.answer
    assert status == state.status
    assert _endpoint(visited.app, method, path) == state.endpoint
    assert problems == []
    assert watch.said == []
    assert watch.elsewhere == []
    assert state.who or watch.bytes <= state.most_bytes


def _look(page: Page, path: Path) -> list[str]:
    """Return what is wrong with the page, by day, by night, and with large letters."""
    problems = axe_problems(page)
    page.evaluate(COME)
    if IS_KEPT:
        _take(page, path.with_suffix(".png"))
    page.emulate_media(color_scheme="dark")
    problems += [f"dark: {each}" for each in axe_problems(page, COLOURS)]
    if IS_KEPT:
        _take(page, path.with_suffix(".dark.png"))
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 800})
        _take(page, path.with_suffix(".wide.png"))
    with read_small_and_large(page):
        problems += page.evaluate(CUT)
    if IS_KEPT:
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        _take(page, path.with_suffix(".large.png"))
    return problems


def _take(page: Page, path: Path) -> None:
    page.evaluate(COME)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.screenshot(path=path, full_page=height < MOST_PIXELS)


def _endpoint(app: Flask, method: str, path: str) -> str:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path, method=method)
    except HTTPException:
        return ""
    return str(endpoint)


def test_every_address_is_a_page_of_the_table_or_no_page(app: Flask) -> None:
    shown = {state.endpoint for state in STATES}
    known = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert known - shown - NO_PAGES == set(), "no state shows these"
    assert NO_PAGES - known == set(), "these are gone"
    assert shown & NO_PAGES == set()


def test_every_kind_of_error_has_a_state() -> None:
    assert set(_WORDS) <= {state.status for state in STATES}


def test_no_two_states_have_one_name() -> None:
    assert len({state.slug for state in STATES}) == len(STATES)
