"""Residents say whether it is what was promised: in a browser, with a card, with a code."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlmodel import Session

from app.ledger.queries import all_entries
from app.ledger.rules import verify
from app.polls.models import Poll
from app.polls.result_services import open_result
from app.promises import queries
from app.promises.confirming_queries import answers_now
from app.promises.decision_queries import decision_on
from app.promises.decision_services import News, tell_decision
from app.promises.models import Promise
from app.promises.rules import PromiseStatus, Stage, Voices
from app.promises.steps import Act
from app.staff.rules import Role
from tests import follow_cards
from tests.ballot_boxes import Box, make_box, vote
from tests.ballots import wrong_for
from tests.factories import PASSWORD, make_member, make_programme
from tests.page import Browser
from tests.promised import finished, promised

Stored = Callable[[], Session]
#: Pages look at the real clock.
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
QUESTION = "Is dit wat er beloofd was?"


@pytest.fixture(autouse=True)
def programme(session: Session) -> None:
    make_programme(session)
    session.commit()


def done(session: Session, *stories: str) -> Promise:
    promise = finished(session, promised(session, stories=stories, now=NOW), NOW)
    session.commit()
    return promise


def now_of(stored: Stored, promise: Promise) -> Promise:
    return queries.get_promise(stored(), promise.ref)


def answer(browser: Browser, path: str, verdict: str = "no", status: int = 303, **more: str) -> str:
    browser.get(path)
    return browser.post(path, {"verdict": verdict, **more}, status).text


def is_chosen(page: str, verdict: str) -> bool:
    """Whether the page shows this answer as the one that was given."""
    return any(
        f'value="{verdict}"' in each for each in re.findall(r"<input[^>]*checked[^>]*>", page)
    )


# Anybody


def test_anybody_answers_once_and_may_change_it(
    app: Flask, browser: Browser, session: Session, stored: Stored
) -> None:
    promise = done(session)
    path = f"/beloofd/{promise.ref}/klopt-het"
    assert path in browser.get(f"/beloofd/{promise.ref}").text
    answer(browser, path, "no")
    assert "Dank u wel" in browser.get(path).text
    again = browser.get(path).text
    assert is_chosen(again, "no")
    answer(browser, path, "yes")
    answer(Browser(app), path, "unknown")

    answers = answers_now(stored(), now_of(stored, promise))
    assert (answers.browsers, answers.counting) == (Voices(yes=1, unknown=1), Voices())
    page = browser.get(f"/beloofd/{promise.ref}").text
    assert QUESTION in page
    assert "Mensen met een volgkaart of stemcode" in page


def test_no_number_of_browsers_opens_it_again(app: Flask, session: Session, stored: Stored) -> None:
    promise = done(session)
    for _ in range(5):
        answer(Browser(app), f"/beloofd/{promise.ref}/klopt-het", "no")

    assert now_of(stored, promise).status is PromiseStatus.DONE


def test_nothing_chosen_is_asked_again(browser: Browser, session: Session) -> None:
    promise = done(session)

    page = answer(browser, f"/beloofd/{promise.ref}/klopt-het", "", 422)
    assert "Kies een antwoord." in page
    assert "Fout: " in page


def test_what_is_not_done_is_not_asked(browser: Browser, session: Session) -> None:
    promise = promised(session, now=NOW)
    session.commit()
    path = f"/beloofd/{promise.ref}/klopt-het"

    assert "Dit is nu niet klaar" in browser.get(path).text
    assert path not in browser.get(f"/beloofd/{promise.ref}").text


def test_a_line_is_shown_once_staff_looked_at_it(
    app: Flask, browser: Browser, session: Session
) -> None:
    make_member(session, "admin", roles=(Role.ADMINISTRATOR,), districts=())
    promise = done(session)
    path = f"/beloofd/{promise.ref}/klopt-het"
    answer(browser, path, "no", why="De bank wiebelt.")
    answer(Browser(app), path, "no", why="Het is de schuld van Jan.")
    assert "wiebelt" not in browser.get(f"/beloofd/{promise.ref}").text

    staff = Browser(app)
    staff.sign_in("admin", PASSWORD)
    for words, shown in (("wiebelt", "ja"), ("Jan", "nee")):
        page = staff.get("/team/toezeggingen").text
        article = page[: page.index(words)].rpartition('id="w-')[2]
        ref = article.partition('"')[0]
        staff.post(f"/team/toezeggingen/{promise.ref}/reacties/{ref}", {"tonen": shown})
    page = browser.get(f"/beloofd/{promise.ref}").text
    assert "De bank wiebelt." in page
    assert "schuld van Jan" not in page
    assert "Nee, zonder kaart of code" in page


# With a card


def open_card(app: Flask, told: follow_cards.Told) -> Browser:
    teller = Browser(app)
    teller.get("/volg")
    teller.post("/volg", {"code": told.code.text})
    return teller


def test_the_teller_who_asked_for_it_opens_it_again(
    app: Flask, session: Session, stored: Stored
) -> None:
    told = follow_cards.tell(session)
    promise = done(session, told.story.ref)
    teller = open_card(app, told)
    path = f"/volg/beloofd/{promise.ref}"
    assert path in teller.get("/volg").text
    answer(teller, path, "no", why="Er staat niets.")

    assert now_of(stored, promise).status is PromiseStatus.OPEN
    assert "het staat weer open" in teller.get("/volg").text
    assert "Dit is nu niet klaar" in teller.get(path).text
    page = Browser(app).get(f"/beloofd/{promise.ref}").text
    assert "Weer open: bewoners zeiden nee" in page
    assert "0 ja, 1 nee, 0 weet ik niet" in page
    assert verify(all_entries(stored())) is None


def test_a_card_answers_only_what_stands_on_its_story(app: Flask, session: Session) -> None:
    told, other = follow_cards.tell(session), follow_cards.tell(session)
    promise = done(session, other.story.ref)
    teller = open_card(app, told)

    teller.get(f"/volg/beloofd/{promise.ref}", 404)
    assert promise.what not in teller.get("/volg").text


def test_without_a_card_the_code_is_asked(browser: Browser, session: Session) -> None:
    promise = done(session)

    assert "Typ uw code" in browser.get(f"/volg/beloofd/{promise.ref}").text


def test_both_cards_of_two_are_needed(app: Flask, session: Session, stored: Stored) -> None:
    tellers = [follow_cards.tell(session) for _ in range(2)]
    promise = done(session, *(told.story.ref for told in tellers))
    path = f"/volg/beloofd/{promise.ref}"
    first = open_card(app, tellers[0])
    for _ in range(3):
        answer(first, path, "no")
    assert now_of(stored, promise).status is PromiseStatus.DONE

    answer(open_card(app, tellers[1]), path, "no")
    assert now_of(stored, promise).status is PromiseStatus.OPEN


# With the code of a letter


@pytest.fixture
def box(session: Session) -> Box:
    """A poll that was built as chosen; its codes still open."""
    box = make_box(session, letters=(6,), opens_at=NOW - 9 * DAY, closes_at=NOW - 2 * DAY)
    for index in range(3):
        vote(session, box, index, 1 << 2)
    open_result(session, box.poll, actor="anna", now=NOW - DAY)
    for number, stage in enumerate((Stage.DECIDED, Stage.DONE)):
        news = News(stage, "Groen", "Zoals gekozen.", 2, due_on=(NOW + DAY).date())
        tell_decision(session, box.poll, news, Act("anna", number, NOW))
    session.commit()
    return box


def promise_of(session: Session, poll: Poll) -> Promise:
    promise = decision_on(session, poll).promise
    assert promise is not None
    return promise


def test_three_letters_open_it_again_and_none_counts_twice(
    app: Flask, stored: Stored, box: Box
) -> None:
    promise = promise_of(stored(), box.poll)
    path = f"/beloofd/{promise.ref}/met-code"
    browser = Browser(app)
    assert f"/beloofd/{promise.ref}/klopt-het" in browser.get(f"/stemmen/{box.poll.slug}").text
    assert path in browser.get(f"/beloofd/{promise.ref}/klopt-het").text
    for index in (0, 0, 0, 1):
        answer(browser, path, "no", code=box.codes[index].text)
    answers = answers_now(stored(), now_of(stored, promise))
    assert answers.counting == Voices(no=2)
    answer(browser, path, "no", code=box.codes[2].text)

    assert now_of(stored, promise).status is PromiseStatus.OPEN
    assert "Weer open sinds" in browser.get(f"/stemmen/{box.poll.slug}").text
    assert "Dit is nu niet klaar" in answer(browser, path, "no", 409, code=box.codes[3].text)


def test_a_wrong_code_keeps_what_was_chosen_and_counts_for_nothing(
    browser: Browser, stored: Stored, box: Box
) -> None:
    promise = promise_of(stored(), box.poll)
    path = f"/beloofd/{promise.ref}/met-code"
    for code, words in (
        (wrong_for(box.codes[0]).text, "Deze code klopt niet"),
        ("K7QM4", "15 letters en cijfers"),
        (box.codes[-1].text, "Deze brief is vervangen"),
        ("", "Typ de code die u kreeg."),
    ):
        page = answer(browser, path, "no", 422, code=code)
        assert words in page
        assert is_chosen(page, "no")
    assert answers_now(stored(), now_of(stored, promise)).counting == Voices()


def test_a_code_of_another_poll_is_told_so(
    browser: Browser, session: Session, stored: Stored, box: Box
) -> None:
    other = make_box(session, letters=(2,), reserve=0)
    session.commit()
    path = f"/beloofd/{promise_of(stored(), box.poll).ref}/met-code"

    page = answer(browser, path, "no", 422, code=other.codes[0].text)
    assert "van een andere stemming" in page


def test_the_page_of_the_code_leaves_no_trace_of_it(
    browser: Browser, stored: Stored, box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    path = f"/beloofd/{promise_of(stored(), box.poll).ref}/met-code"
    with caplog.at_level(logging.DEBUG):
        answer(browser, path, "no", code=box.codes[0].text)
    got = browser.get(path)

    assert box.codes[0].secret not in caplog.text
    assert "met-code" not in caplog.text
    assert got.headers["Referrer-Policy"] == "no-referrer"
    assert got.headers["Cache-Control"] == "no-store"


def test_a_promise_without_letters_has_no_page_for_codes(
    browser: Browser, session: Session
) -> None:
    browser.get(f"/beloofd/{done(session).ref}/met-code", 404)
