"""The counts of the monitor are those of the stories, whatever people do."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, delete, select

from app.core.db import Database
from app.moderation.models import StoryCluster
from app.monitor.counting_rules import Trait
from app.monitor.counting_services import count_stories, is_right, recount
from app.monitor.figure_models import CountedStory, StoryCount
from app.stories.models import Story
from app.stories.rules import AgeGroup, Channel, Outcome, StoryStatus
from tests.conftest import NOW
from tests.factories import make_programme, make_public, make_story, multiply

#: What may happen to a story, by the column that it changes.
CHANGES = st.one_of(
    st.tuples(st.just("district_id"), st.sampled_from([None, 1, 2])),
    st.tuples(st.just("round_id"), st.sampled_from([None, 1])),
    st.tuples(st.just("status"), st.sampled_from(list(StoryStatus))),
    st.tuples(st.just("outcome"), st.sampled_from([None, *Outcome])),
    st.tuples(st.just("age_group"), st.sampled_from([None, *AgeGroup])),
    st.tuples(st.just("channel"), st.sampled_from(list(Channel))),
    st.tuples(
        st.just("answered_at"),
        st.one_of(st.none(), st.integers(0, 40).map(lambda days: NOW + timedelta(days=days))),
    ),
    st.tuples(st.just("clusters"), st.sets(st.sampled_from([1, 2]))),
)
STEPS = st.lists(st.tuples(st.integers(0, 3), CHANGES), max_size=12)


@pytest.fixture
def town(app: Flask, session: Session) -> Session:
    """Four stories, counted."""
    del app
    make_programme(session)
    for number in range(4):
        make_story(session, received_at=NOW - timedelta(days=30 * number))
    session.commit()
    return session


def change(session: Session, story: Story, name: str, value: object) -> None:
    if name != "clusters":
        setattr(story, name, value)
        session.add(story)
        return
    assert story.id is not None
    assert isinstance(value, set)
    session.exec(delete(StoryCluster).where(col(StoryCluster.story_id) == story.id))
    session.add_all(StoryCluster(story_id=story.id, cluster_id=each) for each in value)


@given(steps=STEPS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_after_any_changes_the_counts_are_those_of_a_count_from_scratch(
    town: Session, steps: list[tuple[int, tuple[str, object]]]
) -> None:
    stories = town.exec(select(Story).order_by(col(Story.id))).all()
    for number, (name, value) in steps:
        change(town, stories[number], name, value)
        town.commit()

    assert is_right(town)
    before = town.exec(select(StoryCount.stories).order_by(col(StoryCount.stories))).all()
    recount(town)
    assert is_right(town)
    assert before == town.exec(select(StoryCount.stories).order_by(col(StoryCount.stories))).all()


def test_what_is_rolled_back_is_not_counted(town: Session, database: Database) -> None:
    make_story(town)
    town.rollback()

    with database.read() as session:
        assert is_right(session)
        assert len(session.exec(select(CountedStory)).all()) == 4


def test_withdrawn_and_refused_stories_are_not_counted(town: Session) -> None:
    first, second, *_ = town.exec(select(Story)).all()
    first.status, second.outcome = StoryStatus.WITHDRAWN, Outcome.REFUSED
    town.commit()

    counted = select(StoryCount.stories).where(StoryCount.trait == Trait.ALL)
    assert sum(town.exec(counted)) == 2


def test_a_count_that_went_wrong_is_found_and_mended(town: Session) -> None:
    multiply(town, make_public(town), 3)
    town.commit()
    assert not is_right(town)

    recount(town)

    assert is_right(town)


def test_what_did_not_change_writes_nothing(town: Session) -> None:
    ids = [each.id or 0 for each in town.exec(select(Story))]
    before = town.exec(select(StoryCount)).all()
    count_stories(town, ids)

    assert town.exec(select(StoryCount)).all() == before
