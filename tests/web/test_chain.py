"""What became of a story, on its card and on its public page: every hop with its day."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.core import clock
from app.core.dates import in_words, local_day
from app.core.mail import OutgoingMail
from app.core.storage import Storage
from app.promises.services import drop_promise
from app.promises.steps import Act
from app.quotes.models import Quote
from app.quotes.rules import Approval
from app.quotes.services import answer_quote
from app.stories.models import Story
from app.stories.notice_services import set_address
from app.stories.rules import Audience, Consent, Outcome
from app.web.paging import encode_cursor
from tests import follow_cards
from tests.chains import DAY, Walk
from tests.factories import make_member, make_programme, make_public, make_story
from tests.follow_cards import Told
from tests.page import Browser
from tests.promised import promised


@pytest.fixture
def told(session: Session) -> Told:
    make_programme(session)
    make_member(session, "noord")
    told = follow_cards.tell_with(session, consent_paper=Consent.YES, consent_online=Consent.YES)
    follow_cards.answer(session, told.story)
    session.commit()
    return told


@pytest.fixture
def holder(app: Flask, told: Told) -> Browser:
    """The teller with the card open."""
    browser = Browser(app)
    browser.get("/volg")
    browser.post("/volg", {"code": told.code.text})
    return browser


def chain_on(page: str) -> str:
    """The section of a page that tells what became of the story."""
    return page.partition('<section aria-labelledby="vervolg">')[2].partition("</section>")[0]


def test_every_hop_is_on_card_and_public_page_with_its_day(
    holder: Browser, app: Flask, session: Session, storage: Storage, told: Told
) -> None:
    story = session.get_one(Story, told.story.id)
    reader, walk = Browser(app), Walk(session, storage, story, clock.now())
    with app.test_request_context():
        hops = walk.hops()
    seen = []
    for hop in hops:
        session.commit()
        seen.append(hop)
        for page in (holder.get("/volg").text, reader.get(f"/verhalen/{story.ref}").text):
            chain = chain_on(page)
            assert [each.name for each in seen if each.words not in chain] == []
            assert [each.name for each in seen if each.when not in chain] == []
            places = [chain.index(each.words) for each in seen]
            assert places == sorted(places), "in the order of their days"
            assert [each.name for each in seen if each.path and each.path not in chain] == []
    assert len(seen) == 7


@pytest.mark.parametrize("days", [40, -2])
def test_before_anything_came_of_it_the_page_says_what_will_and_when(
    app: Flask, session: Session, days: int
) -> None:
    make_programme(session)
    due = local_day(clock.now()) + timedelta(days=days)
    story = make_public(session, answered_at=None, due_on=due)
    session.commit()

    chain = chain_on(Browser(app).get(f"/verhalen/{story.ref}").text)

    assert "Nog geen vervolg" in chain
    assert "Eerst leest de wijkmanager dit verhaal. De verteller krijgt antwoord." in chain
    assert in_words(due) in chain
    assert ("gemoeten" in chain) is (days < 0)


def test_an_answered_story_waits_for_the_end_of_its_round(
    holder: Browser,
) -> None:
    chain = chain_on(holder.get("/volg").text)

    assert "Nog geen vervolg" in chain
    assert "Na zondag 28 februari 2027" in chain
    assert "geeft de gemeente raad" in chain


def test_a_promise_says_by_when_and_that_it_is_late(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_programme(session)
    story, now = make_public(session), clock.now()
    promise = promised(session, stories=(story.ref,), days=9, now=now)
    session.commit()
    reader = Browser(app)

    chain = chain_on(reader.get(f"/verhalen/{story.ref}").text)
    assert f"Uiterlijk {in_words(promise.due_on)}" in chain
    assert "Nog geen" not in chain

    monkeypatch.setattr(clock, "now", lambda: now + 10 * DAY)
    monkeypatch.setattr("app.reading.views.now", clock.now)
    monkeypatch.setattr("app.web.kept.now", clock.now)
    chain = chain_on(reader.get(f"/verhalen/{story.ref}").text)
    assert f"Dat had op {in_words(promise.due_on)} gemoeten" in chain

    drop_promise(session, promise, "Er is geen geld.", Act("anna", promise.version, clock.now()))
    session.commit()
    chain = chain_on(reader.get(f"/verhalen/{story.ref}").text)
    assert "Gaat niet door" in chain
    assert "gemoeten" not in chain


def test_what_is_not_public_stands_on_the_card_alone(
    app: Flask, session: Session, storage: Storage
) -> None:
    make_programme(session)
    make_member(session, "noord")
    told = follow_cards.tell_with(
        session, audience=Audience.EVERYONE, consent_paper=Consent.ASK, consent_online=Consent.NO
    )
    follow_cards.answer(session, told.story)
    walk = Walk(session, storage, told.story, clock.now())
    walk.quoted(clock.now())
    walk.printed(clock.now())
    session.commit()
    reader, holder = Browser(app), Browser(app)
    holder.get("/volg")
    holder.post("/volg", {"code": told.code.text})

    card, page = (
        chain_on(browser.get(path).text)
        for browser, path in ((holder, "/volg"), (reader, f"/verhalen/{told.story.ref}"))
    )
    assert ["stukje" in card, "citatenboek" in card] == [True, True]
    assert ["stukje" in page, "citatenboek" in page] == [False, False]

    quote = session.exec(select(Quote)).one()
    approved = Approval.APPROVED
    answer_quote(session, told.story, quote, approved, seen=quote.text, now=clock.now())
    session.commit()
    page = chain_on(reader.get(f"/verhalen/{told.story.ref}").text)
    assert ["stukje" in page, "citatenboek" in page] == [True, True]


def test_a_refused_story_has_nothing_to_wait_for(app: Flask, session: Session) -> None:
    make_programme(session)
    make_member(session, "noord")
    told = follow_cards.tell_with(session)
    reason = "Er staan namen in."
    follow_cards.answer(session, told.story, outcome=Outcome.REFUSED, reason=reason)
    session.commit()
    holder = Browser(app)
    holder.get("/volg")
    holder.post("/volg", {"code": told.code.text})

    assert "Wij laten dit verhaal niet zien." in chain_on(holder.get("/volg").text)


def test_each_hop_mails_the_teller_and_nothing_of_the_story_is_in_it(
    app: Flask, session: Session, storage: Storage, told: Told
) -> None:
    story = session.get_one(Story, told.story.id)
    mailed = set_address(
        session, story, "an@voorbeeld.nl", secret_key="for tests only", now=clock.now()
    )
    walk = Walk(session, storage, story, clock.now())
    told_of = {}
    with app.test_request_context():
        for hop in walk.hops():
            queued = session.exec(select(OutgoingMail)).all()
            told_of[hop.name] = len(queued)
            for mail in queued:
                assert mail.about == mailed.ref
                assert mail.body is not None
                assert "Er is een nieuwe stap." in mail.body
                assert [word for word in (hop.words, "bieb", "Plan") if word in mail.body] == []
                session.delete(mail)
            mailed.mailed_on = None
            session.flush()

    assert told_of == {
        "cluster": 0, "quote": 1, "edition": 1, "decision": 1, "under way": 1, "done": 1,
        "journal": 1,
    }  # fmt: skip


def test_a_story_that_nobody_may_read_has_no_page(app: Flask, session: Session) -> None:
    make_programme(session)
    hidden = make_story(session)
    promised(session, stories=(hidden.ref,))
    session.commit()

    Browser(app).get(f"/verhalen/{hidden.ref}", status=404)


def test_every_story_below_a_promise_can_be_reached_a_page_at_a_time(
    app: Flask, session: Session
) -> None:
    make_programme(session)
    moment = clock.now()
    stories = [make_public(session, published_at=moment - each // 2 * DAY) for each in range(45)]
    hidden = make_story(session)
    promise = promised(session, stories=(*(story.ref for story in stories), hidden.ref))
    session.commit()
    reader, path = Browser(app), f"/beloofd/{promise.ref}"

    pages = [reader.get(path).text]
    while way_on := re.search(r'rel="next"\s+href="([^"#]+)', pages[-1]):
        pages.append(reader.get(way_on[1]).text)
    assert "Dit komt uit 46 verhalen" in pages[0]
    linked = [re.findall(r'href="/verhalen/(\w+)"', page) for page in pages]
    assert [len(refs) for refs in linked] == [20, 20, 5]
    assert sorted(ref for refs in linked for ref in refs) == sorted(story.ref for story in stories)
    way_back = re.search(r'rel="prev"\s+href="([^"#]+)', pages[-1])
    assert way_back is not None
    again = reader.get(way_back[1]).text
    assert re.findall(r'href="/verhalen/(\w+)"', again) == linked[1]
    for damaged in ("x", encode_cursor(["gisteren", "x"])):
        first = reader.get(f"{path}?verhalen={damaged}").text
        assert re.findall(r'href="/verhalen/(\w+)"', first) == linked[0]
