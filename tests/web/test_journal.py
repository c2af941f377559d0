"""The travel story: written by staff, read by everybody, printed, and taken off again."""

import re
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from sqlmodel import Session, delete, select

from app.audit.models import AuditEntry
from app.core.mail import OutgoingMail
from app.core.storage import Storage
from app.editions.models import Edition
from app.journal.chain import journal_steps
from app.journal.feed import ATOM
from app.journal.models import JournalEntry
from app.photos.models import Photo
from app.printing import available
from app.promises.services import Subject
from app.staff.rules import Role
from app.stories.models import TellerMail
from app.stories.notice_services import set_address
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme, make_public, make_story
from tests.feeds import read_feed
from tests.page import Browser
from tests.pdf_check import assert_pdf_ua, assert_well_paged, needs_poppler, pdf_text, readable
from tests.photo_files import jpeg
from tests.promised import promised

TEAM = "/team/reisverslag"
FILLED = {
    "day": "2026-11-20",
    "title": "Het bankje staat er",
    "text": "Bewoners vroegen om een bankje.\n\nVandaag zette de gemeente het neer.",
    "district": "noord",
    "links": "",
}
needs_printing = pytest.mark.skipif(not available(), reason="Pango is missing")


@pytest.fixture
def world(session: Session) -> Session:
    make_programme(session)
    make_member(session, "noord")
    make_member(session, "oost")
    make_member(session, "lezer", roles=(Role.COUNCIL,), districts=())
    session.commit()
    return session


@pytest.fixture
def noord(browser: Browser, world: Session) -> Browser:
    """The wijkmanager of Noord."""
    del world
    browser.sign_in("noord", PASSWORD)
    return browser


@pytest.fixture
def reader(app: Flask) -> Browser:
    """Anybody."""
    return Browser(app)


def write(browser: Browser, **filled: str) -> str:
    """Write an entry and return where it is worked on."""
    browser.get(f"{TEAM}/nieuw")
    return browser.post(f"{TEAM}/nieuw", {**FILLED, **filled}).headers["Location"]


def publish(browser: Browser, **filled: str) -> str:
    """Write an entry, put it on the site, and return its reference."""
    there = write(browser, **filled)
    browser.get(there)
    browser.post(f"{there}/plaatsen")
    return there.rpartition("/")[2]


def test_an_entry_is_read_by_all_only_once_it_is_put_on_the_site(
    noord: Browser, reader: Browser
) -> None:
    ref = write(noord).rpartition("/")[2]
    assert "bankje" not in reader.get("/reisverslag").text
    reader.get(f"/reisverslag/{ref}", status=404)

    noord.get(f"{TEAM}/{ref}")
    noord.post(f"{TEAM}/{ref}/plaatsen")

    page = reader.get("/reisverslag").text
    assert "Het bankje staat er" in page
    assert "vrijdag 20 november 2026" in page
    assert "Vandaag zette de gemeente" in reader.get(f"/reisverslag/{ref}").text


def test_it_is_told_by_year_and_half_year(noord: Browser, reader: Browser) -> None:
    publish(noord, day="2025-09-01", title="Lang geleden")
    publish(noord, day="2026-02-01", title="In de winter")
    publish(noord, day="2026-10-01", title="In de herfst")

    newest = reader.get("/reisverslag").text
    year = reader.get("/reisverslag?periode=2026").text
    first = reader.get("/reisverslag?periode=2026-1").text
    before = reader.get("/reisverslag?periode=2025").text
    nothing = reader.get("/reisverslag?periode=2031-2").text

    titles = ("Lang geleden", "In de winter", "In de herfst")
    found = [[t for t in titles if t in page] for page in (newest, year, first, before, nothing)]
    assert found == [["In de herfst"], list(titles[1:]), ["In de winter"], ["Lang geleden"], []]
    assert year.index("In de herfst") < year.index("In de winter")
    assert "Over deze periode staat hier nog niets." in nothing


def test_it_is_linked_to_stories_and_their_tellers_see_it(
    noord: Browser, reader: Browser, session: Session
) -> None:
    shown, hidden = make_public(session), make_story(session)
    set_address(session, hidden, "an@voorbeeld.nl", secret_key="for tests only", now=NOW)
    session.commit()
    lines = f"https://stem.example/verhalen/{shown.ref}?wijk=noord\n/team/verhalen/{hidden.ref}\n"

    ref = publish(noord, links=lines)

    page = reader.get(f"/reisverslag/{ref}").text
    assert f'href="/verhalen/{shown.ref}"' in page
    assert hidden.ref not in page
    steps = journal_steps(session, [shown.ref, hidden.ref])
    assert {name: [step.url for step in told] for name, told in steps.items()} == {
        name: [f"/reisverslag/{ref}"] for name in (shown.ref, hidden.ref)
    }
    assert len(session.exec(select(OutgoingMail)).all()) == 1
    form = noord.get(f"{TEAM}/{ref}").text
    assert f"/verhalen/{hidden.ref}" in form


