"""What became of a story: every step of the promises and decisions that stand on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from sqlalchemy import event
from sqlmodel import Session

from app.core.dates import local_day
from app.polls.result_services import open_result
from app.promises.chain import decision_steps, promise_steps
from app.promises.decision_queries import decision_on
from app.promises.decision_services import News, tell_decision
from app.promises.linking_services import link_stories
from app.promises.rules import Stage
from app.promises.services import move_promise
from app.promises.steps import Act
from app.stories.chain import chain_of
from tests.ballot_boxes import make_box, vote
from tests.conftest import NOW
from tests.factories import make_programme, make_story
from tests.promised import DAY, WHAT, finished, promised

MAKERS = [promise_steps, decision_steps]


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


def test_five_hundred_stories_below_a_decision_cost_no_more_reads_than_one(
    app: Flask, session: Session
) -> None:
    make_programme(session)
    box = make_box(session, letters=(4,))
    vote(session, box, 0, 1 << 2)
    open_result(session, box.poll, actor="anna", now=NOW)
    due = local_day(NOW) + 9 * DAY
    news = News(Stage.DECIDED, "Groen", "Anders.", 1, reason="De grond is vuil.", due_on=due)
    tell_decision(session, box.poll, news, Act("anna", 0, NOW))
    promise = decision_on(session, box.poll).promise
    assert promise is not None
    refs = [make_story(session).ref for _ in range(500)]
    link_stories(session, promise, refs)
    with app.test_request_context(), counting(session) as one:
        chain_of(MAKERS, session, refs[:1])
    with app.test_request_context(), counting(session) as many:
        chain = chain_of(MAKERS, session, refs)

    assert len(many) == len(one) <= 4
    assert len(chain) == 500
    for steps in chain.values():
        assert [step.url for step in steps] == [
            f"/beloofd/{promise.ref}", f"/stemmen/{box.poll.slug}#besluit",
        ]  # fmt: skip
        assert "(anders dan gekozen)" in steps[1].words
