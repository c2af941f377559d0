"""The pages on which staff take in stubs and count paper, each in their own district."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlmodel import Session, col, func, select

from app.core.codes import Code
from app.polls.models import Ballot, PaperBatch, PaperCount, PaperStub, PollResult
from app.staff.rules import Role
from tests.ballot_boxes import Box, make_box
from tests.factories import PASSWORD, make_member, make_programme
from tests.page import Browser


@pytest.fixture
def box(session: Session) -> Box:
    make_programme(session)
    for name in ("fatima", "henk"):
        make_member(session, name, districts=("noord", "oost"))
    make_member(session, "wim", districts=("oost",))
    make_member(session, "west", districts=())
    make_member(session, "onderzoek", roles=(Role.RESEARCHER,), districts=("noord", "oost"))
    box = make_box(session, has_paper=True, options=2)
    session.commit()
    return box


def sign_in(app: Flask, box: Box, name: str) -> Browser:
    """Somebody who has the list of packs of the box before them."""
    browser = Browser(app)
    browser.sign_in(name, PASSWORD)
    browser.get(at(box, "tellen"))
    return browser


@pytest.fixture
def fatima(app: Flask, box: Box) -> Browser:
    return sign_in(app, box, "fatima")


@pytest.fixture
def henk(app: Flask, box: Box) -> Browser:
    return sign_in(app, box, "henk")


def at(box: Box, page: str) -> str:
    return f"/team/stemmingen/{box.poll.ref}/{page}"


def take(browser: Browser, box: Box, code: Code, status: int = 303) -> str:
    browser.get(at(box, "papier"))
    return browser.post(at(box, "papier"), {"code": code.grouped}, status=status).text


def stubs(stored: Session) -> int:
    return stored.exec(select(func.count()).select_from(PaperStub)).one()


def test_a_stub_is_typed_and_taken_in(
    fatima: Browser, box: Box, stored: Callable[[], Session]
) -> None:
    take(fatima, box, box.codes[0])

    assert stubs(stored()) == 1
    assert "Aangenomen" in fatima.get(at(box, "papier")).text


@pytest.mark.parametrize(
    ("index", "words", "count"),
    [(0, "al een keer ingevoerd", "refused_seen"), (20, "nooit uitgedeeld", "refused_void")],
)
def test_a_bad_stub_is_refused_only_when_somebody_says_so(
    fatima: Browser, box: Box, stored: Callable[[], Session], *, index: int, words: str, count: str
) -> None:
    take(fatima, box, box.codes[0])

    assert words in take(fatima, box, box.codes[index], status=422)
    assert stored().get(PaperCount, box.poll_id) == PaperCount(poll_id=box.poll_id)
    fatima.post(at(box, "papier/weigeren"), {"reden": count.removeprefix("refused_")})

    assert getattr(stored().get_one(PaperCount, box.poll_id), count) == 1


def test_a_wrong_code_is_told_and_stays_to_be_looked_at(fatima: Browser, box: Box) -> None:
    right = box.codes[0]
    wrong = Code(right.lookup, box.codes[1].secret)

    page = take(fatima, box, wrong, status=422)

    assert "Deze code hoort niet bij deze stemming." in page
    assert wrong.grouped in page


def test_a_slip_of_the_finger_is_no_refused_envelope(fatima: Browser, box: Box) -> None:
    page = fatima.post(at(box, "papier"), {"code": "K7QM4 XPH2D"}, status=422).text

    assert "15 letters en cijfers" in page
    assert "Weiger deze envelop" not in page


@pytest.mark.parametrize("reason", ["", "accepted", "x"])
def test_nothing_else_can_be_refused(fatima: Browser, box: Box, reason: str) -> None:
    fatima.post(at(box, "papier/weigeren"), {"reden": reason}, status=400)


def test_most_stubs_are_applied_and_the_rest_at_the_end(
    fatima: Browser, box: Box, stored: Callable[[], Session]
) -> None:
    for code in [*box.codes[:20], *box.codes[25:27]]:
        take(fatima, box, code)
    assert "Verwerk strookjes" in fatima.get(at(box, "papier")).text
    fatima.post(at(box, "papier/verwerken"))
    assert stubs(stored()) == 10

    fatima.get(at(box, "papier/klaar"))
    fatima.post(at(box, "papier/klaar"))

    assert stubs(stored()) == 0
    closed = select(func.count()).where(col(Ballot.closed).is_(True))
    assert stored().exec(closed).one() == 22


def ready(browser: Browser, box: Box) -> None:
    for code in box.codes[:3]:
        take(browser, box, code)
    browser.get(at(box, "papier/klaar"))
    browser.post(at(box, "papier/klaar"))


PAPERS = {"optie_1": "2", "optie_2": "0", "blanco": "1", "ongeldig": "0"}


def test_two_people_count_a_pack_and_the_result_opens(
    fatima: Browser, henk: Browser, box: Box, stored: Callable[[], Session]
) -> None:
    ready(fatima, box)
    fatima.get(at(box, "tellen/nieuw"))
    fatima.post(at(box, "tellen/nieuw"), PAPERS)
    pack = at(box, f"tellen/{stored().exec(select(PaperBatch.ref)).one()}")
    assert "nog niet door twee mensen" in henk.get(at(box, "uitslag")).text

    assert 'value="2"' not in henk.get(pack).text
    henk.post(pack, PAPERS | {"optie_1": "1", "optie_2": "1"})
    assert "De tellingen verschillen" in henk.get(at(box, "tellen")).text
    fatima.post(pack, PAPERS)
    henk.post(pack, PAPERS)
    assert "De tellingen zijn gelijk" in henk.get(at(box, "tellen")).text

    henk.get(at(box, "uitslag"))
    henk.post(at(box, "uitslag"))
    assert stored().get_one(PollResult, box.poll_id).figures["ballots"] == 3


@pytest.mark.parametrize("typed", ["", "-1", "x", "501"])
def test_a_count_that_can_not_be_is_shown_again(fatima: Browser, box: Box, typed: str) -> None:
    ready(fatima, box)
    fatima.get(at(box, "tellen/nieuw"))

    page = fatima.post(at(box, "tellen/nieuw"), PAPERS | {"optie_2": typed}, status=422).text

    assert f'value="{typed}"' in page
    assert "Er is iets niet goed gegaan" in page


def test_an_empty_pack_is_none(fatima: Browser, box: Box) -> None:
    ready(fatima, box)
    fatima.get(at(box, "tellen/nieuw"))

    nothing = dict.fromkeys(PAPERS, "0")
    page = fatima.post(at(box, "tellen/nieuw"), nothing, status=422).text

    assert "Vul in hoeveel papieren er zijn." in page


def test_a_pack_is_dropped(fatima: Browser, box: Box, stored: Callable[[], Session]) -> None:
    ready(fatima, box)
    fatima.get(at(box, "tellen/nieuw"))
    fatima.post(at(box, "tellen/nieuw"), PAPERS)
    pack = stored().exec(select(PaperBatch.ref)).one()

    fatima.get(at(box, "tellen"))
    fatima.post(at(box, f"tellen/{pack}/vervalt"))

    assert stored().exec(select(PaperBatch)).all() == []


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("1+2 2\nblanco 1", {"6": 2, "1": 1}),
        (" 2 3 \r\nONGELDIG 1", {"4": 3, str(1 << 31): 1}),
    ],
)
def test_several_choices_are_typed_as_lines(
    app: Flask, session: Session, stored: Callable[[], Session], typed: str, lines: dict[str, int]
) -> None:
    make_programme(session)
    make_member(session, "fatima", districts=("noord", "oost"))
    box = make_box(session, has_paper=True, max_choices=2)
    session.commit()
    browser = Browser(app)
    browser.sign_in("fatima", PASSWORD)
    ready(browser, box)
    browser.get(at(box, "tellen/nieuw"))

    browser.post(at(box, "tellen/nieuw"), {"regels": "1+9 2"}, status=422)
    browser.post(at(box, "tellen/nieuw"), {"regels": "2 1\n2 1"}, status=422)
    browser.post(at(box, "tellen/nieuw"), {"regels": typed})

    assert stored().exec(select(PaperBatch)).one().lines == lines


PAGES = ("papier", "papier/klaar", "tellen", "tellen/nieuw", "uitslag")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("name", "status"), [("wim", 403), ("west", 404), ("onderzoek", 403)])
def test_who_does_not_see_every_district_counts_nothing(
    app: Flask, box: Box, page: str, name: str, status: int
) -> None:
    browser = Browser(app)
    browser.sign_in(name, PASSWORD)

    browser.get(at(box, page), status=status)


@pytest.mark.parametrize("page", PAGES)
def test_residents_are_asked_to_sign_in(browser: Browser, box: Box, page: str) -> None:
    browser.get(at(box, page), status=303)
