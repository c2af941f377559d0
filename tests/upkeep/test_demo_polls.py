"""The example polls: open, complete, with codes and pictures, and for everybody to see."""

import io

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.core import clock
from app.core.codes import Code
from app.ledger.queries import all_entries
from app.ledger.rules import verify
from app.polls import queries
from app.polls.models import Poll
from app.polls.rules import MIN_BATCH, PollStatus
from app.programme.reading_file import PACKAGED, read_file
from app.programme.services import load_programme
from app.upkeep.demo import loading
from app.upkeep.demo.pictures import SCENES
from app.upkeep.demo.polling import example_polls, hold_polls
from app.web.context import parts
from tests.page import Browser

MOST_WORDS = 13


@pytest.fixture
def codes(app: Flask, session: Session) -> list[Code]:
    load_programme(session, read_file(PACKAGED), actor="command", now=clock.now())
    with app.app_context():
        stage = loading.stage_of(parts(), session, now=clock.now())
    codes = hold_polls(stage)
    session.commit()
    return codes


def test_the_example_polls_are_held_once_and_the_ledger_holds_their_rules(
    app: Flask, session: Session, codes: list[Code]
) -> None:
    with app.app_context():
        again = hold_polls(loading.stage_of(parts(), session, now=clock.now()))
    polls = session.exec(select(Poll)).all()

    assert again == []
    assert [queries.status(poll, clock.now()) for poll in polls] == [PollStatus.OPEN] * 2
    assert all(poll.is_example for poll in polls)
    assert [entry.subject for entry in all_entries(session)] == [poll.ref for poll in polls]
    assert verify(all_entries(session)) is None
    assert len(codes) < MIN_BATCH == sum(queries.codes_made(session, polls[0]).values())


def test_everybody_reads_the_example_polls(
    browser: Browser, session: Session, codes: list[Code]
) -> None:
    assert codes
    for poll in session.exec(select(Poll)).all():
        assert poll.question in browser.get("/stemmen").text
        browser.get(f"/stemmen/{poll.slug}")
        pictures = queries.pictures_of(session, queries.options_of(session, poll))
        for picture in pictures.values():
            content = browser.get(picture.sources.jpeg[0][0]).data
            assert len(content) <= 40_000
    assert "2 vragen wachten op u." in browser.get("/").text


@pytest.mark.parametrize("poll", example_polls(), ids=lambda poll: str(poll["question"]))
def test_example_polls_are_written_in_short_sentences(poll: dict[str, str]) -> None:
    texts = [poll["why"], poll["help_text"], poll["decided_by"]]
    for option in poll["options"]:
        assert option["scene"] in SCENES  # type: ignore[index] # an entry of a list of tables
        texts += [option["line"], option["alt"]]  # type: ignore[index] # as above
    for line in io.StringIO("\n".join(texts)):
        for sentence in line.replace("?", ".").split(". "):
            assert len(sentence.split()) <= MOST_WORDS, sentence
