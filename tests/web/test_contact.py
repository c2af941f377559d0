"""Asking to be called: the pages of residents and staff, and what is left in files afterwards."""

import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.contact.models import ContactDetails, ContactRequest
from app.contact.rules import ContactState, end_of_day
from app.core import clock
from app.core.config import Settings
from app.core.dates import local_day
from app.staff.rules import Role
from app.web.drafts import new_token
from tests.factories import PASSWORD, make_member, make_programme
from tests.follow_cards import Told, tell
from tests.page import Browser
from tests.web.telling import code_on, send
from tests.web.telling import tell as tell_story

HERE = "/team/bellen"
#: Made up anew, so that no other file can hold them.
DIGITS = "".join(secrets.choice("123456789") for _ in range(11))
PLANT = "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(10))
ASKED = {
    "way": "phone",
    "phone": DIGITS,
    "name": f"{PLANT}naam",
    "when": f"{PLANT}tijd",
}
ALONE = {**ASKED, "district": "noord", "about": f"{PLANT}over"}
WORDS = [DIGITS, f"{PLANT}naam", f"{PLANT}tijd", f"{PLANT}over", f"{PLANT}straat", f"{PLANT}reden"]


@pytest.fixture(autouse=True)
def cast(session: Session) -> None:
    make_programme(session)
    make_member(session, "noord")
    make_member(session, "oost")
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    for role in (Role.AMBASSADOR, Role.COUNCIL, Role.RESEARCHER):
        make_member(session, role.value, roles=(role,), districts=("noord",))
    make_member(session, "nood", roles=(Role.TEAM,), districts=(), teams=("team-nood",))
    make_member(session, "rust", roles=(Role.TEAM,), districts=(), teams=("team-rust",))
    session.commit()


@pytest.fixture
def told(session: Session) -> Told:
    told = tell(session)
    session.commit()
    session.expunge_all()
    return told


@pytest.fixture
def teller(app: Flask, told: Told) -> Browser:
    """A browser that holds the card of a story."""
    holder = Browser(app)
    holder.get("/volg")
    holder.post("/volg", {"code": told.code.text})
    holder.get("/volg")
    return holder


@pytest.fixture
def staff(app: Flask) -> Browser:
    """A second browser, in which noord is signed in."""
    return signed_in(app, "noord")


def signed_in(app: Flask, name: str) -> Browser:
    other = Browser(app)
    other.sign_in(name, PASSWORD)
    other.get("/team/account")
    return other


def ask(browser: Browser, status: int = 303, path: str = "/belmij", **fields: str) -> str:
    """Fill in the page; returns what is answered."""
    page = browser.get(path).text
    once = re.search(r'name="once"[^>]*value="([^"]+)"', page)
    assert once is not None
    given = {**(ALONE if path == "/belmij" else ASKED), "once": once[1], **fields}
    return browser.post(path, given, status).text


def ask_from_card(teller: Browser, **fields: str) -> None:
    ask(teller, 303, "/volg/belmij", **fields)


def stored(session: Session) -> ContactRequest:
    found = session.exec(select(ContactRequest)).one()
    # Whoever asks it something later must not take the lock again.
    session.expunge_all()
    session.rollback()
    return found


def it_is(session: Session, request: ContactRequest, due_at: datetime) -> None:
    """Have the request be due at another time, as if days went by."""
    found = session.exec(select(ContactRequest).where(ContactRequest.ref == request.ref)).one()
    found.due_at = due_at
    session.add(found)
    session.commit()
    session.expunge_all()


def act(staff: Browser, request: ContactRequest, action: str, **fields: str) -> None:
    staff.get(f"{HERE}/{request.ref}")
    staff.post(f"{HERE}/{request.ref}/{action}", {"version": str(request.version), **fields})


def files(settings: Settings) -> Iterator[Path]:
    return (path for path in settings.data_dir.rglob("*") if path.is_file())


