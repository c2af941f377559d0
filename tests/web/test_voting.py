"""Voting on a phone: the code, the ballot, the receipt, and every reason why it can't be."""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.core import clock
from app.core.attempts import FREE_TRIES
from app.core.codes import Code
from app.core.config import Settings
from app.core.errors import BusyError
from app.polls import batching, opening
from app.polls.models import Ballot, Poll, VotingCode
from app.polls.proofs import proof_code
from app.polls.receipts import NO_RECEIPT, write_receipt
from app.polls.rules import Access, CodeState, unpack_choice, write_choice
from app.polls.voting_store import voting_line
from tests.ballots import make_letters, unknown_to, wrong_for, wrong_tries
from tests.factories import make_poll, make_programme
from tests.page import Browser

DAY = timedelta(days=1)
#: Pages look at the real clock.
NOW = datetime.now(UTC)


def open_poll(session: Session, **values: Any) -> Poll:
    times = {"frozen": True, "opens_at": NOW - DAY, "closes_at": NOW + DAY}
    return make_poll(session, **{**times, "options": 3, **values})


@pytest.fixture
def poll(session: Session) -> Poll:
    make_programme(session)
    poll = open_poll(session)
    session.commit()
    return poll


@pytest.fixture
def codes(session: Session, poll: Poll) -> list[Code]:
    codes = make_letters(session, poll)
    session.commit()
    return codes


def words(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def enter(browser: Browser, code: Code, status: int = 303) -> str:
    browser.get("/s")
    return browser.post("/s", {"code": code.grouped}, status).text


def tap(browser: Browser, poll: Poll, status: int = 200, **fields: Any) -> str:
    return browser.post(f"/stemmen/{poll.slug}/kiezen", fields, status).text


def vote(browser: Browser, poll: Poll, code: Code, **fields: Any) -> str:
    """Vote with the code of a letter; return the receipt."""
    enter(browser, code)
    browser.get(f"/stemmen/{poll.slug}/kiezen")
    return receipt_on(tap(browser, poll, **fields))


def receipt_on(page: str) -> str:
    groups = re.findall(r'code__group">([0-9A-Z]{4})<', page)
    assert len(groups) == 4
    return "-".join(groups)


def counted(session: Session) -> dict[str, str]:
    """What is in the ballots: choice by receipt, as the public list will have it."""
    with Session(session.get_bind()) as fresh:
        return {
            write_receipt(each.receipt): write_choice(unpack_choice(each.choice))
            for each in fresh.exec(select(Ballot))
            if each.receipt != NO_RECEIPT
        }


def test_one_tap_after_the_code_counts(
    browser: Browser, session: Session, poll: Poll, codes: list[Code]
) -> None:
    enter(browser, codes[0])
    page = browser.get(f"/stemmen/{poll.slug}/kiezen").text
    assert "Tik op uw keuze. Dan is uw stem geteld." in words(page)
    assert "De volgorde is geloot" in page

    page = tap(browser, poll, keuze="2")

    assert "Uw stem is geteld" in page
    assert "2. Plan 2" in page
    assert counted(session) == {receipt_on(page): "2"}


def test_the_order_is_drawn_for_each_look(browser: Browser, session: Session) -> None:
    make_programme(session)
    many = open_poll(session, options=10, access=Access.OPEN)
    session.commit()

    looks = [browser.get(f"/stemmen/{many.slug}/kiezen").text for _ in range(8)]

    orders = {tuple(re.findall(r'name="keuze"\s+value="(\d+)"', look)) for look in looks}
    assert all(sorted(map(int, order)) == list(range(1, 11)) for order in orders)
    assert len(orders) > 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"keuze": ["1", "3"]}, "1+3"),
        ({"keuze": "2"}, "2"),
        ({"keuze": "blanco"}, "blanco"),
    ],
)
def test_several_can_be_ticked_where_that_is_allowed(
    browser: Browser, session: Session, fields: dict[str, Any], said: str
) -> None:
    make_programme(session)
    several = open_poll(session, max_choices=2)
    [code] = make_letters(session, several, 1)
    session.commit()

    receipt = vote(browser, several, code, **fields)

    assert counted(session) == {receipt: said}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Kies er ten minste één"),
        ({"keuze": ["1", "2", "3"]}, "U koos er 3. Er mogen er 2."),
        ({"keuze": ["1", "blanco"]}, "Kies één van de twee"),
        ({"keuze": "9"}, "Deze keuze is er niet"),
        ({"keuze": "-1"}, "Deze keuze is er niet"),
        ({"keuze": "x" * 5000}, "Deze keuze is er niet"),
        ({"keuze": "²"}, "Deze keuze is er niet"),
        ({"keuze": ["1"], "csrf_token": "oud"}, "Tik nog een keer op de knop"),
    ],
)
def test_what_can_not_be_counted_is_said_and_the_ticks_stay(
    browser: Browser, session: Session, fields: dict[str, Any], said: str
) -> None:
    make_programme(session)
    poll = open_poll(session, max_choices=2)
    [code] = make_letters(session, poll, 1)
    session.commit()
    enter(browser, code)
    browser.get(f"/stemmen/{poll.slug}/kiezen")

    page = tap(browser, poll, 422, **fields)

    assert said in words(page)
    kept = {"1", "2", "3"} & set(fields["keuze"] if isinstance(fields.get("keuze"), list) else ())
    assert set(re.findall(r'value="(\d)" checked', page)) == kept
    assert counted(session) == {}
    assert receipt_on(tap(browser, poll, keuze="3"))


