from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from app.moderation.models import StoryRedaction
from app.photos.decoder import decode_photo
from app.photos.models import PhotoOwner
from app.photos.services import add_photo
from app.programme.models import StandardText
from app.stories.models import Story
from app.web.context import parts
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme, make_story

pytestmark = pytest.mark.browser

#: Selects from the nth to the mth UTF-16 unit of what is shown, as a finger does.
SELECT = """([start, end]) => {
  const walker = document.createTreeWalker(document.querySelector("[data-marked]"), 4);
  const points = [];
  for (const index of [start, end]) {
    let left = index;
    walker.currentNode = walker.root;
    while (walker.nextNode() && left > walker.currentNode.length) left -= walker.currentNode.length;
    points.push(walker.currentNode, left);
  }
  getSelection().setBaseAndExtent(...points);
}"""
TEXTS = [
    "Zie 👩‍👩‍👧 en 🏳️‍🌈: Jan belt.",
    "Jose\u0301 en Zoe\u0308 zien Jan hier.",
    "كان جاري أحمد يقرأ، و Jan أيضا.",
    "Regel een.\n\nRegel twee met Jan.\nRegel drie.",
    "𝒳𝒴𝒵 < & > \"Jan\" '[buurman]'",
    "हिन्दी में Jan नमस्ते",
]


@pytest.fixture(autouse=True)
def cast(session: Session) -> None:
    make_programme(session)
    make_member(session, "noord")
    session.add(StandardText(key="dank", title="Dank", body="Dank u. Ik bel ‹wie› morgen."))
    session.commit()


def sign_in(page: Page) -> None:
    page.goto("/team/inloggen")
    page.fill("#username", "noord")
    page.fill("#password", PASSWORD)
    page.click("main button")


def open_story(page: Page, session: Session, original: str) -> Story:
    story = make_story(session, original=original)
    session.commit()
    sign_in(page)
    page.goto(f"/team/verhalen/{story.ref}")
    return story


def select_words(page: Page, original: str, words: str) -> None:
    start = len(original.partition(words)[0].encode("utf-16-le")) // 2
    page.evaluate(SELECT, [start, start + len(words.encode("utf-16-le")) // 2])


def hidden(session: Session, original: str) -> list[tuple[str, str | None]]:
    session.rollback()
    rows = session.exec(select(StoryRedaction).order_by("start")).all()
    return [(original[row.start : row.end], row.replacement) for row in rows]


@pytest.mark.parametrize("original", TEXTS)
def test_what_is_selected_is_what_is_hidden(phone: Page, session: Session, original: str) -> None:
    open_story(phone, session, original)
    assert phone.locator("[data-marked]").evaluate("(text) => text.textContent") == original

    select_words(phone, original, "Jan")
    expect(phone.locator("[data-mark-words]")).to_have_text("Jan")
    phone.click("text=Verberg […]")

    expect(phone.locator("mark")).to_have_text("Jan")
    assert hidden(session, original) == [("Jan", None)]


def test_a_second_stretch_counts_from_the_original_and_not_from_the_marks(
    phone: Page, session: Session
) -> None:
    original = "👍 Jan zag Piet en Piet zag Jan."
    open_story(phone, session, original)
    select_words(phone, original, "Jan zag")
    phone.click("text=Verberg […]")
    phone.wait_for_selector("mark")

    select_words(phone, original, "en Piet")
    phone.click("button[value=buurman]")
    phone.wait_for_selector("mark >> nth=1")

    assert hidden(session, original) == [("Jan zag", None), ("en Piet", "buurman")]


@pytest.mark.parametrize(
    ("original", "part", "whole"),
    [
        ("Dag Jose\u0301 daar", "Jose", "Jose\u0301"),
        ("een 👩‍👩‍👧 hier", "👩", "👩‍👩‍👧"),
        ("met  Jan  mee", "  Jan ", "Jan"),
    ],
)
def test_a_selection_is_widened_to_whole_characters_and_loses_its_blanks(
    phone: Page, session: Session, original: str, part: str, whole: str
) -> None:
    open_story(phone, session, original)

    select_words(phone, original, part)
    phone.fill("#own_role", "een kennis")
    phone.keyboard.press("Enter")

    phone.wait_for_selector("mark")
    assert hidden(session, original) == [(whole, "een kennis")]


def test_words_are_chosen_by_keyboard(phone: Page, session: Session) -> None:
    original = "Dag 👋 Jan Jansen, hoe is het?"
    open_story(phone, session, original)

    phone.focus("[data-marked]")
    phone.keyboard.press("ArrowRight")
    phone.keyboard.press("ArrowRight")
    phone.keyboard.press("Shift+ArrowRight")
    expect(phone.locator("[data-mark-words]")).to_have_text("Jan Jansen")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")

    phone.wait_for_selector("mark")
    assert hidden(session, original) == [("Jan Jansen", None)]


def test_the_bar_goes_when_nothing_is_chosen(phone: Page, session: Session) -> None:
    original = "Dag Jan."
    open_story(phone, session, original)
    bar = phone.locator("[data-mark-bar]")
    expect(bar).to_be_hidden()

    select_words(phone, original, "Jan")
    expect(bar).to_be_visible()
    phone.evaluate("getSelection().removeAllRanges()")

    expect(bar).to_be_hidden()


def test_a_standard_text_is_put_in_and_its_gap_is_chosen(phone: Page, session: Session) -> None:
    open_story(phone, session, "Dag Jan.")
    phone.fill("#answer", "Beste buur,")

    phone.click("[data-insert]")

    expect(phone.locator("#answer")).to_have_value("Beste buur,\n\nDank u. Ik bel ‹wie› morgen.")
    assert phone.evaluate("getSelection().toString()") == "‹wie›"


def test_a_box_is_put_on_a_photo_moved_by_keyboard_and_burnt_in(
    app: Flask, phone: Page, session: Session
) -> None:
    story = make_story(session)
    picture = BytesIO()
    Image.new("RGB", (900, 600), "white").save(picture, "JPEG")
    with app.app_context():
        storage, derivatives = parts().storage, decode_photo(picture.getvalue())
        owner = (PhotoOwner.STORY, story.ref)
        photo = add_photo(session, storage, derivatives, owner=owner, now=NOW)
    session.commit()
    sign_in(phone)
    phone.goto(f"/team/verhalen/{story.ref}")

    phone.click("text=Iets op de foto onherkenbaar maken")
    phone.click(".blur__layer", position={"x": 100, "y": 60})
    before = float(phone.input_value("[name=left]"))
    phone.keyboard.press("ArrowRight")
    phone.keyboard.press("Shift+ArrowDown")
    values = {name: float(phone.input_value(f"[name={name}]")) for name in ("left", "height")}
    phone.click("text=Maak voorgoed onherkenbaar")

    phone.wait_for_selector("text=Dit deel van de foto is nu onherkenbaar")
    session.refresh(photo)
    assert values == {"left": before + 1, "height": 21}
    assert photo.version == 2


def test_the_screen_fits_a_narrow_phone(phone: Page, session: Session) -> None:
    open_story(phone, session, "x" * 300)

    for width in (320, 360):
        phone.set_viewport_size({"width": width, "height": 740})
        assert phone.evaluate("document.documentElement.scrollWidth") <= width
