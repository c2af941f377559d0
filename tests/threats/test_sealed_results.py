"""Before a result opens nothing that can be asked for depends on what people chose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from jinja2 import FileSystemBytecodeCache
from sqlmodel import Session
from werkzeug.test import TestResponse

from app import create_app
from app.core import clock
from app.core.config import Settings
from app.polls import ballot_papers
from app.polls import letters as letters_of_polls
from app.polls.models import Poll
from app.polls.pack_services import count_again, count_new
from app.polls.paper_services import complete, take_stub
from app.polls.queries import get_poll
from app.polls.result_queries import paper_batches
from app.polls.result_services import open_result
from app.polls.rules import Access
from app.printing.pdf import render_pdf
from tests import letters
from tests.ballot_boxes import DURING, Box, add_ballot, make_box, vote
from tests.conftest import NOW
from tests.factories import make_member, make_poll, make_programme, make_public
from tests.page import Browser
from tests.threats import sealed
from tests.threats.sealed import Site
from tests.threats.sealed_commands import commands, run
from tests.threats.sealed_forms import Shown, fillings, token_on
from tests.threats.world import Form

ONE, TWO = 0b10, 0b100
LATER = NOW + timedelta(days=3)
VOTERS: Final = {"who voted": 0, "who did not": 15, "whose paper is in": 8}
EVERYBODY: Final = ["a resident", *sealed.STAFF, *VOTERS]
#: Ways of polls that lead nowhere before a result opens, whoever asks.
NOT_NOW: Final = {
    "poll_decisions.tell",
    "poll_results.ballots",
    "poll_results.csv_file",
    "poll_results.document",
    "poll_results.large_poster",
    "poll_results.mine",
    "poll_results.poster",
    "poll_results.recount",
    "poll_unsealing.decide",
    "poll_unsealing.opened",
    # Waits for a picture, which is decoded in a process of its own: not sent here.
    "poll_options.set_picture",
}


@dataclass
class Pair:
    """Two sites with the same of everything but the choices."""

    one: Site
    other: Site
    boxes: dict[str, Box]

    @property
    def both(self) -> tuple[Site, Site]:
        return self.one, self.other


def fill(session: Session) -> dict[str, Box]:
    """A poll in which people vote, one whose paper is counted, and a peiling."""
    make_programme(session)
    make_public(session)
    sealed.make_staff(make_member, session)
    boxes = {
        "open": make_box(session, slug="open", closes_at=LATER, has_paper=True),
        "counting": make_box(session, slug="counting", has_paper=True),
        "peiling": make_box(session, slug="peiling", closes_at=LATER, access=Access.OPEN),
    }
    for name in ("open", "counting"):
        for index, choice in enumerate([ONE] * 7 + [TWO] * 4):
            vote(session, boxes[name], index, choice)
        for index in (*range(5, 12), *range(25, 35)):
            take_stub(session, boxes[name].poll, boxes[name].opened(index), now=DURING)
    for index in range(35, 45):  # so many wait that some can be applied
        take_stub(session, boxes["open"].poll, boxes["open"].opened(index), now=DURING)
    for number in range(9):
        ballot = bytes([number]) * 16
        add_ballot(session, boxes["peiling"], ballot, None)
        session.flush()
        boxes["peiling"].ballots.append(ballot)
        vote(session, boxes["peiling"], number, ONE if number % 3 else TWO)
    _count_paper(session, boxes["counting"].poll)
    return boxes


def _count_paper(session: Session, poll: Poll) -> None:
    """Of two packs, one is counted twice and the other once."""
    complete(session, poll, actor="test", now=NOW)
    first, second = {ONE: 8, TWO: 2}, {ONE: 4, TWO: 3}
    pack = count_new(session, poll, first, actor="anna", now=NOW)
    count_again(session, poll, pack, first, actor="bea", now=NOW)
    count_new(session, poll, second, actor="anna", now=NOW)


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory,
    empty_database: Path,
) -> Iterator[Pair]:
    """Two sites; whoever changes something brings both back to how they were."""
    compiled = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        _print_once(patch)
        folders = [tmp_path_factory.mktemp(name) for name in ("one", "other")]
        (folders[0] / "buurtstem.db").write_bytes(empty_database.read_bytes())
        settings = [_settings(folder) for folder in folders]
        one = _site(settings[0], compiled)
        boxes = _fill(one)
        sealed.copy_data(*settings)
        other = _site(settings[1], compiled)
        with other.database.write() as session:
            assert sealed.choose_otherwise(session) > 20
            session.commit()
        made = Pair(one, other, boxes)
        for site in made.both:
            codes = boxes["open"].codes
            sealed.let_in(site, {who: (codes[at].grouped, "open") for who, at in VOTERS.items()})
            site.save()
        yield made
        for site in made.both:
            site.database.dispose()


def _print_once(patch: pytest.MonkeyPatch) -> None:
    """Print what has the same words and pictures once; what differs in anything is printed anew."""
    printed: dict[tuple[str, tuple[str, ...]], bytes] = {}

    def render(html: str, *, styles: Sequence[str] = (), **more: Any) -> bytes:
        key = (html, tuple(styles))
        if key not in printed:
            printed[key] = render_pdf(html, styles=styles, **more)
        return printed[key]

    for room in (letters_of_polls, ballot_papers):
        patch.setattr(room, "render_pdf", render)


def _settings(folder: Path) -> Settings:
    return Settings(
        data_dir=folder, secret_key="for tests only", hash_time_cost=1, hash_memory_kib=8,
        jobs_at_once=True, compress=False,
    )  # fmt: skip


def _site(settings: Settings, compiled: FileSystemBytecodeCache) -> Site:
    app = create_app(settings)
    app.testing = True
    app.jinja_env.bytecode_cache = compiled
    return Site(app, settings.data_dir)


def _fill(site: Site) -> dict[str, Box]:
    """Fill a site, with letters of a draft that wait to be fetched."""
    with site.database.write() as session:
        boxes = fill(session)
        draft = make_poll(session, slug="draft", opens_at=NOW + timedelta(days=1), districts=(1, 2))
        make_poll(session, slug="plain", opens_at=NOW + timedelta(days=1))
        sealed.draw_pictures(session, site)
        session.commit()
    letters.make(site.app, letters.plan_of(draft))
    assert site.database.truncate_log()
    return boxes


class Asking:
    """One visitor, who asks both sites the same."""

    def __init__(
        self,
        pair: Pair,
        who: str,
        patch: pytest.MonkeyPatch,
        captured: pytest.CaptureFixture[str],
    ) -> None:
        self._pair, self._who, self._patch, self._captured = pair, who, patch, captured
        self.shown = Shown({})
        #: By site, for forms that no page showed.
        self._tokens = ["", ""]
        #: What was answered differently.
        self.differing: list[str] = []
        #: Endpoints that did what they were asked, by method.
        self.done: dict[str, set[str]] = {"GET": set(), "POST": set()}
        #: By site, before a form is sent.
        self._cookies: list[dict[Any, Any]] = [{}, {}]

    def get_everything(self) -> None:
        """Look at every page and file."""
        for address, endpoint in sealed.addresses(self._pair.one, "GET"):
            if self._is_new(address):
                pages = self._ask("GET", address, endpoint)
                self._look(pages, address)

    def _is_new(self, address: str) -> bool:
        """Whether a voter may see something else there than a resident."""
        return self._who not in VOTERS or not address.startswith("/team")

    def post_everything(self) -> None:
        """Send every form there is, and look where that leads; then all is as it was.

        Those about polls are sent with each button.
        """
        clients = [site.browsers[self._who].client for site in self._pair.both]
        self._cookies = [dict(client._cookies or {}) for client in clients]  # noqa: SLF001 - a jar to put back
        sent: set[tuple[str, Form]] = set()
        while new := [each for each in self._forms() if each[0::2] not in sent]:
            for address, endpoint, form in new:
                sent.add((address, form))
                ways = None if sealed.is_about_polls(address) else 1
                for filled in islice(fillings(form, self._codes_for(address)), ways):
                    self._post(address, endpoint, filled)

    def _forms(self) -> list[tuple[str, str, Form]]:
        """Return each address that takes a form, its endpoint, and the forms shown so far."""
        return [
            (address, endpoint, form)
            for address, endpoint in sealed.addresses(self._pair.one, "POST")
            if self._is_new(address)
            for form in self.shown.to(address)
        ]

    def _post(self, address: str, endpoint: str, filled: dict[str, list[str]]) -> None:
        for site, cookies in zip(self._pair.both, self._cookies, strict=True):
            site.browsers[self._who].client._cookies = dict(cookies)  # noqa: SLF001 - as they came
        answers = self._ask("POST", address, endpoint, filled)
        self._look(answers, address)
        if answers[0].status_code < 400:
            self._follow(answers)
            for site in self._pair.both:
                site.restore()

    def _follow(self, answers: list[TestResponse]) -> None:
        """Look where both are sent on to, each at its own: it may be new."""
        places = [answer.headers.get("Location") for answer in answers]
        if all(places):
            self._ask("GET", [str(place) for place in places], "")

    def _ask(
        self,
        method: str,
        address: str | list[str],
        endpoint: str,
        filled: dict[str, list[str]] | None = None,
    ) -> list[TestResponse]:
        places = [address] * 2 if isinstance(address, str) else address
        answers, told = [], []
        for site, place, token in zip(self._pair.both, places, self._tokens, strict=True):
            # The order of options is drawn anew for each look: alike in both.
            self._patch.setattr("app.polls.voting_pages._LOTS", Random(1))  # noqa: S311 - no secret
            data = {"csrf_token": token, **filled} if filled is not None else None
            client = site.browsers[self._who].client
            self._captured.readouterr()
            answers.append(client.open(place, method=method, data=data))
            told.append(sealed.answered(answers[-1], self._captured.readouterr().err))
        if told[0] != told[1]:
            self.differing.append(f"{method} {places[0]}")
        if told[0].status in {200, 303}:
            self.done[method].add(endpoint)
        return answers

    def _look(self, pages: list[TestResponse], address: str) -> None:
        if pages[0].mimetype == "text/html":
            self.shown.look_at(pages[0].text, address)
            self._tokens = [
                token_on(page.text) or old for page, old in zip(pages, self._tokens, strict=True)
            ]

    def _codes_for(self, address: str) -> list[str]:
        """Return codes that fit: at the counter of a poll that of a stub, and one seen before."""
        found = [box for box in self._pair.boxes.values() if box.poll.ref in address and box.codes]
        [box] = found or [self._pair.boxes["open"]]
        return [box.codes[index].grouped for index in (18, 5)]


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_page_form_and_file_is_the_same_byte_for_byte(
    pair: Pair,
    who: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asking = Asking(pair, who, monkeypatch, capsys)

    asking.get_everything()
    asking.post_everything()

    assert asking.differing == []
    assert ways_of(pair, who) - asking.done["GET"] - asking.done["POST"] == set()


def ways_of(pair: Pair, who: str) -> set[str]:
    """Everything about polls that must lead somewhere for this visitor: no table leaves one out."""
    found = {
        endpoint
        for method in ("GET", "POST")
        for address, endpoint in sealed.addresses(pair.one, method)
        if sealed.is_about_polls(address) and address.startswith("/team") is (who == "beheerder")
    }
    return found - NOT_NOW if who in {"beheerder", *VOTERS} else set()


def test_every_command_says_and_writes_the_same(pair: Pair) -> None:
    paths = list(commands(pair.one.app.cli))
    assert ("polls", "recount") in paths

    for path, name in [(path, name) for path in paths for name in ("open", "counting", "peiling")]:
        poll = pair.boxes[name].poll.ref
        assert run(pair.one, path, poll) == run(pair.other, path, poll), path
    for site in pair.both:
        site.restore()


def test_once_a_result_opens_the_two_sites_tell_different_ones(pair: Pair) -> None:
    for site in pair.both:
        with site.database.write() as session:
            poll = get_poll(session, pair.boxes["counting"].poll.ref)
            pack = paper_batches(session, poll)[-1]
            lines = {int(choice): many for choice, many in pack.lines.items()}
            count_again(session, poll, pack, lines, actor="bea", now=NOW)
            open_result(session, poll, actor="test", now=NOW)
            session.commit()

    here = "/stemmen/counting/uitslag"
    told = [Browser(site.app).get(here).text for site in pair.both]
    for site in pair.both:
        site.restore()

    assert "Plan 1 wint" in told[0]
    assert "Plan 2 wint" in told[1]
