"""Twenty phones send their story twenty times at once, to a real server of several processes."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import (
    BaseHandler,
    HTTPCookieProcessor,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
)

import pytest
from sqlmodel import Session, select

from app.core.config import ROOT, Settings
from app.stories.models import FollowCard, Story
from app.web.drafts import Draft
from tests.factories import make_programme
from tests.web.telling import code_on

STORIES = 20
TIMES = 20
PATIENCE_SECONDS = 60


@pytest.fixture
def address(settings: Settings, session: Session, tmp_path: Path) -> Iterator[str]:
    make_programme(session)
    session.commit()
    environment = {
        **os.environ,
        "BUURTSTEM_DATA_DIR": str(settings.data_dir),
        "BUURTSTEM_SECRET_KEY": settings.secret_key,
        "BUURTSTEM_HASH_MEMORY_KIB": "8",
        "BUURTSTEM_HASH_TIME_COST": "1",
    }
    with socket.socket() as listening, (tmp_path / "log").open("wb") as log:
        listening.bind(("127.0.0.1", 0))
        listening.listen(STORIES * TIMES)
        command = [
            *(str(Path(sys.executable).parent / "gunicorn"), "wsgi:app", "--preload"),
            *("--workers=2", "--threads=4", "--worker-class=gthread"),
            f"--bind=fd://{listening.fileno()}",
            "--config=python:app.upkeep.gunicorn_settings",
        ]
        fds = [listening.fileno()]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log, pass_fds=fds)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.send_signal(signal.SIGTERM)
        server.wait()


def handlers() -> list[BaseHandler]:
    return [HTTPHandler(), HTTPRedirectHandler(), HTTPDefaultErrorHandler(), HTTPErrorProcessor()]


def fetch(url: str, cookies: CookieJar, form: dict[str, str] | None = None) -> str:
    opener = OpenerDirector()  # `build_opener` would prepare for TLS each time
    for handler in (*handlers(), HTTPCookieProcessor(cookies)):
        opener.add_handler(handler)
    body = urlencode(form).encode() if form else None
    with opener.open(Request(url, body), timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 # ours
        page: str = answer.read().decode()
    return page


def write(address: str, number: int) -> tuple[CookieJar, str]:
    """Write a story and stop just before sending it."""
    cookies = CookieJar()
    page = fetch(f"{address}/verhaal/tekst", cookies)
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    fetch(f"{address}/verhaal/tekst", cookies, {"csrf_token": token, "text": f"Verhaal {number}."})
    return cookies, token


def copy_of(cookies: CookieJar) -> CookieJar:
    """Each request has its own cookies, as after a proxy that repeats it."""
    copied = CookieJar()
    for cookie in cookies:
        copied.set_cookie(cookie)
    return copied


def test_twenty_stories_sent_twenty_times_at_once_are_twenty_stories_with_one_code_each(
    address: str, session: Session
) -> None:
    written = [write(address, number) for number in range(STORIES)]

    def press(number: int) -> tuple[int, str]:
        cookies, token = written[number]
        return number, code_on(
            fetch(f"{address}/verhaal/controle", copy_of(cookies), {"csrf_token": token})
        )

    with ThreadPoolExecutor(40) as pool:
        pressed = list(pool.map(press, list(range(STORIES)) * TIMES))

    assert len(pressed) == STORIES * TIMES
    codes = {
        number: {code for each, code in pressed if each == number} for number in range(STORIES)
    }
    assert all(len(found) == 1 for found in codes.values())
    assert len(set().union(*codes.values())) == STORIES
    stories = session.exec(select(Story.original)).all()
    assert sorted(map(str, stories)) == sorted(f"Verhaal {number}." for number in range(STORIES))
    assert len(session.exec(select(FollowCard.id)).all()) == STORIES
    assert session.exec(select(Draft)).all() == []