def test_a_resend_shows_the_same_receipt(
    app: Flask, browser: Browser, session: Session, poll: Poll, codes: list[Code]
) -> None:
    enter(browser, codes[0])
    browser.get(f"/stemmen/{poll.slug}/kiezen")
    again = Browser(app)
    for name in ("stem", "sessie"):
        cookie = browser.client.get_cookie(name)
        assert cookie is not None
        again.client.set_cookie(name, cookie.value)

    first = receipt_on(tap(browser, poll, keuze="2"))
    again.get(f"/stemmen/{poll.slug}/kiezen")
    second = receipt_on(tap(again, poll, keuze="2"))

    assert first == second
    assert counted(session) == {first: "2"}


def test_of_two_taps_at_one_opening_the_first_counts_and_it_says_so(
    browser: Browser, session: Session, poll: Poll, codes: list[Code]
) -> None:
    enter(browser, codes[0])
    browser.get(f"/stemmen/{poll.slug}/kiezen")
    cookie = browser.client.get_cookie("stem")
    assert cookie is not None
    first = receipt_on(tap(browser, poll, keuze="2"))
    browser.client.set_cookie("stem", cookie.value)

    page = tap(browser, poll, 409, keuze="1")

    assert "Uw stem was al geteld" in page
    assert receipt_on(page) == first
    assert counted(session) == {first: "2"}


def test_after_a_vote_the_code_is_closed_again(
    browser: Browser, session: Session, poll: Poll, codes: list[Code]
) -> None:
    receipt = vote(browser, poll, codes[0], keuze="2")

    assert "Uw code is weer dicht" in browser.get(f"/stemmen/{poll.slug}/kiezen").text
    assert "Uw code is weer dicht" in tap(browser, poll, 422, keuze="1")
    assert counted(session) == {receipt: "2"}


def test_with_the_code_again_one_changes_ones_mind_and_gets_another_receipt(
    browser: Browser, session: Session, poll: Poll, codes: list[Code]
) -> None:
    first = vote(browser, poll, codes[0], keuze="2")
    enter(browser, codes[0])
    page = browser.get(f"/stemmen/{poll.slug}/kiezen").text
    assert "U hebt al gestemd" in page

    second = receipt_on(tap(browser, poll, keuze="3"))

    assert second != first
    assert counted(session) == {second: "3"}


def test_another_letter_does_not_say_that_somebody_voted(
    browser: Browser, poll: Poll, codes: list[Code]
) -> None:
    vote(browser, poll, codes[0], keuze="2")
    enter(browser, codes[1])

    assert "U hebt al gestemd" not in browser.get(f"/stemmen/{poll.slug}/kiezen").text