def test_it_is_linked_to_a_promise_and_stories_below_it_show_it(
    noord: Browser, reader: Browser, session: Session
) -> None:
    below, twice = make_story(session), make_public(session)
    promise = promised(session, stories=(below.ref, twice.ref))
    set_address(session, below, "an@voorbeeld.nl", secret_key="for tests only", now=NOW)
    session.commit()
    lines = f"/team/toezeggingen/{promise.ref}\n/verhalen/{twice.ref}"

    ref = publish(noord, links=lines)

    page = reader.get(f"/reisverslag/{ref}").text
    assert f'href="/beloofd/{promise.ref}"' in page
    assert promise.what in page
    assert f"/beloofd/{promise.ref}" in noord.get(f"{TEAM}/{ref}").text
    steps = journal_steps(session, [below.ref, twice.ref])
    assert {name: [step.url for step in told] for name, told in steps.items()} == {
        name: [f"/reisverslag/{ref}"] for name in (below.ref, twice.ref)
    }
    assert len(session.exec(select(OutgoingMail)).all()) == 1


def test_a_promise_of_another_district_cannot_be_linked_to(
    noord: Browser, session: Session
) -> None:
    promise = promised(session, subject=Subject(district_id=2))
    session.commit()
    noord.get(f"{TEAM}/nieuw")

    noord.post(f"{TEAM}/nieuw", {**FILLED, "links": f"/beloofd/{promise.ref}"}, 422)


def test_taken_off_and_put_back_it_is_told_to_nobody_twice(
    noord: Browser, session: Session
) -> None:
    first, second = make_story(session), make_story(session)
    for number, story in enumerate((first, second)):
        address = f"an{number}@voorbeeld.nl"
        set_address(session, story, address, secret_key="for tests only", now=NOW)
    session.commit()
    there = f"{TEAM}/{publish(noord, links=f'/verhalen/{first.ref}')}"
    assert len(session.exec(select(OutgoingMail)).all()) == 1
    session.commit()
    noord.get(there)
    noord.post(f"{there}/terughalen")
    session.exec(delete(OutgoingMail))
    session.commit()

    seen = seen_on(noord.get(there).text)
    links = f"/verhalen/{first.ref}\n/verhalen/{second.ref}"
    noord.post(there, {**FILLED, "links": links, "seen": seen})
    noord.get(there)
    noord.post(f"{there}/plaatsen")

    mails = session.exec(select(OutgoingMail.about)).all()
    expected = session.exec(select(TellerMail.ref).where(TellerMail.story_id == second.id)).all()
    assert mails == expected


@pytest.mark.parametrize("line", ["onzin", "/verhalen/bestaatniet", "/team/verhalen", "/over/x"])
def test_an_address_that_names_nothing_is_told(noord: Browser, line: str) -> None:
    noord.get(f"{TEAM}/nieuw")

    page = noord.post(f"{TEAM}/nieuw", {**FILLED, "links": line}, 422).text

    assert "Dit adres kennen wij niet" in page
    assert "Het bankje staat er" in page


def test_a_story_of_another_district_cannot_be_linked_to(noord: Browser, session: Session) -> None:
    other = make_story(session, district_id=2)
    session.commit()
    noord.get(f"{TEAM}/nieuw")

    noord.post(f"{TEAM}/nieuw", {**FILLED, "links": f"/verhalen/{other.ref}"}, 422)

    assert session.exec(select(JournalEntry)).all() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": ""}, "Vul de dag in."),
        ({"title": " "}, "Vul een titel in."),
        ({"text": ""}, "Schrijf wat er is gedaan."),
        ({"text": "x" * 6001}, "Dit is te lang."),
        ({"district": "oost"}, "field--error"),
    ],
)
def test_what_is_missing_is_told(
    noord: Browser, session: Session, wrong: dict[str, str], said: str
) -> None:
    noord.get(f"{TEAM}/nieuw")

    page = noord.post(f"{TEAM}/nieuw", {**FILLED, **wrong}, 422).text

    assert said in page
    assert session.exec(select(JournalEntry)).all() == []


