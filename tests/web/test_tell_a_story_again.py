"""Bad networks, old pages, back buttons, and things that don't fit."""

from io import BytesIO
from typing import Any

import pytest
from sqlmodel import Session, select

from app.core import storage as storage_module
from app.core.errors import BusyError
from app.photos.models import Photo
from app.stories import photo_views, services
from app.stories.models import Story
from app.stories.rules import MAX_LENGTH
from app.web.drafts import Draft
from tests.factories import make_programme
from tests.page import Browser
from tests.photo_files import jpeg, png
from tests.web.telling import TEXT, code_on, send, tell, upload

XSS = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }}"


@pytest.fixture(autouse=True)
def programme(session: Session) -> None:
    make_programme(session)
    session.commit()


def stories(session: Session) -> list[Story]:
    return list(session.exec(select(Story)).all())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Schrijf hier uw verhaal"),
        (" \n\u200b\n ", "Schrijf hier uw verhaal"),
        ("a" * (MAX_LENGTH + 1), "is 1 tekens te lang"),
        ("Hallo\x00 buurt", "Wij hebben het weggehaald"),
    ],
)
def test_a_text_that_can_not_be_kept_says_why(
    browser: Browser, session: Session, text: str, message: str
) -> None:
    browser.get("/verhaal/tekst")

    page = browser.post("/verhaal/tekst", {"text": text}, status=422)

    assert message in page.text
    assert "<title>Fout: " in page.text
    assert text.replace("\x00", "").strip("\n \u200b") in page.text
    assert session.exec(select(Draft)).all() == []


@pytest.mark.parametrize(
    "text",
    [
        "قصتي: الحديقة مغلقة\u200f (منذ أسبوع)",
        "Naïeve cafe\u0301 in NFD, \u202eachterstevoren\u202c",
        "👩‍👩‍👧‍👦 🇳🇱 z̸a̸l̸g̸o̸ \U0001f600",
        "Een\n\n\ttab en  twee spaties  \nén een regel",
        "'; DROP TABLE story; -- %(x)s {0} \\",
        "a" * MAX_LENGTH,
        XSS,
    ],
)
def test_a_text_is_stored_as_it_was_written(browser: Browser, session: Session, text: str) -> None:
    tell(browser, text.replace("\n", "\r\n"))
    send(browser)

    assert stories(session)[0].original == text.replace("\r\n", "\n")


def test_markup_is_shown_as_text(browser: Browser) -> None:
    tell(browser, XSS)
    browser.get("/verhaal/wie")
    browser.post("/verhaal/wie", {"signed_as": "<b>Bob</b>"})
    browser.get("/verhaal/fotos")
    name = "<img src=x onerror=alert(1)>.jpg"

    wrong = browser.post("/verhaal/fotos", {"photos": [(BytesIO(b"x"), name)]}, status=422)

    for page in (wrong, browser.get("/verhaal/tekst"), browser.get("/verhaal/controle")):
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "<b>Bob" not in page.text
        assert "49" not in page.text.partition("<main")[2].partition("</main")[0]


def test_a_page_that_stood_open_too_long_keeps_what_was_typed(
    browser: Browser, session: Session
) -> None:
    page = browser.post("/verhaal/tekst", {"text": TEXT, "csrf_token": "oud"}, status=422)
    assert TEXT in page.text
    assert "Er is niets weg" in page.text

    assert browser.post("/verhaal/tekst", {"text": TEXT}).location == "/verhaal/fotos"
    assert session.exec(select(Draft)).one().answers["text"] == TEXT