def found(settings: Settings, word: str) -> set[str]:
    """Names of the files that hold the word, however it is cased."""
    plain = word.encode().lower()
    return {path.name for path in files(settings) if plain in path.read_bytes().lower()}


def test_without_a_story_there_is_a_code_that_opens_what_happens(
    app: Flask, browser: Browser, session: Session
) -> None:
    ask(browser)
    page = browser.get("/belmij/verstuurd").text
    assert "De wijkmanager van Noord belt u." in page
    assert DIGITS not in page
    code = code_on(page)
    request = stored(session)
    assert (request.story_id, request.district_id) == (None, 1)

    elsewhere = Browser(app)
    elsewhere.get("/volg")
    answer = elsewhere.post("/volg", {"code": code})

    assert answer.headers["Location"] == "/belmij/verzoek"
    page = elsewhere.get("/belmij/verzoek").text
    assert "De wijkmanager van Noord belt u." in page
    assert "Het hoeft niet meer" in page
    elsewhere.get("/volg")


def test_with_the_story_that_was_just_sent_it_is_on_its_card(
    browser: Browser, session: Session
) -> None:
    tell_story(browser)
    page = send(browser).text
    assert "/belmij/verhaal" in page
    ask(browser, path="/belmij/verhaal")

    assert "De wijkmanager van Oost belt u." in browser.get("/belmij/verhaal").text
    assert stored(session).story_id is not None
    browser.get("/volg")
    browser.post("/volg", {"code": code_on(page)})
    assert "De wijkmanager van Oost belt u." in browser.get("/volg").text


def test_the_page_of_a_story_needs_a_story(browser: Browser) -> None:
    assert browser.get("/belmij/verhaal", 303).headers["Location"] == "/belmij"
    assert browser.get("/belmij/verstuurd", 303).headers["Location"] == "/belmij"
    assert browser.get("/belmij/verzoek", 303).headers["Location"] == "/volg"
    assert "Open mijn kaart" in browser.get("/volg/belmij").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"way": ""}, "Kies: bellen of langskomen."),
        ({"phone": ""}, "Vul uw telefoonnummer in."),
        ({"phone": "bel maar"}, "Vul uw telefoonnummer in."),
        ({"way": "visit"}, "Vul uw adres in."),
        ({"district": ""}, "Kies een wijk."),
        ({"phone": "1" * 41}, "Dit is te lang."),
        ({"about": "x" * 2_001}, "Dit is te lang."),
        ({"csrf_token": "oud"}, "Deze pagina stond lang open."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    browser: Browser, session: Session, fields: dict[str, str], words: str
) -> None:
    page = ask(browser, 422, **fields)

    assert words in page
    assert f"{PLANT}tijd" in page
    assert session.exec(select(ContactRequest)).all() == []


def test_a_token_that_nobody_gave_is_asked_for_again(browser: Browser, session: Session) -> None:
    ask(browser, 422, once="kort")

    assert session.exec(select(ContactRequest)).all() == []


def test_sent_twice_it_is_one_request(browser: Browser, session: Session) -> None:
    once = new_token()
    for _ in range(2):
        ask(browser, once=once)

    assert stored(session).lookup is not None
    assert code_on(browser.get("/belmij/verstuurd").text)


def test_promised_late_handed_over_and_done_the_card_says_each(
    teller: Browser, staff: Browser, session: Session, settings: Settings
) -> None:
    ask_from_card(teller)
    assert "De wijkmanager van Noord belt u." in teller.get("/volg").text

    today = local_day(clock.now())
    act(staff, stored(session), "beloven", day=today.isoformat())
    page = teller.get("/volg").text
    assert "Medewerker Noord belt u." in page
    assert "Medewerker Noord beloofde het" in page

    it_is(session, stored(session), end_of_day(today - timedelta(days=2)))
    assert "Wij hadden u al moeten spreken" in teller.get("/volg").text
    assert "2 dagen te laat" in staff.get(HERE).text
    assert "1 te laat" in staff.get("/team/verhalen").text

    act(staff, stored(session), "team", team="team-rust")
    page = teller.get("/volg").text
    assert "Wij gaven uw vraag aan Team Rust" in page
    assert "Team Rust belt u" in page

    act(staff, stored(session), "klaar", state="spoken")
    page = teller.get("/volg").text
    assert "Wij spraken elkaar" in page
    assert "Uw telefoonnummer is gewist." in page
    for word in (*WORDS, PLANT):
        assert found(settings, word) == set(), word


