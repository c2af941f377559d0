"""Before a result opens nothing that can be asked for depends on what people chose."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import Session

from app import create_app
from app.core import clock
from app.core.config import Settings
from app.polls.models import Poll
from app.polls.pack_services import count_again, count_new
from app.polls.paper_services import complete, take_stub
from app.polls.queries import get_poll
from app.polls.result_queries import paper_batches
from app.polls.result_services import open_result
from app.polls.rules import Access
from tests.ballot_boxes import DURING, Box, add_ballot, make_box, vote
from tests.conftest import NOW
from tests.factories import make_member, make_programme, make_public
from tests.page import Browser
from tests.threats import sealed
from tests.threats.sealed import Site

ONE, TWO = 0b10, 0b100
Asked = dict[tuple[str, str], sealed.Answer]
LATER = NOW + timedelta(days=3)


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


@pytest.fixture
def sites(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[tuple[Site, Site, dict[str, Box]]]:
    """Two sites with the same of everything but the choices."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    one = _site(settings)
    with one.database.write() as session:
        boxes = fill(session)
        session.commit()
    one.database.truncate_log()
    other_settings = settings.model_copy(update={"data_dir": tmp_path.with_name("other")})
    sealed.copy_data(settings, other_settings)
    other = _site(other_settings)
    with other.database.write() as session:
        assert sealed.choose_otherwise(session) > 20
        session.commit()
    yield one, other, boxes
    for site in (one, other):
        site.database.dispose()


def _site(settings: Settings) -> Site:
    """A site made for this only, so that both were used for nothing before."""
    app = create_app(settings)
    app.testing = True
    return Site(app, settings.data_dir)


def everything_asked(site: Site, boxes: dict[str, Box], monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Ask every address in every role."""
    voters = {
        "somebody who voted": (boxes["open"].codes[0].grouped, "open"),
        "somebody who did not": (boxes["open"].codes[15].grouped, "open"),
        "somebody whose paper is in": (boxes["open"].codes[8].grouped, "open"),
    }
    answers: Asked = {}
    places = list(sealed.addresses(site, "GET"))
    assert len(places) > 200
    visitors = list(sealed.visitors(site, voters))
    for who, browser in visitors:
        for place in places:
            _again_by_lot(monkeypatch)
            answers[who, place] = sealed.ask(browser, "GET", place)
    return answers


def _again_by_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the order of options alike in both sites: it is drawn anew for each look."""
    lots = Random(1)  # noqa: S311 - the same for both
    monkeypatch.setattr("app.polls.voting_pages._LOTS", lots)


def differing(one: Asked, other: Asked) -> object:
    assert one.keys() == other.keys()
    return [key for key in one if one[key] != other[key]]


def test_every_page_for_every_role_is_the_same_byte_for_byte(
    sites: tuple[Site, Site, dict[str, Box]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    one, other, boxes = sites

    asked = everything_asked(one, boxes, monkeypatch)
    logged = sealed.lines(capsys.readouterr().err)
    asked_too = everything_asked(other, boxes, monkeypatch)
    logged_too = sealed.lines(capsys.readouterr().err)

    assert differing(asked, asked_too) == []
    assert logged == logged_too
    seen = {place for (_, place), answer in asked.items() if answer.status == 200}
    assert len(seen) > 80
    assert any(place.endswith("/tellen") for place in seen)


def test_every_command_says_and_writes_the_same(sites: tuple[Site, Site, dict[str, Box]]) -> None:
    one, other, boxes = sites
    paths = list(sealed.commands(one.app.cli))
    assert ("polls", "recount") in paths

    for path, name in [(path, name) for path in paths for name in ("open", "counting")]:
        poll = boxes[name].poll.ref
        assert sealed.run(one, path, poll) == sealed.run(other, path, poll), path


def test_once_a_result_opens_the_two_sites_tell_different_ones(
    sites: tuple[Site, Site, dict[str, Box]],
) -> None:
    one, other, boxes = sites
    for site in (one, other):
        with site.database.write() as session:
            poll = get_poll(session, boxes["counting"].poll.ref)
            pack = paper_batches(session, poll)[-1]
            lines = {int(choice): many for choice, many in pack.lines.items()}
            count_again(session, poll, pack, lines, actor="bea", now=NOW)
            open_result(session, poll, actor="test", now=NOW)
            session.commit()

    here = "/stemmen/counting/uitslag"
    told = [sealed.ask(Browser(site.app), "GET", here).body for site in (one, other)]

    assert b"Plan 1 wint" in told[0]
    assert b"Plan 2 wint" in told[1]