def test_a_code_opens_its_own_poll_only(
    browser: Browser, session: Session, codes: list[Code]
) -> None:
    other = open_poll(session)
    session.commit()
    enter(browser, codes[0])

    assert "Stem met uw code" in browser.get(f"/stemmen/{other.slug}/kiezen").text
    tap(browser, other, 422, keuze="1")
    assert counted(session) == {}


@pytest.mark.parametrize("change", ["cut", "other", "of another site"])
def test_a_forged_cookie_opens_nothing(
    browser: Browser, session: Session, poll: Poll, codes: list[Code], change: str
) -> None:
    enter(browser, codes[0])
    cookie = browser.client.get_cookie("stem")
    assert cookie is not None
    forged = {"cut": cookie.value[:-4], "other": "A" + cookie.value[1:], "of another site": "x"}
    browser.client.set_cookie("stem", forged[change])

    assert "Stem met uw code" in browser.get(f"/stemmen/{poll.slug}/kiezen").text
    tap(browser, poll, 422, keuze="1")
    assert counted(session) == {}


def test_an_opened_code_closes_after_a_quarter_of_an_hour(
    browser: Browser,
    session: Session,
    poll: Poll,
    codes: list[Code],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enter(browser, codes[0])
    browser.get(f"/stemmen/{poll.slug}/kiezen")
    later = datetime.now(UTC) + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert "Uw code is weer dicht" in tap(browser, poll, 422, keuze="1")
    assert counted(session) == {}


def test_the_cookie_shows_neither_the_code_nor_the_ballot(
    browser: Browser, session: Session, poll: Poll, codes: list[Code]
) -> None:
    browser.get("/s")
    answer = browser.post("/s", {"code": codes[0].text})

    [set_cookie] = [each for each in answer.headers.getlist("Set-Cookie") if "stem=" in each]
    for part in ("HttpOnly", "SameSite=Lax", "Max-Age=900", "Path=/"):
        assert part in set_cookie
    assert codes[0].lookup not in set_cookie
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.location == f"/stemmen/{poll.slug}/kiezen"
    assert counted(session) == {}


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ({"opens_at": NOW + DAY, "closes_at": NOW + 2 * DAY}, "U kunt nog niet stemmen"),
        ({"frozen": False}, "nog niet open"),
        ({"opens_at": NOW - 2 * DAY, "closes_at": NOW - DAY}, "Het stemmen is voorbij"),
        ({"closes_at": NOW - DAY / 2, "result_at": NOW}, "De uitslag is bekend"),
    ],
)
def test_a_right_code_at_another_time_says_when(
    browser: Browser, session: Session, times: dict[str, Any], said: str
) -> None:
    make_programme(session)
    poll = open_poll(session, **times)
    [code] = make_letters(session, poll, 1)
    session.commit()

    page = enter(browser, code, 200)

    assert said in page
    assert browser.client.get_cookie("stem") is None
    assert (poll.question in page) is (times.get("frozen") is not False)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CodeState.VOID, "Deze brief geldt niet meer"),
        (CodeState.RESERVE, "Deze brief is nog niet uitgegeven"),
    ],
)
def test_a_right_code_that_is_not_handed_out_is_sent_to_the_counter(
    browser: Browser,
    session: Session,
    poll: Poll,
    codes: list[Code],
    state: CodeState,
    said: str,
) -> None:
    stored = session.get(VotingCode, codes[0].lookup)
    assert stored is not None
    stored.state = state
    session.add(stored)
    session.commit()

    page = enter(browser, codes[0], 200)

    assert said in page
    assert poll.help_text in page


def test_somebody_who_voted_on_paper_is_told_so(
    browser: Browser, session: Session, codes: list[Code]
) -> None:
    for ballot in session.exec(select(Ballot)):
        ballot.closed = True
        session.add(ballot)
    session.commit()

    assert "Er is al op papier gestemd" in enter(browser, codes[0], 200)