@pytest.mark.parametrize("how", ["spoken", "not_reached", "cancelled", "withdrawn"])
def test_afterwards_nothing_of_it_is_in_any_file(
    teller: Browser,
    staff: Browser,
    session: Session,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    how: str,
) -> None:
    ask_from_card(teller, way="visit", address=f"{PLANT}straat 1")
    request = stored(session)
    sealed = session.exec(select(ContactDetails.sealed)).one()
    session.rollback()
    assert f"{PLANT}straat" in staff.post(f"{HERE}/{request.ref}/gegevens", status=200).text
    later = (local_day(clock.now()) + timedelta(days=40)).isoformat()
    act(staff, request, "beloven", day=later, reason=f"{PLANT}reden")
    assert f"{PLANT}reden" in teller.get("/volg").text
    # The number was never kept: somebody who wants a visit is not called.
    assert found(settings, DIGITS) == set()
    # The other words only where they are encrypted; that is what is looked for now.
    middle = sealed[len(sealed) // 2 :][:40]
    assert found(settings, middle)
    assert found(settings, f"{PLANT}reden")

    if how == "cancelled":
        teller.get("/volg")
        teller.post("/volg/belmij/stop")
    elif how == "withdrawn":
        teller.get("/volg/intrekken")
        teller.post("/volg/intrekken")
    else:
        act(staff, stored(session), "klaar", state=how)

    for word in (*WORDS, PLANT, middle):
        assert found(settings, word) == set(), word
    said = capsys.readouterr()
    assert not [word for word in WORDS if word in said.out + said.err]


def test_called_off_without_a_story_it_is_gone_too(
    browser: Browser, session: Session, settings: Settings
) -> None:
    ask(browser)
    code = code_on(browser.get("/belmij/verstuurd").text)
    browser.get("/volg")
    browser.post("/volg", {"code": code})
    browser.get("/belmij/verzoek")

    browser.post("/belmij/verzoek/stop")

    assert "U zegde het af" in browser.get("/belmij/verzoek").text
    assert stored(session).state is ContactState.CANCELLED
    assert session.exec(select(ContactDetails)).all() == []
    session.rollback()
    assert found(settings, PLANT) == set()


def test_wiping_closes_it_in_this_browser(browser: Browser) -> None:
    ask(browser)
    browser.get("/belmij/verstuurd")

    browser.post("/belmij/wissen")

    browser.get("/belmij/verstuurd", 303)


def test_a_plea_is_on_top_of_the_queue_of_who_may_help(
    app: Flask, teller: Browser, staff: Browser, session: Session
) -> None:
    ask_from_card(teller, is_plea="y")

    request = stored(session)
    link = f"{HERE}/{request.ref}"
    page = staff.get("/team/verhalen").text
    assert page.index(link) < page.index('class="filters"')
    assert "Iemand heeft nu hulp nodig" in page
    nood = signed_in(app, "nood")
    assert link in nood.get(HERE).text
    nood.get(link)
    assert DIGITS in nood.post(f"{link}/gegevens", status=200).text
    # Who runs the site sees that somebody waits, and nothing to open.
    page = signed_in(app, "admin").get("/team/verhalen").text
    assert "Iemand heeft nu hulp nodig" in page
    assert link not in page
    page = signed_in(app, "oost").get("/team/verhalen").text
    assert "Iemand heeft nu hulp nodig" not in page
    assert "Team Nood belt u." in teller.get("/volg").text


def test_looking_is_noted_and_a_page_alone_shows_nothing(
    teller: Browser, staff: Browser, session: Session
) -> None:
    ask_from_card(teller)
    request = stored(session)

    assert DIGITS not in staff.get(f"{HERE}/{request.ref}").text
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "contact.seen")).all() == []
    session.rollback()
    assert DIGITS in staff.post(f"{HERE}/{request.ref}/gegevens", status=200).text

    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "contact.seen")).one()
    assert (entry.reference, entry.facts) == (request.ref, {"parts": ["reach", "name", "when"]})


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("oost", 404),
        ("rust", 404),
        ("admin", 403),
        ("ambassadeur", 403),
        ("beraad", 403),
        ("onderzoeker", 403),
    ],
)
def test_others_see_and_change_nothing(
    app: Flask, teller: Browser, session: Session, who: str, status: int
) -> None:
    ask_from_card(teller)
    request = stored(session)
    other = signed_in(app, who)

    other.get(f"{HERE}/{request.ref}", status)
    other.get("/team/account")
    for action in ("gegevens", "beloven", "team", "terug", "klaar"):
        sent = {
            "version": "1",
            "state": "spoken",
            "team": "team-rust",
            "day": local_day(clock.now()).isoformat(),
        }
        page = other.post(f"{HERE}/{request.ref}/{action}", sent, status).text
        assert DIGITS not in page
        other.get("/team/account")

    after = stored(session)
    assert (after.state, after.version) == (ContactState.OPEN, 1)


