"""Two sites that differ in nothing but what people chose, and everything that can be asked of them.

Routes, roles and commands are found, not listed: what is added later is asked too.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple

import click
from flask import Flask, url_for
from sqlmodel import Session, select
from werkzeug.routing import Rule

from app.core.config import Settings
from app.core.db import Database, Table
from app.core.refs import ALPHABET, LENGTH
from app.polls.models import Ballot, PaperBatch
from app.polls.rules import NOTHING, pack_choice, unpack_choice
from app.staff.models import StaffMember
from app.staff.rules import Role
from app.web.context import parts
from tests.factories import PASSWORD
from tests.page import Browser

#: Would never end, or starts the site anew; they read no ballot.
NOT_RUN: Final = {"serve"}
#: Stands for a part of an address whose name says nothing.
ANY_REF: Final = "any"
#: Values that differ from one request to the next by themselves.
_RANDOM: Final = re.compile(r'name="(csrf_token|once)"[^>]*value="[^"]*"|nonce="[^"]*"')
#: What a command makes anew has a random reference.
_NEW_REF: Final = re.compile(rf"\b[{ALPHABET}]{{{LENGTH}}}\b")
_TIMES: Final = {"ms", "timestamp"}


class Answer(NamedTuple):
    """Everything that is answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class Site:
    """One of the two."""

    app: Flask
    folder: Path

    @property
    def database(self) -> Database:
        """Its database."""
        with self.app.app_context():
            return parts().database


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


def visitors(site: Site, voters: dict[str, tuple[str, str]]) -> Iterator[tuple[str, Browser]]:
    """Yield everybody who may ask: a resident, each account, and voters with their ballot open.

    voters: what they are called, their code, and the public name of their poll.
    """
    yield "a resident", Browser(site.app)
    with site.database.read() as session:
        names = session.exec(select(StaffMember.username)).all()
    for name in names:
        browser = Browser(site.app)
        browser.sign_in(name, PASSWORD)
        yield name, browser
    for name, (code, slug) in voters.items():
        browser = Browser(site.app)
        browser.get("/s")
        browser.post("/s", {"code": code})
        assert 'name="keuze"' in browser.get(f"/stemmen/{slug}/kiezen").text
        yield name, browser


def make_staff(make: Callable[..., StaffMember], session: Session) -> None:
    """Accounts of every role there is, and a wijkmanager of one district only."""
    for role in Role:
        make(session, role.value, roles=(role,), districts=("noord", "oost"))
    make(session, "alleen_oost", districts=("oost",))


def addresses(site: Site, method: str) -> Iterator[str]:
    """Yield every address of the site that there is, with everything stored that fits it."""
    with site.database.read() as session:
        stored = _stored(session)
    with site.app.test_request_context():
        places = [
            url_for(rule.endpoint, **values)
            for rule in site.app.url_map.iter_rules()
            if method in (rule.methods or ())
            for values in _fillings(rule, stored)
        ]
    yield from places


def _fillings(rule: Rule, stored: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    names = sorted(rule.arguments)
    for values in product(*(stored.get(name, stored[ANY_REF]) for name in names)):
        yield dict(zip(names, values, strict=True))


def _stored(session: Session) -> dict[str, list[Any]]:
    """Return what each part of an address can be; a part of another name gets one of each ref."""
    polls = _column(session, "poll", "ref")
    with_ref = [name for name, table in Table.metadata.tables.items() if "ref" in table.c]
    return {
        "ref": [*polls, *_column(session, "story", "ref")[:1]],
        "slug": _column(session, "poll", "slug"),
        "pack_ref": _column(session, "paper_batch", "ref"),
        "batch": _column(session, "code_batch", "ref")[:1],
        "option": _column(session, "poll_option", "ref")[:1],
        "filename": ["css/app.css"],
        "size": [400],
        "ending": ["jpg"],
        ANY_REF: [ref for name in with_ref for ref in _column(session, name, "ref")[:1]],
    }


def _column(session: Session, table: str, column: str) -> list[Any]:
    wanted = select(Table.metadata.tables[table].c[column])
    return list(session.connection().execute(wanted).scalars())


def ask(browser: Browser, method: str, address: str) -> Answer:
    """Return everything that is answered."""
    answer = browser.client.open(address, method=method)
    headers = sorted(
        (name, value)
        for name, value in answer.headers.items()
        # Encrypted or signed anew each time; a receipt to be in a cookie is random.
        if name not in {"Set-Cookie", "Date"}
    )
    body = answer.get_data()
    if answer.mimetype == "text/html":
        body = _RANDOM.sub("", body.decode()).encode()
    return Answer(answer.status_code, headers, body)


def commands(group: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of each command, subcommands too."""
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            if name not in NOT_RUN:
                yield from commands(command, (*path, name))
    else:
        yield path


def command_at(group: click.Group, path: tuple[str, ...]) -> click.Command:
    """Return the command with these words."""
    found: click.Command = group
    for name in path:
        assert isinstance(found, click.Group)
        found = found.commands[name]
    return found


def arguments(command: click.Command, site: Site, poll: str) -> list[str]:
    """Return arguments for everything that a command asks for, and for everything it can take."""
    fillings = {
        "poll": poll,
        "poll_ref": poll,
        "out": str(site.folder / "out" / (command.name or "")),
        "file": str(site.folder / "none.csv"),
        "password": PASSWORD,
        "when_empty": True,
    }
    made: list[str] = []
    for parameter in command.params:
        value = fillings.get(str(parameter.name))
        assert value is not None or not parameter.required or parameter.name in _REFUSED, parameter
        if value is None:
            continue
        flag = [parameter.opts[0]] if isinstance(parameter, click.Option) else []
        made += flag if value is True else [*flag, str(value)]
    return made


#: What a command asks for that can't be given here: it refuses, in both sites alike.
_REFUSED: Final = {"username", "name", "role", "roles"}


def run(site: Site, path: tuple[str, ...], poll: str) -> tuple[object, ...]:
    """Return what a command says and writes."""
    out = site.folder / "out"
    out.mkdir(exist_ok=True)
    given = arguments(command_at(site.app.cli, path), site, poll)
    done = site.app.test_cli_runner().invoke(args=[*path, *given], input="")
    written = {file.name: file.read_bytes() for file in sorted(out.iterdir())}
    said = _NEW_REF.sub(lambda found: found[0] if found[0] == poll else "", done.output)
    said = said.replace(str(site.folder), "")
    return done.exit_code, type(done.exception).__name__, said, written


def lines(logged: str) -> list[object]:
    """Return log lines without the times of day and of work."""
    found: list[object] = []
    for line in logged.splitlines():
        if line.startswith("{"):
            fields = json.loads(line)
            found.append({name: fields[name] for name in fields.keys() - _TIMES})
        else:
            found.append(line)
    return found
