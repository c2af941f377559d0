"""Meetings, packs and advice as staff, the council and everybody see them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.council import queries
from app.council.models import Advice, Meeting, PackItem
from app.council.rules import MeetingState, PackKind
from app.ledger.queries import entries_about
from app.promises.queries import promises_from
from app.promises.rules import SourceKind
from app.quotes.models import Quote
from app.staff.rules import Role
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme
from tests.page import Browser
from tests.quote_books import quoted_story

Stored = Callable[[], Session]
HERE = "/team/beraad"
PLAN = {"day": "2026-12-07", "clock": "19:30", "place": "Noorderhuis", "agenda": "Welkom\nAdvies"}


@pytest.fixture(autouse=True)
def cast(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    make_programme(session)
    for name in ("noord", "oost"):
        make_member(session, name)
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    make_member(session, "beraad", roles=(Role.COUNCIL,), districts=())
    make_member(session, "noordberaad", roles=(Role.COUNCIL,), districts=("noord",))
    quoted_story(session, "Het park is mooi.", received_at=NOW - timedelta(days=9))
    quoted_story(session, "Oost is stil.", district_id=2, received_at=NOW - timedelta(days=9))
    session.commit()
    at(monkeypatch, NOW)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let it be this moment for every page."""
    for name in ("app.core.clock.now", "app.web.kept.now", "app.council.public_views.now"):
        monkeypatch.setattr(name, lambda: moment)


def as_(app: Flask, name: str) -> Browser:
    browser = Browser(app)
    browser.sign_in(name, PASSWORD)
    browser.get(HERE)
    return browser


@pytest.fixture
def admin(app: Flask) -> Browser:
    return as_(app, "admin")


def planned(browser: Browser, **values: object) -> str:
    """Plan a meeting and return its address."""
    return browser.post(f"{HERE}/nieuw", {**PLAN, **values}).location


def only(stored: Stored) -> Meeting:
    (meeting,) = queries.meetings(stored())
    return meeting


def announced(admin: Browser) -> str:
    path = planned(admin)
    admin.post(f"{path}/aankondigen")
    return path


def held(admin: Browser, monkeypatch: pytest.MonkeyPatch) -> str:
    """A meeting that was held; it is a month later now."""
    path = announced(admin)
    at(monkeypatch, NOW + timedelta(days=30))
    admin.sign_in("admin", PASSWORD)
    admin.get(HERE)
    admin.post(f"{path}/geweest")
    return path


def item(session: Session, meeting: Meeting, kind: PackKind) -> PackItem:
    return next(each for each in queries.items_of(session, meeting) if each.kind is kind)


# Planning


def test_a_planned_meeting_gathers_what_is_new_by_itself(admin: Browser, stored: Stored) -> None:
    page = admin.follow(planned(admin)).text
    kinds = {each.kind for each in queries.items_of(stored(), only(stored))}

    assert "maandag 7 december 2026, 19.30 uur" in page
    assert {PackKind.FIGURES, PackKind.QUOTE, PackKind.PART} <= kinds


def test_a_meeting_without_a_place_asks_for_it(admin: Browser) -> None:
    page = admin.post(f"{HERE}/nieuw", {**PLAN, "place": ""}, status=422)

    assert "Schrijf waar het is." in page.text


def test_a_wijkmanager_plans_for_the_own_district_alone(app: Flask, stored: Stored) -> None:
    planned(as_(app, "noord"))

    assert only(stored).districts == ["noord"]


def test_who_saves_second_sees_what_the_first_one_saved(admin: Browser, stored: Stored) -> None:
    path = planned(admin)
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', admin.get(f"{path}/wijzigen").text)
    assert seen is not None
    admin.post(f"{path}/wijzigen", {**PLAN, "place": "Klaver 4", "seen": seen[1]})
    page = admin.post(f"{path}/wijzigen", {**PLAN, "place": "Thuis", "seen": seen[1]}, status=409)

    assert "Klaver 4" in page.text
    assert only(stored).place == "Klaver 4"


