"""The pages of a result: what everybody reads, finds and counts again."""

import csv
import hashlib
import html
import re
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session

from app.polls.models import PollResult
from app.polls.receipts import write_receipt
from app.polls.result_services import decide_tie, open_result
from app.polls.rules import BLANK, Access
from app.staff.rules import Role
from tests.ballot_boxes import Box, add_ballot, make_box, vote
from tests.conftest import NOW
from tests.factories import PASSWORD, make_member, make_programme
from tests.page import Browser

ONE, TWO, THREE = 0b10, 0b100, 0b1000
HERE = "/stemmen/welke-speeltuin/uitslag"


@pytest.fixture
def box(session: Session) -> Box:
    make_programme(session)
    make_member(session, "beheer", roles=(Role.ADMINISTRATOR,), districts=())
    box = make_box(session, slug="welke-speeltuin")
    session.commit()
    return box


def open_with(session: Session, box: Box, *choices: int) -> list[str]:
    receipts = [write_receipt(vote(session, box, at, each)) for at, each in enumerate(choices)]
    open_result(session, box.poll, actor="test", now=NOW)
    session.commit()
    return receipts


@pytest.mark.usefixtures("box")
def test_before_the_result_the_page_says_when_it_comes(browser: Browser) -> None:
    page = browser.get(HERE).text

    assert "Nog geen uitslag" in page
    for path in ("natellen", "stembiljetten", "mijn-stem", "stembiljetten.csv", "uitslag.pdf"):
        browser.get(f"{HERE}/{path}", status=404)


def test_the_page_tells_who_won_and_every_number(
    browser: Browser, session: Session, box: Box
) -> None:
    open_with(session, box, ONE, TWO, TWO, BLANK)

    page = browser.get(HERE).text

    assert "Plan 2 wint" in page
    assert "Deze keuze kreeg de meeste stemmen: 2 stemmen." in page
    assert 'aria-label="50% van alle stemmen"' in page
    assert "4 van de 40 brieven: 10%." in page
    assert "er is geen stem te veel en geen te weinig" in page


def test_the_bars_are_as_wide_as_the_votes(browser: Browser, session: Session, box: Box) -> None:
    open_with(session, box, ONE, TWO, TWO, BLANK)

    page = browser.get(HERE).text

    assert re.findall(r'share__part" width="([\d.]+)"', page) == ["50.0", "25.0", "0.0"]


def test_the_recount_of_the_csv_is_what_the_page_says(
    browser: Browser, session: Session, box: Box, app: Flask, tmp_path: Path
) -> None:
    open_with(session, box, ONE, TWO, TWO, BLANK, THREE, THREE, THREE)
    file = tmp_path / "lijst.csv"
    file.write_bytes(browser.get(f"{HERE}/stembiljetten.csv").data)

    counted = app.test_cli_runner().invoke(args=["polls", "recount", str(file)])

    lines = dict(line.rsplit(maxsplit=1) for line in counted.output.splitlines())
    page = browser.get(HERE).text
    table = dict(
        re.findall(r'<bdi>(?:(\d)\. )?[^<]*</bdi></th><td class="number">(\d+)</td>', page)
    )
    assert {number: lines[f"option {number}"] for number in ("1", "2", "3")} == {
        number: table[number] for number in ("1", "2", "3")
    }
    assert (lines["blank"], lines["ballots"]) == ("1", "7")
    stored = session.get_one(PollResult, box.poll_id).list_hash
    assert lines["SHA-256"] == stored == hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_recount_needs_no_database(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "lijst.csv"
    file.write_text("ontvangstcode,keuze\r\n0000-0000-0000-0001,1+3\r\n", encoding="utf-8")
    (tmp_path / "buurtstem.db").unlink()

    counted = app.test_cli_runner().invoke(args=["polls", "recount", str(file)])

    assert counted.exit_code == 0
    assert counted.output.splitlines()[:2] == ["option 1           1", "option 3           1"]
    assert not (tmp_path / "buurtstem.db").exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"ontvangstcode,keuze\r\nX,1\r\n", "line 2: receipt"),
        (b"naam,keuze\r\n", "line 1: header"),
        (b"\xff\xfe", "no UTF-8 text"),
    ],
)
def test_a_damaged_list_is_refused_with_the_place(
    app: Flask, tmp_path: Path, content: bytes, told: str
) -> None:
    file = tmp_path / "lijst.csv"
    file.write_bytes(content)

    counted = app.test_cli_runner().invoke(args=["polls", "recount", str(file)])

    assert counted.exit_code == 1
    assert told in counted.output


def test_the_list_is_a_table_with_pages(browser: Browser, session: Session, box: Box) -> None:
    receipts = open_with(session, box, ONE, TWO)

    page = browser.get(f"{HERE}/stembiljetten").text

    assert re.findall(r"<bdi>([\w-]{19})</bdi>", page) == sorted(receipts)


