"""A page is sent once, and anew only when what it shows has changed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from app.core.versions import PUBLIC, raise_version
from app.programme.models import Programme
from app.stories.rules import EventKind, StoryStatus
from app.stories.services import add_event
from app.web.kept import Kept, KeptPage
from tests.conftest import NOW
from tests.factories import make_programme, make_public, make_story
from tests.page import Browser

PAGES = ("/", "/verhalen", "/over", "/hulp", "/privacy", "/toegankelijkheid")


@pytest.fixture(autouse=True)
def _programme(session: Session) -> None:
    make_programme(session)
    make_public(session, "Het eerste verhaal staat er.")
    raise_version(session, PUBLIC)
    session.commit()


def again(browser: Browser, path: str, first: TestResponse) -> TestResponse:
    return browser.client.get(path, headers={"If-None-Match": first.headers["ETag"]})


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_did_not_change_is_not_sent_again(browser: Browser, path: str) -> None:
    first = browser.get(path)
    second = again(browser, path, first)

    assert second.status_code == 304
    assert second.data == b""
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Cache-Control"] == "no-cache"
    assert browser.get(path).data == first.data


@pytest.mark.parametrize("path", PAGES)
def test_a_page_for_everybody_is_nobodys_own(browser: Browser, path: str) -> None:
    for _ in range(2):
        answer = browser.get(path)

        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "csrf_token" not in answer.text


def test_a_new_story_shows_at_once(browser: Browser, session: Session) -> None:
    first = browser.get("/verhalen")
    make_public(session, "Het tweede verhaal is nieuw.")
    raise_version(session, PUBLIC)
    session.commit()

    second = again(browser, "/verhalen", first)

    assert second.status_code == 200
    assert "Het tweede verhaal is nieuw." in second.text


def test_a_withdrawn_story_is_gone_at_once(browser: Browser, session: Session) -> None:
    story = make_public(session, "Dit haal ik weer weg.")
    session.commit()
    path = f"/verhalen/{story.ref}"
    first = browser.get(path)
    story.status, story.original = StoryStatus.WITHDRAWN, None
    raise_version(session, PUBLIC)
    session.commit()

    assert again(browser, path, first).status_code == 404
    assert "Dit haal ik" not in browser.get("/verhalen").text


def test_a_change_of_the_programme_shows_by_itself(browser: Browser, session: Session) -> None:
    first = browser.get("/over")
    programme = session.exec(select(Programme)).one()
    programme.site_title = "Wijkpraat"
    session.add(programme)
    session.commit()

    second = again(browser, "/over", first)

    assert second.status_code == 200
    assert "Over Wijkpraat" in second.text


def test_each_address_has_a_tag_of_its_own(browser: Browser) -> None:
    tags = {
        browser.get(path).headers["ETag"]
        for path in (*PAGES, "/verhalen?wijk=noord", "/verhalen?wijk=oost")
    }

    assert len(tags) == len(PAGES) + 2


def test_a_tag_of_another_installation_is_not_known(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = browser.get("/verhalen")
    monkeypatch.setattr(app.extensions["kept"], "salt", b"another program")

    assert again(browser, "/verhalen", first).status_code == 200


def test_late_stories_are_counted_by_the_day(
    browser: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_story(session, due_on=NOW.date())
    session.commit()
    for module in ("app.web.kept", "app.reading.views"):
        monkeypatch.setattr(f"{module}.now", lambda: NOW)
    in_time = browser.get("/").text
    for module in ("app.web.kept", "app.reading.views"):
        monkeypatch.setattr(f"{module}.now", lambda: NOW + timedelta(days=1))
    late = browser.get("/").text

    assert "<strong>0</strong> wachten te lang" in in_time
    assert "<strong>1</strong> wacht te lang" in late


def test_each_step_of_a_story_shows_in_the_figures(browser: Browser, session: Session) -> None:
    first = browser.get("/")
    story = make_story(session, status=StoryStatus.ANSWERED)
    add_event(session, story, EventKind.ANSWERED, actor="system", now=NOW)
    session.commit()
    second = again(browser, "/", first)

    assert "<strong>1</strong> beantwoord" in first.text
    assert "<strong>2</strong> beantwoord" in second.text


def page_of(size: int) -> KeptPage:
    return KeptPage(b"x" * size, "text/html", "")


def test_memory_for_pages_has_an_end() -> None:
    kept = Kept(b"salt", max_bytes=100)
    for number in range(10):
        kept.keep(str(number), "", page_of(30))
        kept.find("0", "")

    held = [number for number in range(10) if kept.find(str(number), "")]

    assert held == [0, 8, 9]


def test_keeping_a_page_twice_counts_it_once() -> None:
    kept = Kept(b"salt", max_bytes=100)
    for _ in range(5):
        kept.keep("one", "", page_of(60))
    kept.keep("two", "", page_of(40))

    assert kept.find("one", "")
    assert kept.find("two", "")


def test_a_fact_is_asked_for_once_a_version() -> None:
    kept = Kept(b"salt")
    asked = iter(range(10))

    def load() -> int:
        return next(asked)

    assert [kept.fact("n", version, load) for version in (0, 0, 1, 1, 2, 2)] == [0, 1, 2, 2, 3, 3]
