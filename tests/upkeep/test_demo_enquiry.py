"""The example questions: answered in two rounds, so that there is something to compare."""

from datetime import date

from flask import Flask
from sqlmodel import Session

from app.enquiry import figures, queries
from app.programme.queries import districts, get_round
from app.upkeep.demo.asking import QUESTIONS, ask_questions
from app.upkeep.demo.loading import stage_of
from app.web.context import parts
from tests.conftest import NOW
from tests.factories import make_programme


def test_every_answer_can_be_shown_beside_the_round_before(app: Flask, session: Session) -> None:
    make_programme(session)
    with app.app_context():
        stage = stage_of(parts(), session, now=NOW)

    assert (ask_questions(stage), ask_questions(stage)) == (2, 0)

    row = get_round(session, "2026-najaar")
    before = queries.round_before(session, row)
    assert before is not None
    assert before.starts_on.year == date(2024, 1, 1).year
    found = figures.results_of(session, row, before, districts(session), None)
    assert [each.question.text for each in found] == [each.text for each in QUESTIONS]
    for result in found[:2]:
        assert all(each.now.count and each.before and each.before.count for each in result.rows)
        assert len(result.districts) == 2