def test_long_lists_are_walked_to_the_end_and_back(
    browser: Browser, session: Session, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.polls.result_views.PAGE_SIZE", 3)
    receipts = open_with(session, box, *[ONE] * 7)

    def rows(page: str) -> Sequence[str]:
        return re.findall(r"<bdi>([\w-]{19})</bdi>", page)

    first = browser.get(f"{HERE}/stembiljetten").text
    second = browser.get(_link(first, "next")).text
    third = browser.get(_link(second, "next")).text
    assert [*rows(first), *rows(second), *rows(third)] == sorted(receipts)
    assert rows(browser.get(_link(third, "prev")).text) == rows(second)


def _link(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}"\s+href="([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def test_a_voter_finds_the_own_ballot_however_it_is_typed(
    browser: Browser, session: Session, box: Box
) -> None:
    receipt = open_with(session, box, ONE, THREE)[1]
    browser.get(f"{HERE}/mijn-stem")

    typed = receipt.lower().replace("-", " ")
    answer = browser.post(f"{HERE}/mijn-stem", {"receipt": typed}, status=200)

    assert "Uw stem is geteld" in answer.text
    assert "Plan 3" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("typed", ["", "7KQ4", "0000-0000-0000-0000", "7KQ4-M2XB-TD9H-JRW!"])
def test_a_number_that_is_not_in_the_list_is_told_so(
    browser: Browser, session: Session, box: Box, typed: str
) -> None:
    open_with(session, box, ONE)
    browser.get(f"{HERE}/mijn-stem")

    answer = browser.post(f"{HERE}/mijn-stem", {"receipt": typed}, status=422)

    assert "Uw stem is geteld" not in answer.text
    assert f'value="{typed}"' in answer.text


def test_the_recipe_names_the_hash_and_each_option(
    browser: Browser, session: Session, box: Box
) -> None:
    open_with(session, box, ONE)

    page = browser.get(f"{HERE}/natellen").text

    digest = session.get_one(PollResult, box.poll_id).list_hash
    assert " ".join(digest[at : at + 4] for at in range(0, 64, 4)) in page
    assert page.count("=AANTAL.ALS(B:B;") == 4


@pytest.mark.parametrize("most", [1, 3])
def test_the_formulas_of_the_recipe_count_what_the_page_says(
    browser: Browser, session: Session, most: int
) -> None:
    make_programme(session)
    box = make_box(session, slug="welke-speeltuin", options=12, max_choices=most)
    ten, twelve = 1 << 10, 1 << 12
    several = (ONE | TWO, ONE | ten | twelve, TWO | twelve) if most > 1 else ()
    open_with(session, box, ONE, ten, ten, BLANK, *several)

    listed = browser.get(f"{HERE}/stembiljetten.csv").text
    column = [row["keuze"] for row in csv.DictReader(StringIO(listed))]
    page = html.unescape(browser.get(f"{HERE}/natellen").text)
    told = re.findall(r"<code>(=[^<]+)</code> (?:<bdi>)?[^<:]+(?:</bdi>)?: ([0-9.]+)", page)

    assert [meant_by(formula, column) for formula, _ in told] == [int(votes) for _, votes in told]
    assert [int(votes) for _, votes in told][:2] == ([3, 2] if several else [1, 0])
    assert len(told) == 13


def meant_by(formula: str, column: list[str]) -> int:
    """What a spreadsheet makes of the two formulas that the recipe has; 1 in a cell isn't 10."""
    if found := re.fullmatch(r'=AANTAL\.ALS\(B:B;"?(\w+)"?\)', formula):
        return column.count(found[1])
    found = re.fullmatch(
        r'=SOMPRODUCT\(--ISGETAL\(VIND\.ALLES\("(.+)";"(.)"&B2:B(\d+)&"(.)"\)\)\)', formula
    )
    assert found is not None, formula
    sought, before, last, behind = found.groups()
    assert int(last) == len(column) + 1
    return sum(sought in f"{before}{cell}{behind}" for cell in column)


def test_a_peiling_says_that_it_is_one(browser: Browser, session: Session) -> None:
    make_programme(session)
    box = make_box(session, access=Access.OPEN, slug="welke-speeltuin")
    add_ballot(session, box, b"0" * 16, None)
    session.flush()
    box.ballots.append(b"0" * 16)
    open_with(session, box, TWO)

    page = browser.get(HERE).text

    assert "Plan 2 kreeg de meeste stemmen" in page
    assert "de uitslag is een indicatie" in page
    assert "brieven" not in page.partition("<footer")[0]


def test_staff_open_a_result_that_does_not_add_up_with_a_public_reason(
    browser: Browser, session: Session, box: Box, stored: Callable[[], Session]
) -> None:
    vote(session, box, 0, ONE)
    add_ballot(session, box, b"0" * 16, 1)
    session.commit()
    browser.sign_in("beheer", PASSWORD)
    here = f"/team/stemmingen/{box.poll.ref}/uitslag"

    assert "niet evenveel stembiljetten" in browser.get(here).text
    browser.post(here, {"reason": ""}, status=422)
    assert stored().get(PollResult, box.poll_id) is None
    browser.post(here, {"reason": "Er was een leeg biljet te veel."})

    assert "Er was een leeg biljet te veel." in browser.get(HERE).text


def test_staff_record_what_the_lot_brought(browser: Browser, session: Session, box: Box) -> None:
    open_with(session, box, ONE, THREE)
    browser.sign_in("beheer", PASSWORD)
    here = f"/team/stemmingen/{box.poll.ref}/uitslag"
    assert "Het is gelijk" in browser.get(f"{here}/open").text

    browser.post(f"{here}/gelijk", {"number": "2", "note": "Geloot."}, status=422)
    browser.post(f"{here}/gelijk", {"number": "3", "note": ""}, status=422)
    browser.post(f"{here}/gelijk", {"number": "3", "note": "Geloot in het wijkcentrum."})

    page = browser.get(HERE).text
    assert "Plan 3 wint" in page
    assert "Er is in het openbaar geloot." in page
    assert "Geloot in het wijkcentrum." in page


def test_the_public_record_tells_results_and_lots_in_words(
    browser: Browser, session: Session, box: Box
) -> None:
    open_with(session, box, ONE, THREE)
    decide_tie(session, box.poll, 3, note="Geloot op het plein.", actor="test", now=NOW)
    session.commit()

    page = browser.get("/logboek").text

    assert "De uitslag is open: Welke speeltuin komt er op het plein? 2 mensen stemden." in page
    assert "Er is geloot. Gekozen: Plan 3. Geloot op het plein." in page
    assert f'href="{HERE}"' in page