@pytest.mark.parametrize("path", ["", "/tekst", "/fotos", "/wie", "/toestemming", "/controle"])
def test_no_page_takes_a_form_of_another_site(
    browser: Browser, session: Session, path: str
) -> None:
    tell(browser)
    kept = session.exec(select(Draft)).one().answers
    session.rollback()

    browser.post(f"/verhaal{path}", {"text": "x", "csrf_token": "x"}, status=422)
    browser.post(
        f"/verhaal{path}", {"text": "x"}, status=403, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert session.exec(select(Draft)).one().answers == kept
    assert stories(session) == []


def test_a_resend_a_double_tap_and_the_back_button_show_the_same_code(
    browser: Browser, session: Session
) -> None:
    tell(browser)
    code = code_on(send(browser).text)

    resent: list[tuple[str, dict[str, Any]]] = [
        ("/verhaal/controle", {}),
        ("/verhaal/tekst", {"text": TEXT}),
        ("/verhaal/wie", {"signed_as": "iemand anders"}),
        ("/verhaal/toestemming", {"paper": "yes"}),
        ("/verhaal/fotos", {"photos": [(BytesIO(jpeg()), "a.jpg")]}),
    ]
    for path, data in resent:
        assert browser.post(path, data).location == "/verhaal/verstuurd"
        assert code_on(browser.get("/verhaal/verstuurd").text) == code
    assert browser.follow("/verhaal/controle").request.path == "/verhaal/verstuurd"
    assert [story.original for story in stories(session)] == [TEXT]
    assert session.exec(select(Photo)).all() == []


def test_typing_on_after_sending_loses_nothing_and_changes_nothing(
    browser: Browser, session: Session
) -> None:
    tell(browser)
    send(browser)

    page = browser.post("/verhaal/tekst", {"text": f"{TEXT} En nog iets."}, status=409)
    assert f"{TEXT} En nog iets." in page.text
    assert "Uw verhaal was al verstuurd" in page.text
    browser.post("/verhaal/tekst", {"text": "En nog iets.", "anew": "1"})
    send(browser)

    assert [story.original for story in stories(session)] == [TEXT, "En nog iets."]


def test_good_photos_stay_and_each_wrong_file_is_named(browser: Browser, session: Session) -> None:
    tell(browser)
    browser.get("/verhaal/fotos")
    files = [
        (BytesIO(jpeg()), "keuken.jpg"),
        (BytesIO(b""), "leeg.jpg"),
        (BytesIO(b"%PDF-1.7 geen foto"), "brief\u202egpj.pdf"),
        (BytesIO(jpeg()[:2000]), "half.jpg"),
        (BytesIO(png()), "..\\..\\straat.png"),
    ]

    page = browser.post("/verhaal/fotos", {"photos": files}, status=422)

    assert "leeg.jpg: dit bestand is leeg" in page.text
    assert "briefgpj.pdf: dit is geen foto" in page.text
    assert "half.jpg: " in page.text
    assert "straat.png" not in page.text
    assert "keuken.jpg" not in page.text
    assert page.text.count("Haal weg") == 2
    assert len(session.exec(select(Photo)).all()) == 2
    assert TEXT in browser.get("/verhaal/tekst").text


def test_a_resend_of_photos_adds_none(browser: Browser, session: Session) -> None:
    tell(browser)
    browser.get("/verhaal/fotos")

    for _ in range(3):
        upload(browser, jpeg(), png())

    assert len(session.exec(select(Photo)).all()) == 2


def test_a_sixth_photo_is_refused_and_five_stay(browser: Browser, session: Session) -> None:
    tell(browser)
    browser.get("/verhaal/fotos")
    colours = ("teal", "navy", "red", "gold", "grey", "pink")

    page = upload(browser, *(jpeg(colour) for colour in colours), status=422)

    assert "De rest is er niet bij" in page.text
    assert len(session.exec(select(Photo)).all()) == 5
    session.rollback()
    assert upload(browser, jpeg("pink"), status=422).text.count("Haal weg") == 5


def test_only_so_many_files_of_one_form_are_looked_at(browser: Browser) -> None:
    tell(browser)
    browser.get("/verhaal/fotos")

    page = upload(browser, *[b"geen foto"] * (photo_views.MAX_LOOKED_AT + 5), status=422)

    assert page.text.count(": dit is geen foto") == photo_views.MAX_LOOKED_AT
    assert "De rest is er niet bij" in page.text


def test_words_where_files_belong_are_no_photos(browser: Browser, session: Session) -> None:
    tell(browser)
    browser.get("/verhaal/fotos")

    browser.post("/verhaal/fotos", {"photos": ["tekst", "nog meer"]})

    assert session.exec(select(Photo)).all() == []


def test_photos_that_are_too_large_together_leave_the_story(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(browser)
    browser.get("/verhaal/fotos")
    monkeypatch.setattr(photo_views, "ONE_MB", 1000)

    page = browser.post("/verhaal/fotos", {"photos": [(BytesIO(bytes(130_000)), "a.jpg")]}, 413)

    assert "samen te groot" in page.text
    assert "Kies foto" in page.text
    assert TEXT in browser.get("/verhaal/tekst").text


@pytest.mark.parametrize("path", ["/verhaal", "/verhaal/tekst", "/verhaal/fotos"])
def test_words_beyond_all_measure_are_refused_in_dutch(browser: Browser, path: str) -> None:
    tell(browser)
    body = BytesIO(b"text=" + b"a" * 3_000_000)

    page = browser.client.post(
        path,
        input_stream=body,
        content_type="application/x-www-form-urlencoded",
        content_length=3_000_005,
    )

    assert page.status_code == 413
    assert "te groot" in page.text
    assert body.read() == b"", "a browser that is still sending would read no answer"
    assert TEXT in browser.get("/verhaal/tekst").text


def test_a_photo_can_be_taken_away_again(browser: Browser, session: Session) -> None:
    tell(browser)
    browser.get("/verhaal/fotos")
    upload(browser, jpeg(), png())
    ref = session.exec(select(Photo.ref)).first()
    session.rollback()

    for _ in range(2):  # a second tap finds it gone
        browser.get("/verhaal/fotos")
        assert browser.post(f"/verhaal/fotos/{ref}/weg").location == "/verhaal/fotos"

    assert browser.get("/verhaal/fotos").text.count("Haal weg") == 1


def test_a_signature_that_is_too_long_is_shown_again(browser: Browser) -> None:
    tell(browser)
    browser.get("/verhaal/wie")

    page = browser.post("/verhaal/wie", {"signed_as": "x" * 61, "teller": "resident"}, status=422)

    assert "hoogstens 60 tekens" in page.text
    assert "x" * 61 in page.text
    assert "checked" in page.text


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/verhaal", {"district": "west"}),
        ("/verhaal/tekst", {"text": TEXT, "language": "xx"}),
        ("/verhaal/wie", {"age_group": "99"}),
        ("/verhaal/toestemming", {"paper": "misschien"}),
        ("/verhaal/toestemming", {"audience": "no"}),
    ],
)
def test_a_choice_that_is_not_offered_is_refused(
    browser: Browser, path: str, data: dict[str, str]
) -> None:
    tell(browser)
    browser.get(path)

    browser.post(path, data, status=422)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/verhaal/tekst", {"text": "Nieuwe tekst"}),
        ("/verhaal/fotos", {"photos": "one"}),
        ("/verhaal/controle", {}),
    ],
)
def test_a_full_disk_is_told_before_anything_is_stored(
    browser: Browser,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    data: dict[str, Any],
) -> None:
    tell(browser)
    browser.get(path)
    monkeypatch.setattr(storage_module, "LEAST_FREE", 10**18)
    if "photos" in data:
        data["photos"] = [(BytesIO(jpeg()), "a.jpg")]

    page = browser.post(path, data, status=503)

    assert "druk" in page.text
    assert stories(session) == []
    assert session.exec(select(Photo)).all() == []
    assert session.exec(select(Draft)).one().answers["text"] == TEXT


def test_a_busy_server_keeps_the_story_and_one_tap_sends_it(
    browser: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise BusyError(5)

    tell(browser)
    browser.get("/verhaal/controle")
    with monkeypatch.context() as patched:
        patched.setattr(services, "hash_secret", refuse)
        page = browser.post("/verhaal/controle", status=503)
    assert "nog niet verstuurd" in page.text
    assert stories(session) == []
    session.rollback()

    browser.post("/verhaal/controle")

    assert len(stories(session)) == 1