def test_a_meeting_that_has_not_begun_was_not_held(admin: Browser, stored: Stored) -> None:
    path = announced(admin)
    admin.post(f"{path}/geweest")

    assert "nog niet begonnen" in admin.get(path).text
    assert only(stored).state is MeetingState.READY


# Who sees what


def test_the_council_sees_its_meetings_and_nothing_else(app: Flask, admin: Browser) -> None:
    path = planned(admin)
    council = as_(app, "beraad")

    council.get(path, status=404)
    admin.post(f"{path}/aankondigen")
    page = council.get(path).text
    navigation = re.search(r'<nav class="staff-nav".*?</nav>', page, re.DOTALL)
    assert navigation is not None
    assert re.findall(r'href="([^"]+)"', navigation[0]) == [HERE]
    for closed in (f"{path}/pakket", f"{path}/voorbeeld", f"{path}/wijzigen", f"{HERE}/nieuw"):
        council.get(closed, status=403)
    for elsewhere in ("/team/verhalen", "/team/citaten", "/team/toezeggingen"):
        council.get(elsewhere, status=403)


def test_somebody_of_the_council_of_one_district_sees_that_alone(
    app: Flask, admin: Browser
) -> None:
    elsewhere = planned(admin, districts="oost")
    here = planned(admin, districts="noord")
    for path in (elsewhere, here):
        admin.post(f"{path}/aankondigen")
    council = as_(app, "noordberaad")

    council.get(here)
    council.get(elsewhere, status=404)


def test_a_wijkmanager_sees_the_words_of_the_own_district_alone(app: Flask, admin: Browser) -> None:
    path = planned(admin)
    noord = as_(app, "noord")

    for page in (f"{path}/pakket", f"{path}/voorbeeld"):
        text = noord.get(page).text
        assert "Het park is mooi." in text
        assert "Oost is stil." not in text
    noord.post(f"{path}/maken", status=403)
    noord.post(f"{path}/aankondigen", status=403)


def test_a_meeting_of_another_district_is_not_there(app: Flask, admin: Browser) -> None:
    path = planned(admin, districts="oost")
    noord = as_(app, "noord")

    for page in ("", "/pakket", "/voorbeeld", "/vragen/nieuw", "/advies/nieuw"):
        noord.get(f"{path}{page}", status=404)


def test_a_wijkmanager_arranges_nothing_of_another_district(
    app: Flask, admin: Browser, stored: Stored
) -> None:
    path = planned(admin)
    noord, session = as_(app, "noord"), stored()
    quotes = [
        each for each in queries.items_of(session, only(stored)) if each.kind is PackKind.QUOTE
    ]
    answers = {
        noord.client.get(f"{path}/pakket/{each.ref}/inleiding").status_code for each in quotes
    }

    assert answers == {200, 404}


# The pack


def test_parts_and_things_are_left_out_ordered_and_introduced(
    admin: Browser, stored: Stored
) -> None:
    path = planned(admin)
    meeting = only(stored)
    quote = item(stored(), meeting, PackKind.QUOTE)
    page = admin.get(f"{path}/pakket").text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    seen = int(version[1])

    admin.post(f"{path}/pakket/{quote.ref}", {"doe": "weglaten", "version": seen})
    admin.post(f"{path}/pakket/{quote.ref}/inleiding", {"intro": "Lees dit.", "version": seen + 1})
    part = item(stored(), meeting, PackKind.PART)
    admin.post(f"{path}/pakket/{part.ref}", {"doe": "omlaag", "version": seen + 2})

    now = queries.get_item(stored(), only(stored), quote.ref)
    parts = [
        each.reference
        for each in queries.items_of(stored(), only(stored))
        if each.kind is PackKind.PART
    ]
    assert (now.chosen, now.intro) == (False, "Lees dit.")
    assert parts[:2] == [PackKind.QUOTE, PackKind.FIGURES]
    assert "Het park is mooi." not in admin.get(f"{path}/voorbeeld").text


