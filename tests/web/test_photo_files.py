from collections.abc import Iterator

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.core.storage import Storage
from app.photos.models import Photo, PhotoFile
from tests.factories import make_programme
from tests.page import Browser
from tests.photo_files import jpeg
from tests.web.telling import send, tell, upload


@pytest.fixture(autouse=True)
def programme(session: Session) -> Iterator[None]:
    make_programme(session)
    session.commit()
    yield
    session.rollback()


@pytest.fixture
def address(browser: Browser, session: Session) -> str:
    """Where the teller's browser finds the photo that it sent."""
    tell(browser)
    browser.get("/verhaal/fotos")
    upload(browser, jpeg())
    ref = session.exec(select(Photo.ref)).one()
    session.rollback()
    return f"/foto/{ref}"


@pytest.mark.parametrize(
    ("ending", "mimetype", "begins"),
    [("jpg", "image/jpeg", b"\xff\xd8"), ("webp", "image/webp", b"RIFF")],
)
def test_the_teller_sees_the_photo(
    browser: Browser, address: str, ending: str, mimetype: str, begins: bytes
) -> None:
    answer = browser.get(f"{address}/400.{ending}", buffered=True)

    assert (answer.mimetype, answer.data[: len(begins)]) == (mimetype, begins)
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_else_sees_the_photo(app: Flask, address: str) -> None:
    stranger, another_teller = Browser(app), Browser(app)
    tell(another_teller)

    for ending in ("400.jpg", "800.webp", "1600.jpg"):
        stranger.get(f"{address}/{ending}", status=404)
        another_teller.get(f"{address}/{ending}", status=404)


def test_a_sent_photo_is_no_longer_shown_by_the_draft(browser: Browser, address: str) -> None:
    send(browser)

    browser.get(f"{address}/400.jpg", status=404)


@pytest.mark.parametrize("name", ["401.jpg", "400.svg", "400.html", "-400.jpg", "400.jpg/x"])
def test_there_is_nothing_but_derivatives(browser: Browser, address: str, name: str) -> None:
    browser.get(f"{address}/{name}", status=404)


def test_a_public_photo_may_be_kept_for_five_minutes(app: Flask, address: str) -> None:
    app.extensions["public_photo_viewers"].append(lambda _session, _photo: True)
    browser = Browser(app)

    first = browser.get(f"{address}/400.jpg", buffered=True)
    again = browser.client.get(
        f"{address}/400.jpg", headers={"If-None-Match": first.headers["ETag"]}, buffered=True
    )

    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.headers.get("Vary", "")
    assert (again.status_code, again.data) == (304, b"")


def test_a_photo_whose_file_is_gone_is_gone(
    browser: Browser, session: Session, storage: Storage, address: str
) -> None:
    for key in session.exec(select(PhotoFile.key)):
        storage.remove(key)

    browser.get(f"{address}/400.jpg", status=404)
