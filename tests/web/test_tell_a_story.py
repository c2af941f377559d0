"""The journey of a resident who tells a story, without a script."""

from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from sqlmodel import Session, select

from app.core.codes import parse_code
from app.core.dates import in_words
from app.core.hashing import verify_secret
from app.photos.models import Photo, PhotoOwner
from app.printing.qr import qr_png
from app.stories.models import FollowCard, Story
from app.stories.rules import AgeGroup, Audience, Consent, TellerKind
from tests.factories import make_programme
from tests.page import Browser
from tests.photo_files import jpeg, png
from tests.web.telling import TEXT, code_on, send, tell, upload


@pytest.fixture(autouse=True)
def programme(session: Session) -> None:
    make_programme(session)
    session.commit()


PAGES: list[tuple[str, dict[str, Any]]] = [
    ("", {"district": "oost"}),
    ("/tekst", {"text": TEXT, "language": "nl"}),
    ("/fotos", {}),
    ("/wie", {"teller": "resident", "signed_as": "moeder van  drie", "age_group": "16_plus"}),
    ("/toestemming", {"audience": "everyone", "paper": "yes", "online": "ask", "photos": "yes"}),
    ("/controle", {}),
    ("/verstuurd", {}),
]


def test_a_resident_tells_a_story_with_photos(browser: Browser, session: Session) -> None:
    for (path, answers), (following, _) in pairwise(PAGES):
        browser.get(f"/verhaal{path}")
        files = [(BytesIO(jpeg()), "a.jpg"), (BytesIO(png()), "b.png")]
        filled = {"photos": files} if path == "/fotos" else answers
        assert browser.post(f"/verhaal{path}", filled).location == f"/verhaal{following}"

    page = browser.get("/verhaal/verstuurd")

    story = session.exec(select(Story)).one()
    told = (story.original, story.language, story.district_id, story.teller, story.signed_as)
    assert told == (TEXT, "nl", 2, TellerKind.RESIDENT, "moeder van drie")
    assert (story.age_group, story.audience) == (AgeGroup.FROM_16, Audience.EVERYONE)
    consents = (story.consent_paper, story.consent_online, story.consent_photos)
    assert consents == (Consent.YES, Consent.ASK, Consent.YES)
    photos = session.exec(select(Photo.owner_kind, Photo.owner_ref)).all()
    assert photos == [(PhotoOwner.STORY, story.ref)] * 2
    card = session.exec(select(FollowCard)).one()
    code = parse_code(code_on(page.text))
    assert card.lookup == code.lookup
    assert verify_secret(card.secret_hash, code.secret)
    assert f"Uiterlijk {in_words(story.due_on)}" in page.text


def test_every_answer_is_shown_before_sending(browser: Browser) -> None:
    for path, answers in PAGES[:5]:
        browser.get(f"/verhaal{path}")
        browser.post(f"/verhaal{path}", answers)
    browser.get("/verhaal/fotos")
    upload(browser, jpeg(), png())

    checked = browser.get("/verhaal/controle").text

    for answer in ("Oost", TEXT, "2 foto", "moeder van drie", "16 jaar of ouder", "Iedereen"):
        assert answer in checked


def test_only_the_story_is_required(browser: Browser, session: Session) -> None:
    browser.get("/verhaal")
    browser.post("/verhaal")
    for path, data in [
        ("/verhaal/tekst", {"text": TEXT}),
        ("/verhaal/fotos", {}),
        ("/verhaal/wie", {}),
        ("/verhaal/toestemming", {}),
        ("/verhaal/controle", {}),
    ]:
        browser.get(path)
        browser.post(path, data)

    story = session.exec(select(Story)).one()
    assert (story.district_id, story.audience) == (None, Audience.COUNCIL)
    assert {story.consent_paper, story.consent_online, story.consent_photos} == {Consent.NO}


def test_nothing_is_chosen_beforehand(browser: Browser) -> None:
    browser.post("/verhaal/tekst", {"text": TEXT})

    for path in ("/verhaal", "/verhaal/wie", "/verhaal/toestemming"):
        assert "checked" not in browser.get(path).text


