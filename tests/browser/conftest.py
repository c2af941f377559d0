"""A real Chromium against a real server; skipped only where it can't be had or driven."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.serving import (
    ARGUMENTS,
    PATIENCE_MS,
    can_drive,
    find_chromium,
    make_app,
    serving,
)
from tests.browser.town import Town, found_town, populate
from tests.browser.town_chain import chain_things
from tests.browser.town_council import meet
from tests.browser.town_figures import figure_things
from tests.browser.town_letters import make_letters_of_town
from tests.browser.town_news import tell_all_news
from tests.browser.town_paper import ask_things
from tests.browser.town_polls import hold_polls
from tests.browser.town_promises import promise_things
from tests.browser.town_results import hold_results
from tests.browser.town_voting import hold_votes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Flask-Compress leave the closing of files that it sends to the collector of garbage."""
    for item in items:
        if "browser" in item.keywords:
            ignored = "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
            item.add_marker(pytest.mark.filterwarnings(ignored))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium is installed: neither `chromium` nor `chromium-browser` is found")
    if not can_drive():
        pytest.skip("Playwright's own Node.js does not start: libatomic1 may be missing")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        # A busy machine is slow, not broken.
        expect.set_options(timeout=PATIENCE_MS)
        browser.on("context", lambda context: context.set_default_timeout(PATIENCE_MS))
        yield browser
        browser.close()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Address of the app, served by a thread of its own."""
    with serving(app) as address:
        yield address


@pytest.fixture
def phone(chromium: Browser, site: str) -> Iterator[Page]:
    """A phone that refuses to go on after an error in a script or in the console."""
    context = chromium.new_context(
        locale="nl-NL", base_url=site, viewport={"width": 360, "height": 740}, has_touch=True
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert wrong == []


def _town(folder: Path, empty_database: Path, *, full: bool) -> Iterator[Town]:
    app = make_app(folder, empty_database, compress=True)
    town = found_town(app)
    if full:
        populate(town)
        hold_polls(town)
        hold_votes(town)
        make_letters_of_town(town)
        hold_results(town)
        promise_things(town)
        tell_all_news(town)
        chain_things(town)
        meet(town)
        ask_things(town)
        figure_things(town)
    with serving(app) as town.address:
        yield town
    town.parts.database.dispose()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Town]:
    """A town full of stories; tests leave those of others as they are."""
    yield from _town(tmp_path_factory.mktemp("town"), empty_database, full=True)


@pytest.fixture(scope="session")
def new_town(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Town]:
    """A town where nobody told anything yet; nobody should."""
    yield from _town(tmp_path_factory.mktemp("new-town"), empty_database, full=False)
