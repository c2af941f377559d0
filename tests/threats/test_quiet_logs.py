"""What is logged: that something happened and where, never words, codes, names or addresses."""

import json
import logging
import re
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import structlog
from flask import Flask
from gunicorn.config import Config
from huey import MemoryHuey
from sqlmodel import Session, select

from app.core.storage import Storage
from app.stories.models import Story
from app.upkeep.gunicorn_settings import QuietLogger
from app.web import logs
from app.web.logs import keep_words_out
from tests.ballots import make_letters, wrong_for
from tests.factories import PASSWORD, make_poll, make_programme
from tests.page import Browser
from tests.photo_files import jpeg
from tests.threats.world import make_world, staff
from tests.web.telling import code_on, send, tell, upload

WORDS = 'zonnewijzerplein\n{"event": "vals"}\r\n\x1b[31m'
ADDRESS = "203.0.113.77"
ENVIRONMENT = {"REMOTE_ADDR": ADDRESS}


@pytest.fixture
def logged(app: Flask, monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What our own log gets, written by the processors that the app set up."""
    del app
    written = StringIO()
    processors = structlog.get_config()["processors"]
    logger = structlog.wrap_logger(structlog.WriteLogger(written), processors=processors)
    ours = logs.log
    for module in list(sys.modules.values()):
        # Looked up in what it holds: asking some libraries for a name makes them warn.
        if vars(module).get("log") is ours:
            monkeypatch.setattr(module, "log", logger)
    return written


def journey(app: Flask) -> list[str]:
    """Tell, follow, moderate and fail; return what nobody may find in a log."""
    browser = Browser(app)
    browser.client.environ_base.update(ENVIRONMENT)
    tell(browser, WORDS.replace("\x1b", ""))
    upload(browser, jpeg())
    browser.get("/verhaal/wie")
    browser.post("/verhaal/wie", {"teller": "resident", "signed_as": "Tante Zonnewijzer"})
    code = code_on(send(browser).text)
    browser.get("/volg")
    browser.post("/volg", {"code": code[:-1] + "!"}, 422)
    browser.post("/volg", {"code": code})
    browser.get("/volg")
    cookies = [browser.client.get_cookie(name) for name in ("verhaal", "kaart", "sessie")]
    noord = staff(app, "noord")
    noord.get("/team/verhalen", query_string={"zoek": WORDS, "na": WORDS})
    noord.get(
        f"/{code}/\n{WORDS}", headers={"User-Agent": WORDS.split(maxsplit=1)[0], "Referer": code}
    )
    team = noord.get_cookie("team")
    return [
        *("zonnewijzer", "Zonnewijzer", "vals", code, code[:5], ADDRESS, PASSWORD, "Medewerker"),
        *(cookie.value for cookie in (*cookies, team) if cookie is not None),
    ]


def test_a_whole_journey_leaves_no_words_in_the_log(
    app: Flask,
    session: Session,
    storage: Storage,
    logged: StringIO,
    capfd: pytest.CaptureFixture[str],
) -> None:
    make_world(session, storage)

    secrets = journey(app)

    everything = "".join((logged.getvalue(), *capfd.readouterr()))
    assert [secret for secret in secrets if secret in everything] == []
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert len(lines) > 20
    assert {line["event"] for line in lines} == {"request"}
    assert set().union(*lines) <= {
        *("event", "level", "timestamp", "method", "endpoint", "status", "ms")
    }


def test_voting_leaves_no_line_for_its_time_would_tell(
    app: Flask, session: Session, logged: StringIO
) -> None:
    make_programme(session)
    now = datetime.now(UTC)
    day = timedelta(days=1)
    poll = make_poll(session, frozen=True, opens_at=now - day, closes_at=now + day)
    [code] = make_letters(session, poll, 1)
    session.commit()
    browser = Browser(app)

    for typed in (wrong_for(code), code):
        browser.get("/s")
        browser.post("/s", {"code": typed.text}, 303 if typed is code else 422)
    page = browser.get(f"/stemmen/{poll.slug}/kiezen").text
    for picture in re.findall(r'src="(/foto/[^"]+)"', page):
        browser.get(picture, 404)  # its file isn't there
    browser.post(f"/stemmen/{poll.slug}/kiezen", {"keuze": "2"}, 200)
    assert logged.getvalue() == ""

    browser.get("/bestaat-niet", 404)
    assert "request" in logged.getvalue()


def test_a_crash_is_logged_by_place_and_kind(
    app: Flask,
    session: Session,
    storage: Storage,
    logged: StringIO,
) -> None:
    make_world(session, storage)

    def crash() -> str:
        raise ValueError(WORDS)

    app.view_functions["upkeep.health"] = crash
    app.testing = False
    browser = Browser(app)
    browser.get("/healthz", 500)

    assert '"error": "ValueError"' in logged.getvalue()
    assert "zonnewijzer" not in logged.getvalue()
    # Flask's own logger would tell the text; nothing but a test listens to it.
    assert app.logger.propagate is False
    assert [handler for handler in app.logger.handlers if is_real(handler)] == []


def is_real(handler: logging.Handler) -> bool:
    return not isinstance(handler, logging.NullHandler) and "pytest" not in type(handler).__module__


def test_an_error_of_the_database_does_not_carry_what_was_stored(session: Session) -> None:
    with pytest.raises(Exception, match="no such column") as caught:
        session.connection().exec_driver_sql(
            "SELECT missing FROM story WHERE original = ?", ("zonnewijzer",)
        )

    assert "zonnewijzer" not in str(caught.value)
    assert session.exec(select(Story)).all() == []


def test_the_worker_logs_no_words(logged: StringIO, caplog: pytest.LogCaptureFixture) -> None:
    keep_words_out("huey")
    queue = MemoryHuey(immediate=True)

    @queue.task()  # type: ignore[untyped-decorator] # huey ships no types
    def crash() -> None:
        raise ValueError(WORDS)

    with caplog.at_level(logging.ERROR, logger="huey"):
        crash()

    assert caplog.records
    assert '"error": "ValueError"' in logged.getvalue()
    formatted = [logging.Formatter().format(record) for record in caplog.records]
    assert "zonnewijzer" not in "".join((*formatted, logged.getvalue()))


def test_the_web_server_logs_neither_address_nor_words(
    logged: StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    logger = QuietLogger(Config())
    logger.error_log.propagate = True
    with caplog.at_level(logging.INFO, logger="gunicorn.error"):
        logger.warning("Invalid request from ip=%s: %s", ADDRESS, WORDS)
        try:
            raise ValueError(WORDS)
        except ValueError:
            logger.exception("Error handling request %s", f"/volg?code={WORDS}")
    logger.error_log.propagate = False

    formatted = [logging.Formatter().format(record) for record in caplog.records]
    everything = "".join((*formatted, logged.getvalue()))
    assert len(caplog.records) == 2
    assert '"error": "ValueError"' in everything
    assert ADDRESS not in everything
    assert "zonnewijzer" not in everything
