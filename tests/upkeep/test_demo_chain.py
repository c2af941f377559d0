"""What became of the example stories: one went all the way, others wait."""

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.core import clock
from app.core.hashing import hash_secret
from app.quotes.gathering import book_contents
from app.quotes.queries import get_book
from app.stories.chain_showing import chain_trail
from app.stories.models import Story
from app.upkeep.demo import loading
from app.upkeep.demo.journaling import tell_journal
from app.upkeep.demo.printing import plan_book
from app.upkeep.demo.promising import keep_promises
from app.upkeep.demo.reading import example_stories
from app.upkeep.demo.telling import Stage, story_refs, tell
from app.web.context import parts
from tests.chains import Walk
from tests.factories import CHEAP, PASSWORD

WHOLE = "achterwiel"
WAITING = "bankje-onder-de-linde"


@pytest.fixture
def stage(app: Flask, session: Session) -> Stage:
    """Two of the example stories, without their pictures, and what was promised."""
    now = clock.now()
    loading.prepare(session, password_hash=hash_secret(PASSWORD, CHEAP), now=now)
    with app.app_context():
        stage = loading.stage_of(parts(), session, now=now)
    for told in example_stories():
        if told["key"] in {WHOLE, WAITING}:
            tell(stage, {name: value for name, value in told.items() if name != "photos"})
    tell_journal(stage)
    keep_promises(stage)
    return stage


def test_one_example_went_all_the_way(app: Flask, stage: Stage) -> None:
    session, ref = stage.session, story_refs(stage.session)[WHOLE]
    planned = plan_book(stage)
    assert planned is not None
    with app.test_request_context():
        quotes = book_contents(session, get_book(session, planned[0])).quotes
        printed = [(quote.ref, quote.story_ref) for quote in quotes]
        assert ref in {story_ref for _, story_ref in printed}
        story = session.exec(select(Story).where(Story.ref == ref)).one()
        Walk(session, stage.storage, story, stage.now).print_book(planned[1], printed)
        trail = chain_trail(session, ref, stage.now.date(), is_card=False)

    assert [item.title.partition(":")[0].partition(" “")[0] for item in trail] == [
        "Het gaat over",
        "Er zijn 2 stukjes uit dit verhaal gekozen",
        "Gedrukt in citatenboek",
        "Beloofd",
        "Klaar gemeld",
        "In het reisverslag",
    ]
    assert all(item.state == "done" for item in trail)


def test_another_waits(app: Flask, stage: Stage) -> None:
    ref = story_refs(stage.session)[WAITING]
    with app.test_request_context():
        trail = chain_trail(stage.session, ref, stage.now.date(), is_card=True)

    assert trail[-1].state != "done"
    assert trail[-1].text or trail[-1].when