@pytest.mark.parametrize(
    ("action", "fields", "words"),
    [
        ("beloven", {"day": ""}, "Kies een dag."),
        ("beloven", {"day": "2020-01-01"}, "Kies vandaag of een dag die nog komt."),
        ("beloven", {"day": "2999-01-01"}, "Schrijf waarom het later wordt."),
        ("team", {"team": ""}, "Kies een team."),
        ("team", {"team": "weller"}, "keuze"),
        ("klaar", {}, "Kies hoe het afliep."),
    ],
)
def test_what_staff_forget_is_asked_for(
    teller: Browser,
    staff: Browser,
    session: Session,
    action: str,
    fields: dict[str, str],
    words: str,
) -> None:
    ask_from_card(teller)
    path = f"{HERE}/{stored(session).ref}"
    staff.get(path)

    page = staff.post(f"{path}/{action}", {"version": "1", **fields}, 422).text

    assert words in page
    assert stored(session).version == 1


def test_who_comes_second_is_told(teller: Browser, staff: Browser, session: Session) -> None:
    ask_from_card(teller)
    request = stored(session)
    act(staff, request, "team", team="team-rust")

    staff.get(f"{HERE}/{request.ref}")
    page = staff.post(f"{HERE}/{request.ref}/klaar", {"version": "1", "state": "spoken"}, 409)

    assert "Iemand anders was u voor" in page.text
    assert stored(session).state is ContactState.OPEN


def test_a_team_that_hands_back_is_led_to_its_list(
    app: Flask, teller: Browser, session: Session
) -> None:
    ask_from_card(teller, is_plea="y")
    request, nood = stored(session), signed_in(app, "nood")
    nood.get(f"{HERE}/{request.ref}")

    answer = nood.post(f"{HERE}/{request.ref}/terug", {"version": "1"})

    assert answer.headers["Location"] == HERE
    assert "Niemand wacht." in nood.get(HERE).text
    nood.get(f"{HERE}/{request.ref}", 404)


def test_the_screen_of_the_story_says_so(
    app: Flask, teller: Browser, staff: Browser, told: Told, session: Session
) -> None:
    ask_from_card(teller)
    link = f"{HERE}/{stored(session).ref}"

    assert link in staff.get(f"/team/verhalen/{told.story.ref}").text
    page = signed_in(app, "admin").get(f"/team/verhalen/{told.story.ref}").text
    assert "De verteller wil u spreken" in page
    assert link not in page