def test_an_old_page_changes_nothing(admin: Browser, stored: Stored) -> None:
    path = planned(admin)
    quote = item(stored(), only(stored), PackKind.QUOTE)
    admin.post(f"{path}/pakket/{quote.ref}", {"doe": "weglaten", "version": 1})

    assert "Iemand anders veranderde dit pakket" in admin.get(f"{path}/pakket").text
    assert queries.get_item(stored(), only(stored), quote.ref).chosen
    page = admin.post(
        f"{path}/pakket/{quote.ref}/inleiding", {"intro": "Oud", "version": 1}, status=409
    )
    assert "Iemand anders was u voor" in page.text


def test_questions_are_asked_changed_and_taken_away(admin: Browser, stored: Stored) -> None:
    path = planned(admin)
    admin.post(f"{path}/vragen/nieuw", {"question": "", "intro": ""}, status=422)
    admin.post(f"{path}/vragen/nieuw", {"question": "Wat eerst?", "intro": "Er is weinig geld."})
    (asked,) = queries.questions_of(stored(), only(stored))
    seen = only(stored).pack_version
    admin.post(
        f"{path}/pakket/{asked.ref}/inleiding",
        {"question": "Wat nu eerst?", "intro": "", "version": seen},
    )

    assert "Wat nu eerst?" in admin.get(f"{path}/voorbeeld").text
    admin.post(f"{path}/vragen/{asked.ref}/weg", {"version": seen + 1})
    assert queries.questions_of(stored(), only(stored)) == []


def test_what_came_in_later_waits_until_it_is_taken_in(
    admin: Browser, session: Session, stored: Stored
) -> None:
    path = planned(admin)
    quoted_story(session, "Nieuw geluid.", received_at=NOW - timedelta(days=1))
    session.commit()

    assert "Er is 1 ding nieuw" in admin.get(f"{path}/pakket").text
    assert "Nieuw geluid." not in admin.get(f"{path}/voorbeeld").text
    admin.post(f"{path}/pakket/ophalen")
    assert "Nieuw geluid." in admin.get(f"{path}/voorbeeld").text
    assert only(stored).gathered_at is not None


# Advice


