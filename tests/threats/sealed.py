"""Two sites that differ in nothing but what people chose, and everything that can be asked of them.

Routes, forms and roles are found, not listed: what is added later is asked too.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple

from flask import Flask, url_for
from sqlmodel import Session, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.core.config import Settings
from app.core.db import Database, Table
from app.core.refs import ALPHABET, LENGTH
from app.photos.models import PhotoFile
from app.polls.models import Ballot, PaperBatch
from app.polls.rules import NOTHING, pack_choice, unpack_choice
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.web.context import parts
from tests.factories import PASSWORD
from tests.page import Browser

#: Values that differ from one request to the next by themselves, and what they stand beside.
_RANDOM: Final = re.compile(
    r'name="(csrf_token|once|batch)"[^>]*value="[^"]*"|nonce="[^"]*"|code__group">[0-9A-Z]{4,5}<'
)
#: What is made anew has a random reference.
NEW_REF: Final = re.compile(rf"\b[{ALPHABET}]{{{LENGTH}}}\b")
_TIMES: Final = {"ms", "timestamp"}
#: Encrypted or signed anew each time, or of the moment.
_NOT_COMPARED: Final = {"Set-Cookie", "Date"}
_PAGE: Final = "text/html"


class Answer(NamedTuple):
    """Everything that is answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    #: What the log says of it.
    logged: list[object]


@dataclass
class Site:
    """One of the two."""

    app: Flask
    folder: Path
    #: Who asks, by what they are called.
    browsers: dict[str, Browser] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        """Its database."""
        with self.app.app_context():
            return parts().database

    def save(self) -> None:
        """Keep the database as it is now, for `restore`."""
        assert self.database.truncate_log()
        shutil.copy2(self._file, self._saved)
        shutil.copytree(self.folder / "files", self._saved_files)

    def restore(self) -> None:
        """Bring everything back to how it was kept, where anything was written since."""
        log = self._file.with_name(f"{self._file.name}-wal")
        is_as_kept = self._file.stat().st_mtime_ns == self._saved.stat().st_mtime_ns
        if is_as_kept and (not log.exists() or log.stat().st_size == 0):
            return
        self.database.dispose()
        for ending in ("-wal", "-shm"):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        shutil.copy2(self._saved, self._file)
        for kept in self._saved_files.rglob("*"):
            path = self.folder / "files" / kept.relative_to(self._saved_files)
            if kept.is_file() and not path.exists():
                shutil.copy2(kept, path)

    @property
    def _file(self) -> Path:
        return self.folder / "buurtstem.db"

    @property
    def _saved(self) -> Path:
        return self.folder / "saved"

    @property
    def _saved_files(self) -> Path:
        return self.folder / "saved files"


def draw_pictures(session: Session, site: Site) -> None:
    """Give every picture that there is its files."""
    for key in session.exec(select(PhotoFile.key)):
        path = site.folder / "files" / key[:2] / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(key.encode())


def copy_data(source: Settings, target: Settings) -> None:
    """Give the other site the same files; nothing may be open for writing."""
    shutil.copytree(source.data_dir, target.data_dir, dirs_exist_ok=True)


def choose_otherwise(session: Session) -> int:
    """Have everybody who chose option 1 choose 2 and the other way round; return how many did.

    As many ballots are cast and as many papers counted as before.
    """
    changed = 0
    for ballot in session.exec(select(Ballot)):
        if unpack_choice(ballot.choice) != NOTHING:
            ballot.choice = pack_choice(_other(unpack_choice(ballot.choice)))
            session.add(ballot)
            changed += 1
    for pack in session.exec(select(PaperBatch)):
        pack.lines = {str(_other(int(each))): count for each, count in pack.lines.items()}
        session.add(pack)
        changed += 1
    return changed


def _other(choice: int) -> int:
    return {0b10: 0b100, 0b100: 0b10}.get(choice, choice)


