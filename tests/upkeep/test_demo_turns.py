"""The example shows whose turn it is: calls of every kind, a story that waits, leave, many."""

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from app.contact.models import ContactDetails, ContactRequest
from app.contact.rules import ContactState, is_late
from app.core import clock
from app.core.dates import local_day
from app.core.hashing import hash_secret
from app.moderation.models import Answer, BulkItem, HandOver
from app.programme.models import Office
from app.staff.models import Deputy, StaffMember
from app.staff.queries import member_scope
from app.stories.models import Story
from app.upkeep.demo import loading
from app.upkeep.demo.telling import Stage
from app.upkeep.demo.turning import example_alike, take_turns
from app.web.context import parts
from tests.factories import CHEAP, PASSWORD

NOW = clock.now()


@pytest.fixture
def stage(app: Flask, session: Session) -> Stage:
    loading.prepare(session, password_hash=hash_secret(PASSWORD, CHEAP), now=NOW)
    with app.app_context():
        stage = loading.stage_of(parts(), session, now=NOW)
    loading.tell_all(
        stage,
        [each for each in loading.untold(session) if not each.get("photos")],
        report=lambda _done, _total: None,
    )
    assert take_turns(stage)
    return stage


def test_the_turns_of_the_example(stage: Stage, app: Flask) -> None:
    session, today = stage.session, local_day(NOW)
    requests = session.exec(select(ContactRequest).order_by(col(ContactRequest.id))).all()
    is_open = [each.state is ContactState.OPEN for each in requests]
    late = [is_late(each.due_at, NOW, is_plea=each.is_plea) for each in requests]

    assert is_open == [True, True, True, False, True]
    assert late[:3] == [False, False, True]
    assert [each.member_id is not None for each in requests[:3]] == [False, True, False]
    assert len(session.exec(select(ContactDetails)).all()) == 4
    takes_pleas = session.exec(select(Office).where(col(Office.takes_pleas))).one()
    assert (requests[4].is_plea, requests[4].team_id) == (True, takes_pleas.id)
    assert stage.staff["teamlid"].teams == [takes_pleas.key]

    waiting = session.exec(select(HandOver)).one()
    assert waiting.ended_on is None
    assert waiting.remind_on <= today

    deputy = session.exec(select(Deputy)).one()
    stand_in = session.get_one(StaffMember, deputy.deputy_id)
    assert member_scope(session, stand_in, today=today).district_ids == {2}

    answered = select(Answer).where(col(Answer.story_id).in_(select(BulkItem.story_id)))
    assert len(session.exec(answered).all()) == len(example_alike()) == 3
    assert all(story.is_example for story in session.exec(select(Story)))
    assert not take_turns(stage)
    del app


def test_every_account_says_what_it_is_for() -> None:
    assert loading.ROLES_IN_WORDS.keys() == loading.ACCOUNTS.keys()
