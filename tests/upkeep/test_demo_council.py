"""The example meetings: marked, one held and one to come, with advice at every stage."""

from flask import Flask
from sqlmodel import Session, select

from app.core import clock
from app.core.hashing import hash_secret
from app.council import queries
from app.council.models import Advice, Meeting
from app.council.rules import MeetingState, PackKind
from app.promises.queries import promises_from
from app.promises.rules import SourceKind
from app.upkeep.demo import loading
from app.upkeep.demo.meeting import hold_meetings
from app.web.context import parts
from tests.factories import CHEAP, PASSWORD


def test_the_examples_show_a_meeting_that_was_and_one_that_comes(
    app: Flask, session: Session
) -> None:
    now = clock.now()
    loading.prepare(session, password_hash=hash_secret(PASSWORD, CHEAP), now=now)
    with app.app_context():
        stage = loading.stage_of(parts(), session, now=now)
        assert hold_meetings(stage) == 2
        assert hold_meetings(stage) == 0

    coming, held = queries.meetings(session)
    assert (coming.state, held.state) == (MeetingState.READY, MeetingState.HELD)
    assert all(meeting.is_example for meeting in session.exec(select(Meeting)))
    assert all(advice.is_example for advice in session.exec(select(Advice)))
    advice = queries.advice_of(session, held)
    assert {bool(each.published_at) for each in advice} == {True, False}
    (promise,) = promises_from(session, SourceKind.MEETING, held.ref)
    assert promise.is_example
    kinds = {each.kind for each in queries.items_of(session, coming)}
    assert {PackKind.ADVICE, PackKind.QUESTION, PackKind.FIGURES, PackKind.PROMISE} <= kinds