def test_every_answer_can_be_changed_from_the_check(browser: Browser) -> None:
    tell(browser)
    for path, data in [
        ("/verhaal?van=controle", {"district": "noord"}),
        ("/verhaal/tekst?van=controle", {"text": "Toch iets anders."}),
        ("/verhaal/fotos?van=controle", {}),
        ("/verhaal/wie?van=controle", {"teller": "professional"}),
        ("/verhaal/toestemming?van=controle", {"paper": "ask"}),
    ]:
        assert path in browser.get("/verhaal/controle").text
        browser.get(path)
        assert browser.post(path, data).location == "/verhaal/controle"

    checked = browser.get("/verhaal/controle").text
    for answer in ("Noord", "Toch iets anders.", "Uitvoerend professional", "laat het mij eerst"):
        assert answer in checked


def test_what_was_left_open_is_shown_with_what_holds_then(browser: Browser) -> None:
    tell(browser)

    checked = browser.get("/verhaal/controle").text

    assert "Niet ingevuld" in checked
    assert "Dan geldt: alleen het bewonersberaad en de gemeente" in checked
    assert "Dan geldt: nee" in checked


@pytest.mark.parametrize("path", ["fotos", "wie", "toestemming", "controle"])
def test_skipping_ahead_leads_back_kindly(browser: Browser, path: str) -> None:
    page = browser.follow(f"/verhaal/{path}")

    assert page.request.path == "/verhaal/tekst"
    assert "Vertel eerst uw verhaal" in page.text


def test_a_child_is_told_that_a_parent_must_consent(browser: Browser, session: Session) -> None:
    tell(browser)
    browser.get("/verhaal/wie")
    browser.post("/verhaal/wie", {"age_group": "under_12", "signed_as": "Sam"})

    assert "ouder of verzorger moet dan eerst ja zeggen" in browser.get("/verhaal/toestemming").text
    sent = send(browser)

    assert "jonger dan 16" in sent.text
    assert session.exec(select(Story)).one().signed_as is None


def test_photos_are_asked_about_only_when_there_are_some(browser: Browser) -> None:
    tell(browser)
    assert "foto's laten zien" not in browser.get("/verhaal/toestemming").text.replace("&#39;", "'")

    browser.get("/verhaal/fotos")
    upload(browser, jpeg())

    assert "foto's laten zien" in browser.get("/verhaal/toestemming").text.replace("&#39;", "'")


def test_the_picture_on_the_card_opens_it_and_keeps_the_code_from_the_server(
    browser: Browser,
) -> None:
    tell(browser)
    code = code_on(send(browser).text)

    picture = browser.get("/verhaal/verstuurd/qr.png")

    assert picture.mimetype == "image/png"
    assert picture.data == qr_png(f"http://localhost:8000/k#{code}")
    assert picture.headers["Cache-Control"] == "no-store"


def test_the_page_with_the_code_is_kept_from_caches_and_from_other_sites(browser: Browser) -> None:
    tell(browser)

    page = send(browser)

    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert code_on(page.text) not in page.request.url


def test_wiping_the_phone_takes_the_code_and_leaves_the_story(
    browser: Browser, session: Session
) -> None:
    tell(browser)
    send(browser)

    browser.post("/verhaal/wissen")

    assert browser.follow("/verhaal/verstuurd").request.path == "/verhaal"
    browser.get("/verhaal/verstuurd/qr.png", status=404)
    assert session.exec(select(Story)).one().original == TEXT


def test_beginning_anew_wipes_what_was_not_sent(browser: Browser, session: Session) -> None:
    tell(browser)
    browser.get("/verhaal/fotos")
    browser.post("/verhaal/fotos", {"photos": [(BytesIO(jpeg()), "a.jpg")], "add": "1"})
    assert "U was al begonnen" in browser.get("/verhaal").text

    browser.post("/verhaal/wissen")

    assert "U was al begonnen" not in browser.get("/verhaal").text
    assert TEXT not in browser.get("/verhaal/tekst").text
    assert session.exec(select(Photo)).all() == []


def test_after_sending_a_new_story_gets_a_code_of_its_own(
    browser: Browser, session: Session
) -> None:
    tell(browser)
    first = code_on(send(browser).text)
    assert "Uw verhaal is verstuurd" in browser.get("/verhaal").text

    tell(browser, "Nog iets: de bus rijdt niet meer.")
    second = code_on(send(browser).text)

    assert first != second
    assert len(session.exec(select(Story)).all()) == 2
