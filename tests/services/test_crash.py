"""A real server that is killed again and again while stories with photos come in."""

import hashlib
import random
import re
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from http.cookiejar import CookieJar
from io import BytesIO
from pathlib import Path
from threading import Condition
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from PIL import Image
from sqlmodel import Session, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.core.codes import parse_code
from app.core.config import Settings
from app.core.db import Database, open_database
from app.core.hashing import verify_secret
from app.core.storage import Storage
from app.photos.models import Photo, PhotoFile, PhotoOwner
from app.stories.models import FollowCard, Story
from tests.factories import make_programme
from tests.photo_files import jpeg, png
from tests.real_server import server
from tests.web.telling import code_on

KILLS = 20
#: One in so many kills takes the whole group, master included; the others a worker.
ALL_AT_ONCE_EVERY = 5
TELLERS = 4
PATIENCE_SECONDS = 60
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Score:
    """What tellers were told by the server, and how far they are."""

    def __init__(self) -> None:
        self.steps = 0
        self.killing = True
        #: Code by story text.
        self.acknowledged: dict[str, str] = {}
        self.secrets: list[str] = []
        self._changed = Condition()

    def step(self) -> None:
        with self._changed:
            self.steps += 1
            self._changed.notify_all()

    def wait_for_steps(self, more: int) -> None:
        """Wait until tellers were answered so many times more, or one of them gave up."""
        with self._changed:
            goal = self.steps + more
            assert self._changed.wait_for(
                lambda: self.steps >= goal or not self.killing, timeout=PATIENCE_SECONDS
            )

    def stop(self) -> None:
        with self._changed:
            self.killing = False
            self._changed.notify_all()


class Teller:
    """A phone that tries each step again until the server answers, as people do."""

    def __init__(self, address: str, score: Score) -> None:
        self.address = address
        self.score = score
        self.cookies = CookieJar()
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.cookies))

    def tell(self, text: str) -> None:
        token = {"csrf_token": TOKEN.findall(self._send("/verhaal/tekst"))[0]}
        self._send("/verhaal/tekst", urlencode({**token, "text": text}).encode())
        photos = [FileStorage(BytesIO(jpeg()), "a.jpg"), FileStorage(BytesIO(png()), "b.png")]
        boundary, body = encode_multipart({**token, "photos": photos})
        self._send("/verhaal/fotos", body, f"multipart/form-data; boundary={boundary}")
        code = code_on(self._send("/verhaal/controle", urlencode(token).encode()))
        self.score.acknowledged[text] = code
        self.score.secrets += [code, text, *(str(cookie.value) for cookie in self.cookies)]

    def _send(self, path: str, body: bytes | None = None, kind: str = "") -> str:
        headers = {"Content-Type": kind or "application/x-www-form-urlencoded"} if body else {}
        request = Request(self.address + path, body, headers)  # noqa: S310 # our own server
        for _ in range(100):
            try:
                with self.opener.open(request, timeout=PATIENCE_SECONDS) as answer:
                    page: str = answer.read().decode()
            except HTTPError as error:
                raise AssertionError(f"{path}: {error.code} {error.read()!r}") from error
            except (OSError, HTTPException):
                continue  # killed under this request
            self.score.step()
            return page
        raise AssertionError(f"no answer to {path}")


def go_on_telling(address: str, score: Score, name: str) -> None:
    number = 0
    try:
        while score.killing:
            number += 1
            Teller(address, score).tell(f"Verhaal {number} van {name}, met een staartje.")
    finally:
        score.stop()


def test_whatever_was_acknowledged_is_there_once_with_whole_photos(
    settings: Settings, tmp_path: Path
) -> None:
    database = open_database(settings.database)
    with database.write() as session:
        make_programme(session)
        session.commit()
    score, log = Score(), tmp_path / "log"
    chance = random.Random(20)  # noqa: S311 # the same kills each time

    with server(settings, log) as running, ThreadPoolExecutor(TELLERS) as pool:
        telling = [
            pool.submit(go_on_telling, running.address, score, name)
            for name in ("Ria", "Ali", "Ewa", "Jo")
        ]
        kills = 0
        while kills < KILLS:
            score.wait_for_steps(chance.randint(2, 7))
            everything = kills % ALL_AT_ONCE_EVERY == ALL_AT_ONCE_EVERY - 1
            kills += running.kill_everything() if everything else running.kill_workers()
            assert score.killing, [each.exception() for each in telling if each.done()]
        score.stop()
        for each in telling:
            each.result()

    assert len(score.acknowledged) >= KILLS // 2
    check_stories(database, score.acknowledged, Storage(settings.files_dir))
    database.dispose()
    logged = log.read_text(encoding="utf-8")
    assert '"endpoint": "story_sending.check"' in logged
    assert [secret for secret in score.secrets if secret in logged] == []


def check_stories(database: Database, acknowledged: dict[str, str], storage: Storage) -> None:
    with database.read() as session:
        stories = {story.original: story for story in session.exec(select(Story))}
        assert len(session.exec(select(Story.id)).all()) == len(stories)
        assert stories.keys() == acknowledged.keys()
        for text, typed in acknowledged.items():
            code = parse_code(typed)
            card = session.exec(select(FollowCard).where(FollowCard.lookup == code.lookup)).one()
            assert card.story_id == stories[text].id
            assert verify_secret(card.secret_hash, code.secret)
            check_photos(session, stories[text], storage)


def check_photos(session: Session, story: Story, storage: Storage) -> None:
    mine = select(Photo).where(Photo.owner_kind == PhotoOwner.STORY, Photo.owner_ref == story.ref)
    photos = session.exec(mine).all()
    assert len(photos) == 2
    for photo in photos:
        files = session.exec(select(PhotoFile).where(PhotoFile.photo_id == photo.id)).all()
        assert len(files) == 6
        for file in files:
            content = storage.get(file.key)
            assert hashlib.sha256(content).hexdigest() == file.key.partition("-")[0]
            with Image.open(BytesIO(content)) as picture:
                picture.load()
                assert picture.size == (file.width, file.height)
