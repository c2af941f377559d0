"""Picking quotes on the screen of a story, and the list of quotes."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from app.quotes.models import Quote
from app.quotes.rules import Approval
from app.staff.rules import Role
from app.stories.models import Story
from app.stories.rules import AgeGroup, Consent, StoryStatus
from tests.factories import PASSWORD, make_member, make_programme, make_story
from tests.page import Browser
from tests.quote_books import pick, quoted_story, say, tag

#        0    5         15   20  24       33 36   41      48
TEXT = "Mijn buurvrouw Anja zei tegen ons: het park is mooi.\nEn de straat is schoon."

Fresh = Callable[[], Session]


@pytest.fixture(autouse=True)
def cast(session: Session) -> None:
    make_programme(session)
    for name in ("noord", "oost"):
        make_member(session, name)
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    for role in (Role.AMBASSADOR, Role.COUNCIL, Role.RESEARCHER):
        make_member(session, role.value, roles=(role,), districts=("noord",))
    session.commit()


@pytest.fixture
def story(session: Session) -> Story:
    made = make_story(session, original=TEXT)
    tag(session, made, "verloedering")
    session.commit()
    return made


@pytest.fixture
def noord(browser: Browser) -> Browser:
    browser.sign_in("noord", PASSWORD)
    return browser


def at(story: Story, rest: str = "") -> str:
    return f"/team/verhalen/{story.ref}/citaten{rest}"


def post(
    browser: Browser, path: str, data: dict[str, Any] | None = None, status: int = 303
) -> TestResponse:
    """Send a form with the token of whoever is signed in."""
    browser.follow("/team/account")
    return browser.post(path, data, status)


def screen(browser: Browser, story: Story) -> str:
    return browser.get(f"/team/verhalen/{story.ref}").text


def words(stored: Fresh) -> list[str]:
    return [quote.text for quote in stored().exec(select(Quote).order_by("id"))]


def test_marked_words_become_a_quote_about_what_the_story_is_about(
    noord: Browser, story: Story, stored: Fresh
) -> None:
    answer = post(noord, at(story), {"citaat-start": "35", "citaat-end": "52"})

    assert answer.location == f"/team/verhalen/{story.ref}#citaten"
    assert words(stored) == ["het park is mooi."]
    page = screen(noord, story)
    assert "Het citaat is bewaard." in page
    assert "Mag op papier" in page
    assert "het park is mooi." in noord.get("/team/citaten?over=verloedering").text


def test_more_words_can_be_added_to_a_quote(noord: Browser, story: Story, stored: Fresh) -> None:
    post(noord, at(story), {"citaat-start": "0", "citaat-end": "14"})
    ref = stored().exec(select(Quote.ref)).one()

    post(noord, at(story), {"citaat-start": "35", "citaat-end": "52", "to": ref})

    assert words(stored) == ["Mijn buurvrouw […] het park is mooi."]


@pytest.mark.parametrize(
    ("copied", "quoted"),
    [
        ("het park is mooi.", "het park is mooi."),
        ("  Anja zei  ", "Anja zei"),
        ("Mijn buurvrouw\r\nhet park is mooi.", "Mijn buurvrouw […] het park is mooi."),
        ("het park is mooi.\r\nEn de straat", "het park is mooi.\nEn de straat"),
    ],
)
def test_copied_words_become_a_quote(
    noord: Browser, story: Story, stored: Fresh, copied: str, quoted: str
) -> None:
    post(noord, at(story), {"citaat-words": copied})

    assert words(stored) == [quoted]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"citaat-words": "het park is Mooi."}, "Kopieer ze precies"),
        ({"citaat-words": "het park\nis lelijk"}, "Kopieer ze precies"),
        ({"citaat-words": "[…]"}, "Kopieer ze precies"),
        ({"citaat-words": "   "}, "Kopieer ze precies"),
        ({}, "Kopieer ze precies"),
        ({"citaat-start": "3"}, "Kopieer ze precies"),
        ({"citaat-start": "5", "citaat-end": "900"}, "Kopieer ze precies"),
        ({"citaat-start": "9", "citaat-end": "5"}, "Kopieer ze precies"),
        ({"citaat-start": "4", "citaat-end": "5"}, "geen leesbaar woord"),
        ({"citaat-start": "-4", "citaat-end": "5"}, "Markeer het nog een keer"),
        ({"citaat-start": "één", "citaat-end": "5"}, "Markeer het nog een keer"),
    ],
)
def test_words_that_are_not_in_the_story_are_refused(
    noord: Browser, story: Story, stored: Fresh, sent: dict[str, str], told: str
) -> None:
    post(noord, at(story), sent)

    assert told in screen(noord, story)
    assert words(stored) == []


def test_a_teller_who_wants_no_quotes_is_not_quoted(
    noord: Browser, session: Session, story: Story, stored: Fresh
) -> None:
    story.consent_paper = story.consent_online = Consent.NO
    session.add(story)
    session.commit()

    post(noord, at(story), {"citaat-start": "35", "citaat-end": "52"})

    assert words(stored) == []
    assert "De verteller wil niet geciteerd worden." in screen(noord, story)


def test_the_screen_warns_when_a_parent_has_not_agreed(
    noord: Browser, session: Session, story: Story
) -> None:
    story.age_group = AgeGroup.FROM_12_TO_15
    pick(session, story)
    session.add(story)
    session.commit()

    page = screen(noord, story)

    assert "als een ouder toestemming gaf" in page
    assert "Mag op papier" not in page


@pytest.mark.parametrize(
    ("approval", "told"),
    [
        (None, "Wacht op de verteller"),
        (Approval.APPROVED, "De verteller zei ja"),
        (Approval.REFUSED, "De verteller zei nee"),
    ],
)
def test_the_screen_says_what_the_teller_said(
    noord: Browser, session: Session, story: Story, approval: Approval | None, told: str
) -> None:
    story.consent_paper = story.consent_online = Consent.ASK
    quote = pick(session, story)
    if approval is not None:
        say(session, story, quote, approval)
    session.add(story)
    session.commit()

    assert told in screen(noord, story)
    assert told in noord.get("/team/citaten").text


def test_a_quote_gets_other_subjects(
    noord: Browser, session: Session, story: Story, stored: Fresh
) -> None:
    quote = pick(session, story)
    session.commit()
    name = f"{quote.ref}-"

    post(
        noord,
        at(story, f"/{quote.ref}"),
        {f"{name}clusters": ["helpen"], f"{name}is_minority": "y"},
    )

    assert stored().exec(select(Quote)).one().is_minority
    assert "geen citaten" in noord.get("/team/citaten?over=verloedering").text
    page = noord.get("/team/citaten?over=helpen").text
    assert "het park is mooi" in page
    assert "Een ander geluid" in page


def test_a_subject_that_does_not_exist_is_refused(
    noord: Browser, session: Session, story: Story
) -> None:
    quote = pick(session, story)
    session.commit()

    post(noord, at(story, f"/{quote.ref}"), {f"{quote.ref}-clusters": ["niets"]})

    assert "Dit onderwerp bestaat niet." in screen(noord, story)


def test_a_quote_is_dropped_unless_its_teller_said_no(
    noord: Browser, session: Session, story: Story, stored: Fresh
) -> None:
    kept, gone = pick(session, story, (0, 14)), pick(session, story, (35, 52))
    say(session, story, kept, Approval.REFUSED)
    session.commit()
    assert screen(noord, story).count("Haal dit citaat weg") == 1

    for quote in (kept, gone):
        post(noord, at(story, f"/{quote.ref}/weg"))
    post(noord, at(story), {"citaat-start": "5", "citaat-end": "20"})

    assert words(stored) == ["Mijn buurvrouw"]
    assert "De verteller zei nee tegen deze woorden." in screen(noord, story)


@pytest.mark.parametrize("who", ["oost", "ambassadeur", "beraad", "onderzoeker", None])
def test_others_can_not_touch_the_quotes_of_a_district(
    browser: Browser, session: Session, story: Story, stored: Fresh, who: str | None
) -> None:
    quote = pick(session, story)
    session.commit()
    status = {"oost": 404, None: 303}.get(who, 403)
    if who:
        browser.sign_in(who, PASSWORD)

    post(browser, at(story), {"citaat-start": "0", "citaat-end": "4"}, status)
    post(browser, at(story, f"/{quote.ref}"), {}, status)
    post(browser, at(story, f"/{quote.ref}/weg"), {}, status)

    assert words(stored) == [TEXT]


def test_a_quote_is_only_reached_through_its_own_story(
    noord: Browser, session: Session, story: Story, stored: Fresh
) -> None:
    far, quote = quoted_story(session, "Wij in Oost.", district_id=2)
    session.commit()

    post(noord, at(story, f"/{quote.ref}"), {}, 404)
    post(noord, at(story, f"/{quote.ref}/weg"), {}, 404)
    post(noord, at(story), {"citaat-start": "0", "citaat-end": "4", "to": quote.ref}, 404)
    post(noord, at(far, f"/{quote.ref}/weg"), {}, 404)

    assert words(stored) == ["Wij in Oost."]


def test_a_withdrawn_story_is_not_quoted(noord: Browser, session: Session, story: Story) -> None:
    story.status, story.original = StoryStatus.WITHDRAWN, None
    session.add(story)
    session.commit()

    post(noord, at(story), {"citaat-start": "0", "citaat-end": "4"}, 404)


def test_without_a_token_nothing_is_stored(noord: Browser, story: Story, stored: Fresh) -> None:
    post(noord, at(story), {"csrf_token": "", "citaat-start": "0", "citaat-end": "4"}, 400)

    assert words(stored) == []


# The list


def test_the_list_has_the_quotes_of_the_own_districts(browser: Browser, session: Session) -> None:
    for district_id, said in ((1, "Noord hier."), (2, "Oost hier."), (None, "Nergens hier.")):
        quoted_story(session, said, district_id=district_id)
    session.commit()

    seen = {}
    for who in ("noord", "oost", "admin"):
        browser.client.delete_cookie("sessie")
        browser.sign_in(who, PASSWORD)
        page = browser.get("/team/citaten").text
        seen[who] = [place for place in ("Noord", "Oost", "Nergens") if f"{place} hier." in page]

    assert seen == {
        "noord": ["Noord", "Nergens"],
        "oost": ["Oost", "Nergens"],
        "admin": ["Noord", "Oost", "Nergens"],
    }


def test_the_list_goes_on_on_the_next_page(noord: Browser, session: Session) -> None:
    for number in range(35):
        quoted_story(session, f"Verhaal nummer {number:02}.")
    session.commit()

    first = noord.get("/team/citaten").text
    assert "nummer 34" in first
    assert "nummer 04" not in first
    oldest = session.exec(select(Quote).order_by("id")).all()[5]
    second = noord.get(f"/team/citaten?voor={oldest.id}").text
    assert "nummer 04" in second
    assert "nummer 05" not in second
    assert "nummer 34" in noord.get(f"/team/citaten?voor={'9' * 30}").text


def test_words_of_residents_are_never_code(noord: Browser, session: Session) -> None:
    story, _ = quoted_story(session, "<script>alert(1)</script> \"'><img src=x onerror=y>")
    session.commit()

    for page in (noord.get("/team/citaten").text, screen(noord, story)):
        assert "&lt;script&gt;alert(1)" in page