def test_what_changes_while_somebody_looks_is_told_and_nothing_is_counted(
    browser: Browser, session: Session, poll: Poll, codes: list[Code]
) -> None:
    enter(browser, codes[0])
    browser.get(f"/stemmen/{poll.slug}/kiezen")
    code = session.get(VotingCode, codes[0].lookup)
    assert code is not None
    code.state = CodeState.VOID
    session.add(code)
    session.commit()

    assert "Deze brief geldt niet meer" in tap(browser, poll, 409, keuze="1")
    assert counted(session) == {}


def test_a_poll_that_closes_while_somebody_looks_refuses(
    browser: Browser, session: Session, poll: Poll, codes: list[Code]
) -> None:
    enter(browser, codes[0])
    browser.get(f"/stemmen/{poll.slug}/kiezen")
    poll.closes_at = NOW - timedelta(seconds=1)
    session.add(poll)
    session.commit()

    page = tap(browser, poll, 409, keuze="1")

    assert "Het stemmen is voorbij" in page
    assert counted(session) == {}


def test_wrong_and_unknown_codes_are_answered_alike(browser: Browser, codes: list[Code]) -> None:
    pages = []
    for code in (wrong_for(codes[0]), unknown_to(codes)):
        page = enter(browser, code, 422)
        pages.append(re.sub(r'value="[^"]*"', "", page))
        assert code.grouped in page
        assert "Deze code klopt niet" in page

    assert pages[0] == pages[1]