def test_advice_is_written_down_published_and_promised(
    admin: Browser, browser: Browser, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = held(admin, monkeypatch)
    words = {"subject": "Licht", "text": "Zet licht bij het park.", "district": "alle"}
    there = admin.post(f"{path}/advies/nieuw", {**words, "clusters": "verloedering"}).location
    meeting = only(stored)
    public = f"/beraad/{meeting.ref}"

    assert "2 verhalen tonen dit advies" in admin.get(there).text
    assert "Zet licht bij het park." not in browser.get(public).text
    admin.post(f"{there}/plaatsen")
    assert "Zet licht bij het park." in browser.get(public).text
    admin.post(
        f"{there}/belofte",
        {"what": "Wij zetten vijf lampen.", "office": "Groen", "due_on": "2027-03-01"},
    )
    (promise,) = promises_from(stored(), SourceKind.MEETING, meeting.ref)
    page = browser.get(f"/beloofd/{promise.ref}").text
    assert f'href="{public}"' in page
    assert "In het bewonersberaad van 7 december 2026" in page
    assert f'href="/beloofd/{promise.ref}"' in browser.get(public).text


def test_public_advice_stands_in_the_ledger_and_keeps_its_words(
    admin: Browser, browser: Browser, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = held(admin, monkeypatch)
    words = {"subject": "Licht", "text": "Zet licht neer.", "district": "alle"}
    there = admin.post(f"{path}/advies/nieuw", words).location
    admin.post(f"{there}/plaatsen")
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', admin.get(f"{there}/wijzigen").text)
    assert seen is not None
    changed = {**words, "text": "Iets anders.", "answer": "Dat doen wij.", "seen": seen[1]}
    admin.post(f"{there}/wijzigen", changed)
    (advice,) = queries.advice_of(stored(), only(stored))

    assert (advice.text, advice.answer) == ("Zet licht neer.", "Dat doen wij.")
    entries = entries_about(stored(), advice.ref)
    assert [each.kind for each in entries] == ["advice.given", "advice.answered"]
    assert "gaf advies over Licht" in browser.get(f"/logboek?over={advice.ref}").text


def test_no_advice_before_the_meeting(admin: Browser, stored: Stored) -> None:
    path = announced(admin)
    admin.get(f"{path}/advies/nieuw", status=303)

    assert queries.advice_of(stored(), only(stored)) == []


def test_a_day_that_is_over_can_not_be_promised(
    admin: Browser, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = held(admin, monkeypatch)
    words = {"subject": "Licht", "text": "Zet licht neer.", "district": "alle"}
    there = admin.post(f"{path}/advies/nieuw", words).location
    page = admin.post(
        f"{there}/belofte",
        {"what": "Wij zetten lampen.", "office": "Groen", "due_on": "2026-01-01"},
        status=422,
    )

    assert "Deze dag is voorbij." in page.text
    assert promises_from(stored(), SourceKind.MEETING, only(stored).ref) == []


def test_the_council_reads_advice_and_changes_none(
    app: Flask, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = held(admin, monkeypatch)
    words = {"subject": "Licht", "text": "Zet licht neer.", "district": "alle"}
    there = admin.post(f"{path}/advies/nieuw", words).location
    council = as_(app, "beraad")

    assert "Zet licht neer." in council.get(there).text
    for way in ("wijzigen", "belofte"):
        council.get(f"{there}/{way}", status=403)
    council.post(f"{there}/plaatsen", status=403)


# For everybody


def test_everybody_reads_when_it_is_once_it_is_announced(
    admin: Browser, browser: Browser, stored: Stored
) -> None:
    path = planned(admin)
    public = f"/beraad/{only(stored).ref}"

    browser.get(public, status=404)
    assert "Er is nog geen beraad aangekondigd." in browser.get("/beraad").text
    admin.post(f"{path}/aankondigen")
    assert "Noorderhuis" in browser.get(public).text
    assert public in browser.get("/beraad").text


def test_advice_has_a_reference_and_no_number_in_its_address(
    admin: Browser, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = held(admin, monkeypatch)
    words = {"subject": "Licht", "text": "Zet licht neer.", "district": "oost"}
    there = admin.post(f"{path}/advies/nieuw", words).location
    advice: Advice = queries.advice_of(stored(), only(stored))[0]

    assert there.endswith(advice.ref)
    assert advice.district_id == 2


# On paper


def test_a_pack_is_made_with_one_button_and_handed_out_to_the_council(
    app: Flask, admin: Browser
) -> None:
    path = announced(admin)
    job = admin.post(f"{path}/maken").location
    page = admin.follow(job).text
    files = re.findall(rf'href="({path}/uitgaven/\w+/\w+\.pdf)"', page)

    assert "Versie 1" in page
    assert len(files) == 4
    for file in files:
        answer = as_(app, "beraad").client.get(file)
        assert answer.status_code == 200
        assert answer.data.startswith(b"%PDF")
        assert "no-store" in answer.headers["Cache-Control"]
        answer.close()
    noord = as_(app, "noord")
    assert noord.client.get(files[0]).status_code == 404
    assert files[0] not in noord.get(path).text
    assert admin.client.get(files[0].replace("/a4", "/geheim")).status_code == 404


def test_a_quote_that_proves_untrue_stops_the_pack_and_is_named(
    admin: Browser, session: Session
) -> None:
    path = planned(admin)
    quote = session.exec(select(Quote)).first()
    assert quote is not None
    quote.text = "Het park is prachtig."
    session.add(quote)
    session.commit()
    page = admin.get(f"{path}/pakket").text

    assert "Van dit pakket kunnen wij nu niets maken" in page
    assert f"Citaat {quote.ref}" in page
    assert "Het park is prachtig." not in page
    admin.get(f"{path}/voorbeeld", status=303)
    job = admin.post(f"{path}/maken").location
    assert "niet precies wat de verteller schreef" in admin.follow(job).text
