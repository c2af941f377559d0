"""Voting with a letter: by QR and one tap, by keyboard, and without a script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.browser.states_voting import TOWER
from tests.browser.town import Town

pytestmark = pytest.mark.browser

#: Bytes of one picture on a ballot.
MOST_OF_A_PICTURE = 40_000
#: What the button says that a key would press.
FOCUSED = "document.activeElement.closest('button')?.textContent ?? ''"


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def context(
    chromium: Browser, town: Town, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        locale="nl-NL",
        base_url=town.address,
        viewport={"width": 320, "height": 640},
        has_touch=True,
        java_script_enabled=request.param,
    )
    yield context
    context.close()


@pytest.fixture
def phone(chromium: Browser, town: Town) -> Iterator[Page]:
    context = chromium.new_context(
        locale="nl-NL",
        base_url=town.address,
        viewport={"width": 360, "height": 740},
        device_scale_factor=3,
    )
    yield context.new_page()
    context.close()


def test_one_tap_after_the_qr_code(phone: Page, town: Town) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    code = town.codes["vote scanned"]

    phone.goto(f"/s#{code.text}")
    phone.wait_for_url("**/kiezen")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_role("button").filter(has_text=TOWER).click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Uw stem is geteld")
    expect(phone.get_by_text(f"1. {TOWER}")).to_be_visible()
    assert not any(code.text in url or code.secret in url for url in asked)
    assert phone.evaluate("history.length") <= 4
    phone.go_back()
    assert code.text not in phone.content()


def test_pictures_wait_until_they_are_near_and_are_light(phone: Page, town: Town) -> None:
    pictures: list[Response] = []
    phone.on("response", lambda answer: pictures.append(answer) if "/foto/" in answer.url else None)
    phone.goto(f"/stemmen/{town.refs['slug open']}/kiezen")

    images = phone.get_by_role("img")
    assert images.count() == 3
    assert {images.nth(number).get_attribute("loading") for number in range(3)} == {"lazy"}
    phone.keyboard.press("End")
    for number in range(3):
        images.nth(number).scroll_into_view_if_needed()
        expect(images.nth(number)).to_have_js_property("complete", value=True)

    assert len(pictures) == 3
    assert all(0 < len(answer.body()) <= MOST_OF_A_PICTURE for answer in pictures)


def test_by_keyboard(phone: Page, town: Town) -> None:
    phone.goto("/s")
    phone.get_by_label("Typ uw code").focus()
    phone.keyboard.type(town.codes["vote keys"].grouped)
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/kiezen")
    while TOWER not in phone.evaluate(FOCUSED):
        phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("heading", level=1)).to_have_text("Uw stem is geteld")


def test_typing_works_on_the_smallest_phone_with_and_without_a_script(
    context: BrowserContext, town: Town
) -> None:
    page = context.new_page()
    page.goto("/s")
    page.get_by_label("Typ uw code").fill(town.codes["vote plain"].text.lower())
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("button").filter(has_text=TOWER).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Uw stem is geteld")