@pytest.fixture
def full_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the first moment of an hour, when no try came free yet."""
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(minute=0, second=0))


@pytest.mark.usefixtures("full_hour")
def test_guessing_has_to_wait_and_the_typed_code_stays(browser: Browser, codes: list[Code]) -> None:
    for _ in range(FREE_TRIES):
        enter(browser, wrong_for(codes[0]), 422)

    answer = browser.post("/s", {"code": codes[0].grouped}, 429)

    assert "Even wachten" in answer.text
    assert "Neem uw brief mee" in answer.text
    assert codes[0].grouped in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 3600 / FREE_TRIES


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"])
@pytest.mark.usefixtures("full_hour")
def test_a_header_of_the_visitor_gives_no_new_tries(
    browser: Browser, codes: list[Code], name: str
) -> None:
    browser.get("/s")
    for number in range(FREE_TRIES):
        typed = {"code": wrong_for(codes[0]).grouped}
        browser.post("/s", typed, 422, headers={name: f"203.0.113.{number}"})

    browser.post("/s", {"code": codes[0].grouped}, 429, headers={name: "203.0.113.99"})


@pytest.mark.usefixtures("full_hour")
def test_somebody_elsewhere_votes_with_a_letter_that_a_guesser_tries(
    browser: Browser, codes: list[Code]
) -> None:
    elsewhere = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
    for _ in range(FREE_TRIES):
        enter(browser, wrong_for(codes[0]), 422)

    browser.post("/s", {"code": codes[0].grouped}, 429)
    browser.post("/s", {"code": codes[0].grouped}, 303, **elsewhere)


def test_a_busy_server_says_so_and_keeps_the_typed_code(
    browser: Browser, codes: list[Code], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise BusyError(5)

    monkeypatch.setattr(opening, "derive_keys", busy)
    browser.get("/s")

    answer = browser.post("/s", {"code": codes[0].grouped}, 503)

    assert "Het is nu druk" in answer.text
    assert codes[0].grouped in answer.text
    assert answer.headers["Retry-After"] == "5"


def test_a_vote_that_gets_no_turn_is_not_counted_and_can_be_sent_again(
    app: Flask,
    browser: Browser,
    session: Session,
    poll: Poll,
    codes: list[Code],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enter(browser, codes[0])
    browser.get(f"/stemmen/{poll.slug}/kiezen")
    monkeypatch.setattr(batching, "LONGEST_WAIT", 0.0)
    with app.app_context(), voting_line(app).turn():
        answer = browser.post(f"/stemmen/{poll.slug}/kiezen", {"keuze": "2"}, 503)

    assert "Het is nu te druk" in answer.text
    assert answer.headers["Retry-After"] == "5"
    assert counted(session) == {}
    receipt = receipt_on(tap(browser, poll, keuze="2"))
    assert counted(session) == {receipt: "2"}


@pytest.mark.parametrize("frozen", [False, True])
def test_a_proof_letter_opens_a_ballot_that_sends_nothing(
    browser: Browser, session: Session, settings: Settings, *, frozen: bool
) -> None:
    make_programme(session)
    poll = open_poll(session, frozen=frozen)
    session.commit()

    page = enter(browser, proof_code(settings.secret_key, poll.ref), 200)

    assert "Dit is een proefbrief" in page
    assert "Plan 2" in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
    assert browser.client.get_cookie("stem") is None


def test_a_guessed_proof_code_counts_as_wrong(
    browser: Browser, settings: Settings, poll: Poll
) -> None:
    wrong = wrong_for(proof_code(settings.secret_key, poll.ref))

    assert "Deze code klopt niet" in enter(browser, wrong, 422)
    assert set(wrong_tries(settings).values()) == {1}


@pytest.fixture
def peiling(session: Session) -> Poll:
    make_programme(session)
    poll = open_poll(session, access=Access.OPEN)
    session.commit()
    return poll


def test_a_peiling_needs_no_code_and_says_what_it_is(
    browser: Browser, session: Session, peiling: Poll
) -> None:
    page = browser.get(f"/stemmen/{peiling.slug}/kiezen").text
    assert "Dit is een peiling" in page
    assert "indicatie" in page

    page = tap(browser, peiling, keuze="1")

    assert "indicatie" in page
    assert counted(session) == {receipt_on(page): "1"}


def test_one_browser_counts_once_in_a_peiling(
    app: Flask, browser: Browser, session: Session, peiling: Poll
) -> None:
    address = f"/stemmen/{peiling.slug}/kiezen"
    browser.get(address)
    first = receipt_on(tap(browser, peiling, keuze="1"))
    assert receipt_on(tap(browser, peiling, keuze="1")) == first
    assert "U hebt al gestemd" in browser.get(address).text
    second = receipt_on(tap(browser, peiling, keuze="3"))
    neighbour = Browser(app)
    neighbour.get(address)
    assert "U hebt al gestemd" not in neighbour.get(address).text
    third = receipt_on(tap(neighbour, peiling, keuze="3"))

    assert counted(session) == {second: "3", third: "3"}


def test_without_its_ticket_a_browser_is_asked_to_tap_again(
    browser: Browser, session: Session, peiling: Poll
) -> None:
    address = f"/stemmen/{peiling.slug}/kiezen"
    page = browser.get(address).text
    token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    browser.client.delete_cookie(f"peiling-{peiling.ref}")

    answer = browser.client.post(address, data={"csrf_token": token, "keuze": "1"})

    assert answer.status_code == 422
    assert "Tik nog een keer" in words(answer.text)
    assert counted(session) == {}
    assert receipt_on(tap(browser, peiling, keuze="1")) in counted(session)


def test_a_peiling_that_closed_takes_no_votes(
    browser: Browser, session: Session, peiling: Poll
) -> None:
    browser.get(f"/stemmen/{peiling.slug}/kiezen")
    peiling.closes_at = NOW - timedelta(seconds=1)
    session.add(peiling)
    session.commit()

    assert "Het stemmen is voorbij" in tap(browser, peiling, 409, keuze="1")
    assert counted(session) == {}


def test_a_poll_that_is_not_public_has_no_ballot(browser: Browser, session: Session) -> None:
    make_programme(session)
    draft = open_poll(session, frozen=False)
    session.commit()

    browser.get(f"/stemmen/{draft.slug}/kiezen", 404)
    browser.get("/stemmen/bestaat-niet/kiezen", 404)


@pytest.mark.usefixtures("poll")
def test_the_page_of_the_qr_code_sends_what_stands_behind_the_hash(browser: Browser) -> None:
    page = browser.get("/s").text

    assert "data-scanned" in page
    assert "js/scanned.js" in page