def make_staff(make: Callable[..., StaffMember], session: Session) -> list[str]:
    """Accounts of every role there is, and a wijkmanager of one district only; their names."""
    for role in Role:
        make(session, role.value, roles=(role,), districts=("noord", "oost"))
    make(session, ONE_DISTRICT, districts=("oost",))
    return STAFF


ONE_DISTRICT: Final = "alleen_oost"
STAFF: Final = [*(role.value for role in Role), ONE_DISTRICT]


def let_in(site: Site, voters: dict[str, tuple[str, str]]) -> None:
    """Bring in everybody who may ask: a resident, each account, and voters with their ballot open.

    voters: what they are called, their code, and the public name of their poll.
    """
    site.browsers["a resident"] = Browser(site.app)
    for name in STAFF:
        site.browsers[name] = Browser(site.app)
        site.browsers[name].sign_in(name, PASSWORD)
    for name, (code, slug) in voters.items():
        browser = site.browsers[name] = Browser(site.app)
        browser.get("/s")
        browser.post("/s", {"code": code})
        assert 'name="keuze"' in browser.get(f"/stemmen/{slug}/kiezen").text


def addresses(site: Site, method: str) -> Iterator[tuple[str, str]]:
    """Yield every address with its endpoint, with everything stored that fits it."""
    with site.database.read() as session:
        stored = _stored(session)
    with site.app.test_request_context():
        places = [
            (url_for(rule.endpoint, **values), rule.endpoint)
            for rule in site.app.url_map.iter_rules()
            if method in (rule.methods or ())
            for values in _fillings(rule, stored)
        ]
    yield from dict(places).items()


def is_about_polls(address: str) -> bool:
    """Whether polls are made, voted in, counted or told of there."""
    return "/stemm" in address or address.startswith("/s")


def _fillings(rule: Rule, stored: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    names = sorted(rule.arguments)
    refs = stored["poll"] if "stemmingen" in rule.rule else stored["other"]
    kept = {**stored, "ref": refs}
    for values in product(*(kept.get(name, stored["other"]) for name in names)):
        yield dict(zip(names, values, strict=True))


def _stored(session: Session) -> dict[str, list[Any]]:
    """Return what each part of an address can be; one that isn't named gets `other`."""
    return {
        "poll": _column(session, "poll", "ref"),
        "slug": _column(session, "poll", "slug"),
        "pack_ref": _column(session, "paper_batch", "ref"),
        "batch": _column(session, "code_batch", "ref")[-1:],
        "option": _column(session, "poll_option", "ref")[-1:],
        "filename": ["css/app.css"],
        "size": [400],
        "ending": ["jpg"],
        "number": [1],
        "other": [*_column(session, "story", "ref")[:1], *_column(session, "photo", "ref")[-1:]],
    }


def _column(session: Session, table: str, column: str) -> list[Any]:
    found = Table.metadata.tables[table]
    wanted = select(found.c[column]).order_by(*found.primary_key.columns)
    return list(session.connection().execute(wanted).scalars())


def answered(answer: TestResponse, logged: str) -> Answer:
    """Return everything that is answered, but what is random by itself."""
    headers = sorted(
        (name, NEW_REF.sub("", value) if name == "Location" else value)
        for name, value in answer.headers.items()
        if name not in _NOT_COMPARED
    )
    body = answer.get_data()
    if answer.mimetype == _PAGE:
        body = NEW_REF.sub("", _RANDOM.sub("", body.decode())).encode()
        # Of a page that is compressed or not, its length is that of what was taken out, too.
        headers = [each for each in headers if each[0] != "Content-Length"]
    return Answer(answer.status_code, headers, body, lines(logged))


def lines(logged: str) -> list[object]:
    """Return log lines without the times of day and of work, and without new references."""
    found: list[object] = []
    for line in logged.splitlines():
        if line.startswith("{"):
            fields = json.loads(line)
            told = {name: fields[name] for name in fields.keys() - _TIMES}
            found.append(NEW_REF.sub("", json.dumps(told, sort_keys=True)))
        else:
            found.append(line)
    return found
