"""What became of a story: every step of the promises and decisions that stand on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event
from sqlmodel import Session, delete, select

from app.core.dates import local_day
from app.core.mail import OutgoingMail
from app.core.storage import Storage
from app.polls.models import Poll
from app.polls.result_services import open_result
from app.promises.chain import decision_steps, promise_steps
from app.promises.decision_queries import decision_on, poll_of
from app.promises.decision_services import News, tell_decision
from app.promises.linking_services import link_stories
from app.promises.models import Promise
from app.promises.rules import Stage
from app.promises.services import move_promise
from app.promises.steps import Act
from app.quotes.models import Quote
from app.stories.chain import chain_of
from app.stories.models import TellerMail
from app.stories.notice_rules import Notice
from app.stories.notice_services import set_address
from app.stories.notice_words import body
from tests.ballot_boxes import make_box, vote
from tests.chains import Walk
from tests.conftest import NOW
from tests.factories import make_member, make_programme, make_story
from tests.promised import DAY, WHAT, finished, promised

MAKERS = [promise_steps, decision_steps]
KEY = "for tests only"


@contextmanager
def counting(session: Session) -> Iterator[list[str]]:
    """Every statement that is sent meanwhile."""
    sent: list[str] = []

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_every_step_of_a_promise_is_dated(app: Flask, session: Session) -> None:
    make_programme(session)
    story, other = make_story(session), make_story(session)
    promise = promised(session, stories=(story.ref,), now=NOW - 9 * DAY)
    later = local_day(NOW) + 60 * DAY
    move_promise(session, promise, later, "Regen.", Act("anna", promise.version, NOW - 5 * DAY))
    finished(session, promise)
    with app.test_request_context():
        chain = chain_of(MAKERS, session, [story.ref, other.ref])

    assert [step.on for step in chain[story.ref]] == [
        local_day(NOW) - timedelta(days=days) for days in (9, 5, 0)
    ]
    assert WHAT in chain[story.ref][0].words
    assert {step.url for step in chain[story.ref]} == {f"/beloofd/{promise.ref}"}
    assert chain[other.ref] == []


@pytest.fixture
def decided(session: Session) -> Promise:
    """What was promised after a poll: something else than residents chose."""
    make_programme(session)
    make_member(session, "noord")
    box = make_box(session, letters=(4,))
    vote(session, box, 0, 1 << 2)
    open_result(session, box.poll, actor="anna", now=NOW)
    tell(session, box.poll, Stage.DECIDED)
    promise = decision_on(session, box.poll).promise
    assert promise is not None
    return promise


def tell(session: Session, poll: Poll, stage: Stage) -> None:
    due = local_day(NOW) + 9 * DAY
    news = News(stage, "Groen", "Anders.", 1, reason="De grond is vuil.", due_on=due)
    tell_decision(session, poll, news, Act("anna", len(decision_on(session, poll).steps), NOW))


def test_five_hundred_stories_below_a_decision_cost_no_more_reads_than_one(
    app: Flask, session: Session, storage: Storage, decided: Promise
) -> None:
    stories = [make_story(session) for _ in range(500)]
    refs = [story.ref for story in stories]
    link_stories(session, decided, refs, now=NOW)
    walk = Walk(session, storage, stories[0], NOW)
    walk.sorted(NOW)
    quotes = {
        story.ref: Quote(
            story_id=story.id or 0, spans=[[0, 9]], text="Sinds de…", picked_at=NOW, picked_by="a"
        )
        for story in stories
    }
    session.add_all(quotes.values())
    walk.print_book(NOW, [(quote.ref, ref) for ref, quote in quotes.items()])
    makers = app.extensions["chain_steps"]
    with app.test_request_context(), counting(session) as one:
        chain_of(makers, session, refs[:1])
    with app.test_request_context(), counting(session) as many:
        chain = chain_of(makers, session, refs)

    assert len(many) == len(one) <= 16
    assert len(chain) == 500
    poll = poll_of(session, decided)
    assert poll is not None
    for steps in chain.values():
        assert [step.url for step in steps if step.url] == [
            f"/stemmen/{poll.slug}/uitslag", f"/stemmen/{poll.slug}#besluit",
            f"/beloofd/{decided.ref}",
        ]  # fmt: skip
        words = " ".join(step.words for step in steps)
        assert "(anders dan gekozen)" in words
        assert "Gedrukt in citatenboek" in words


def test_a_step_reaches_five_hundred_tellers_once_each_in_few_statements(
    session: Session, decided: Promise
) -> None:
    stories = [make_story(session) for _ in range(500)]
    for number, story in enumerate(stories):
        set_address(session, story, f"a{number}@voorbeeld.nl", secret_key=KEY, now=NOW)
    abouts = sorted(session.exec(select(TellerMail.ref)))

    with counting(session) as sent:
        link_stories(session, decided, [story.ref for story in stories], now=NOW)

    assert sorted(session.exec(select(OutgoingMail.about))) == abouts
    assert len(sent) <= 12
    link_stories(session, decided, [story.ref for story in stories], now=NOW)
    assert {mail.body for mail in session.exec(select(OutgoingMail))} == {body(Notice.CHAIN)}
    assert sorted(session.exec(select(OutgoingMail.about))) == abouts

    poll = poll_of(session, decided)
    assert poll is not None
    for stage in (Stage.UNDER_WAY, Stage.DONE):
        session.expire_all()
        session.exec(delete(OutgoingMail))
        with counting(session) as sent:
            tell(session, poll, stage)
        assert sorted(session.exec(select(OutgoingMail.about))) == abouts
        assert len(sent) <= 30
