"""One story walked through its whole chain, hop by hop, on card and public page in a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.core import clock
from app.stories.models import Story
from tests.browser.looking import axe_problems, watching
from tests.browser.serving import make_app, serving
from tests.browser.town import Town, found_town
from tests.browser.town_chain import tell
from tests.browser.visiting import hold
from tests.chains import Hop, Walk

pytestmark = pytest.mark.browser


@pytest.fixture
def town(tmp_path: Path, empty_database: Path) -> Iterator[Town]:
    app = make_app(tmp_path, empty_database)
    quiet = found_town(app)
    with quiet.writing() as session:
        tell(quiet, session, "followed")
    with serving(app) as quiet.address:
        yield quiet
    quiet.parts.database.dispose()


@pytest.fixture
def page(chromium: Browser, town: Town) -> Iterator[Page]:
    """A phone on which the card is open."""
    context = chromium.new_context(
        base_url=town.address, viewport={"width": 320, "height": 640}, locale="nl-NL"
    )
    hold(context, town, "kaart", town.card_cookie("followed"))
    yield context.new_page()
    context.close()


def test_each_hop_is_there_with_its_day_as_soon_as_it_was_taken(town: Town, page: Page) -> None:
    public, taken = f"/verhalen/{town.stories['followed']}", list[Hop]()
    for path in ("/volg", public):
        page.goto(path)
        expect(steps(page)).to_have_count(1)
        expect(steps(page).first).to_contain_text("Nog geen vervolg")
    with town.parts.database.write() as session:
        story = session.get_one(Story, 1)
        for hop in Walk(session, town.parts.storage, story, clock.now()).hops():
            session.commit()
            taken.append(hop)
            for path in ("/volg", public):
                page.goto(path)
                see(page, taken)

    for path in ("/volg", public):
        with watching(page, town.address):
            page.goto(path)
            assert axe_problems(page) == []
    for hop in taken:
        if hop.path:
            page.goto(public)
            page.get_by_role("link", name=hop.words).first.click()
            assert page.url == town.address + hop.path
            expect(page.get_by_role("heading", level=1)).to_be_visible()


def steps(page: Page) -> Locator:
    """The steps of the chain on the page, in the order in which they are read."""
    return page.get_by_role("region", name="Wat kwam ervan?").get_by_role("listitem")


def see(page: Page, hops: list[Hop]) -> None:
    """Find every hop with its day, in order, among the steps."""
    told = steps(page).all_inner_texts()
    places = [
        next(number for number, step in enumerate(told) if hop.words in step and hop.when in step)
        for hop in hops
    ]
    assert places == sorted(places)