def seen_on(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_who_saves_second_sees_what_the_first_wrote(noord: Browser) -> None:
    there = write(noord)
    seen = seen_on(noord.get(there).text)
    noord.post(there, {**FILLED, "title": "Eerst", "seen": seen})
    noord.get(there)

    page = noord.post(there, {**FILLED, "title": "Daarna", "seen": seen}, 409).text

    assert "Iemand anders was u voor" in page
    assert "Eerst" in page
    assert 'value="Daarna"' in page
    noord.post(there, {**FILLED, "title": "Daarna", "seen": seen_on(page)})
    assert "Daarna" in noord.get(there).text


def put_picture(browser: Browser, there: str, alt: str = "Een nieuw bankje.") -> None:
    browser.get(there)
    browser.post(f"{there}/foto", {"picture": (BytesIO(jpeg()), "foto.jpg"), "alt": alt})


def test_a_picture_is_seen_with_its_entry_and_not_before(
    noord: Browser, reader: Browser, session: Session
) -> None:
    there = write(noord)
    put_picture(noord, there)
    address = f"/foto/{session.exec(select(Photo.ref)).one()}/400.jpg"
    session.rollback()
    assert noord.client.get(address).status_code == 200
    assert reader.client.get(address).status_code == 404

    noord.get(there)
    noord.post(f"{there}/plaatsen")

    assert reader.client.get(address).status_code == 200
    assert 'alt="Een nieuw bankje."' in reader.get("/reisverslag").text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"alt": "Een bankje."}, "Kies eerst een foto."),
        ({"alt": "", "picture": (b"x", "foto.jpg")}, "Schrijf wat er op de foto te zien is."),
        (
            {"alt": "Een bankje.", "picture": (b"geen foto", "foto.jpg")},
            "Dit is geen foto. Kies een foto",
        ),
    ],
)
def test_what_is_wrong_with_a_picture_is_told(
    noord: Browser, session: Session, sent: dict[str, object], said: str
) -> None:
    there = write(noord)
    noord.get(there)
    data = {
        name: (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
        for name, value in sent.items()
    }

    page = noord.post(f"{there}/foto", data, 422).text

    assert said in page
    assert "Het bankje staat er" in page
    assert session.exec(select(Photo)).all() == []


def test_another_picture_takes_the_place_of_the_first(
    noord: Browser, session: Session, storage: Storage
) -> None:
    there = write(noord)
    put_picture(noord, there, "Het oude bankje.")
    put_picture(noord, there, "Het nieuwe bankje.")

    assert session.exec(select(Photo.alt)).all() == ["Het nieuwe bankje."]
    session.rollback()
    assert len(list(storage.keys())) == 6

    noord.get(there)
    noord.post(f"{there}/foto/weg")
    assert list(storage.keys()) == []


def test_taken_off_it_is_gone_and_can_be_thrown_away(
    noord: Browser, reader: Browser, session: Session, storage: Storage
) -> None:
    ref = publish(noord)
    there = f"{TEAM}/{ref}"
    put_picture(noord, there)
    noord.get(f"{there}/weggooien", status=303)

    noord.get(there)
    noord.post(f"{there}/terughalen")
    reader.get(f"/reisverslag/{ref}", status=404)
    assert "bankje" not in reader.get("/nieuws.atom").text

    noord.get(f"{there}/weggooien")
    noord.post(f"{there}/weggooien")
    assert session.exec(select(JournalEntry)).all() == []
    assert list(storage.keys()) == []
    done = session.exec(select(AuditEntry.action).where(AuditEntry.kind == "journal_entry")).all()
    assert done == [
        "journal.added", "journal.published", "journal.picture", "journal.taken_off",
        "journal.deleted",
    ]  # fmt: skip


@pytest.mark.parametrize("step", ["plaatsen", "terughalen"])
def test_a_second_tap_changes_nothing(noord: Browser, session: Session, step: str) -> None:
    ref = publish(noord)
    if step == "terughalen":
        noord.get(f"{TEAM}/{ref}")
        noord.post(f"{TEAM}/{ref}/terughalen")
    before = session.exec(select(AuditEntry.id)).all()
    session.rollback()

    noord.get(f"{TEAM}/{ref}")
    noord.post(f"{TEAM}/{ref}/{step}")

    assert session.exec(select(AuditEntry.id)).all() == before


def test_entries_of_another_district_are_not_ours(app: Flask, noord: Browser) -> None:
    ref = publish(noord)
    oost = Browser(app)
    oost.sign_in("oost", PASSWORD)

    assert "Het bankje staat er" not in oost.get(TEAM).text
    oost.get(f"{TEAM}/{ref}", status=404)
    for step in ("", "/plaatsen", "/terughalen", "/weggooien", "/foto", "/foto/weg"):
        token = re.search(r'csrf_token" value="([^"]+)"', oost.get(f"{TEAM}/nieuw").text)
        assert token is None or token[1]
        oost.post(f"{TEAM}/{ref}{step}", {**FILLED, "alt": "x"}, 404)


def test_others_do_not_write(app: Flask, world: Session, reader: Browser) -> None:
    del world
    lezer = Browser(app)
    lezer.sign_in("lezer", PASSWORD)

    lezer.get(TEAM, status=403)
    lezer.get(f"{TEAM}/nieuw", status=403)
    assert reader.client.get(TEAM).status_code == 303


def test_the_feed_tells_what_was_published_last(noord: Browser, reader: Browser) -> None:
    for number in range(3):
        publish(noord, title=f"Bericht {number}", text="Met <b>haken</b> & meer.")
    write(noord, title="Nog niet")

    answer = reader.get("/nieuws.atom")

    feed = read_feed(answer.data)
    titles = [each.text for each in feed.iter(f"{{{ATOM}}}title")]
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert titles == ["Nieuws van Buurtstem", "Bericht 2", "Bericht 1", "Bericht 0"]
    contents = [each.text for each in feed.iter(f"{{{ATOM}}}content")]
    assert contents == ["Met <b>haken</b> & meer."] * 3
    again = reader.client.get("/nieuws.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def make_pdf(browser: Browser, period: str) -> None:
    browser.get(TEAM)
    browser.post(f"{TEAM}/pdf", {"period": period})


def pdf_of(reader: Browser, session: Session) -> bytes:
    made: bytes = reader.get(f"/reisverslag/pdf/{session.exec(select(Edition.ref)).one()}").data
    return made


@needs_printing
@needs_poppler
def test_a_period_is_printed_for_council_and_ambassadors(
    noord: Browser, reader: Browser, session: Session
) -> None:
    story = make_public(session)
    session.commit()
    for month in range(7, 12):
        publish(
            noord, day=f"2026-{month:02}-03", title=f"Stap {month}", links=f"/verhalen/{story.ref}"
        )
    first = session.exec(select(JournalEntry.ref)).first()
    session.rollback()
    put_picture(noord, f"{TEAM}/{first}")
    publish(noord, day="2025-01-03", title="Vorig jaar")

    make_pdf(noord, "2026-2")

    pdf = pdf_of(reader, session)
    text = readable(pdf_text(pdf))
    assert_pdf_ua(pdf)
    assert_well_paged(pdf)
    for words in ("Reisverslag", "Tweedehelftvan2026", "juli2026", "Stap11", "Eennieuwbankje."):
        assert words in text
    assert "Vorigjaar" not in text
    assert text.index("Stap7") < text.index("Stap11")
    page = reader.get("/reisverslag?periode=2026-2").text
    assert "Open dit reisverslag als PDF" in page
    assert "als PDF" not in reader.get("/reisverslag?periode=2026").text


@needs_printing
def test_the_same_period_is_printed_once_and_a_changed_one_anew(
    noord: Browser, session: Session
) -> None:
    ref = publish(noord)
    make_pdf(noord, "2026")
    make_pdf(noord, "2026")
    assert session.exec(select(Edition.number)).all() == [1]
    session.rollback()

    there = f"{TEAM}/{ref}"
    seen = seen_on(noord.get(there).text)
    noord.post(there, {**FILLED, "title": "Anders", "seen": seen})
    make_pdf(noord, "2026")

    assert sorted(session.exec(select(Edition.number))) == [1, 2]


@needs_printing
def test_a_pdf_with_something_that_was_taken_off_is_destroyed(
    noord: Browser, reader: Browser, session: Session, storage: Storage
) -> None:
    ref = publish(noord)
    make_pdf(noord, "2026")
    made = session.exec(select(Edition.ref)).one()
    session.rollback()
    assert reader.get(f"/reisverslag/pdf/{made}").data.startswith(b"%PDF")

    noord.get(f"{TEAM}/{ref}")
    noord.post(f"{TEAM}/{ref}/terughalen")

    reader.get(f"/reisverslag/pdf/{made}", status=404)
    assert list(storage.keys()) == []
    assert "vernietigd" in noord.get(TEAM).text


def test_no_other_edition_is_handed_out_here(
    noord: Browser, reader: Browser, session: Session
) -> None:
    del noord
    session.add(
        Edition(
            kind="quote_book", number=1, title="x", made_at=NOW, made_by="x", pages=1,
            content_hash="x", file_key="x",
        )
    )  # fmt: skip
    session.commit()
    ref = session.exec(select(Edition.ref)).one()

    reader.get(f"/reisverslag/pdf/{ref}", status=404)


def test_the_day_is_a_day_of_the_calendar(noord: Browser, session: Session) -> None:
    write(noord, day="2024-02-29")

    assert session.exec(select(JournalEntry)).one().day == date(2024, 2, 29)
