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
    Watch,
    axe_problems,
    read_small_and_large,
)
from tests.browser.states import NO_PAGES, STATES
from tests.browser.town import Town
from tests.browser.visiting import State, Visitor, hold

#: Over the wire, with CSS and JavaScript, without photos.
MOST_BYTES = 30_000


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


@pytest.fixture
def screen(chromium: Browser, visited: Town, state: State) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=visited.address,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        locale="nl-NL",
        reduced_motion="reduce",
    )
    if state.who:
        hold(context, visited, "team", visited.signed_in[state.who])
    yield context.new_page()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.slug)
def test_everybody_can_use_the_page(screen: Page, visited: Town, state: State, album: Path) -> None:
    watch = Watch(screen, visited.address)

    state.way(Visitor(screen, visited))

    method, path, status = watch.answer
    assert status == state.status
    assert _endpoint(visited.app, method, path) == state.endpoint
    problems = axe_problems(screen)
    _take(screen, album / f"{state.slug}.png")
    screen.emulate_media(color_scheme="dark")
    problems += [f"dark: {each}" for each in axe_problems(screen, COLOURS)]
    if "BUURTSTEM_SCREENSHOTS" in os.environ:
        _take(screen, album / f"{state.slug}.dark.png")
        screen.emulate_media(color_scheme="light")
        screen.set_viewport_size({"width": 1280, "height": 800})
        _take(screen, album / f"{state.slug}.wide.png")
    with read_small_and_large(screen):
        problems += screen.evaluate(CUT)
        if "BUURTSTEM_SCREENSHOTS" in os.environ:
            _take(screen, album / f"{state.slug}.large.png")
    assert problems == []
    assert watch.said == []
    assert watch.elsewhere == []
    assert state.who or watch.bytes <= MOST_BYTES


def _take(page: Page, path: Path) -> None:
    page.screenshot(path=path, full_page=True)


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
