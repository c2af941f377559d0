"""The example promises: marked, whole, and of every kind that a visitor should see."""

from flask import Flask
from sqlmodel import Session, select

from app.core import clock
from app.core.dates import local_day
from app.core.hashing import hash_secret
from app.ledger.queries import all_entries
from app.ledger.rules import verify
from app.programme.file_shape import check_file
from app.programme.reading_file import PACKAGED, read_file
from app.promises.models import Promise
from app.promises.queries import Wanted, count_by_standing
from app.promises.rules import Standing
from app.upkeep.demo import loading
from app.upkeep.demo.promising import example_promises, keep_promises
from app.web.context import parts
from tests.factories import CHEAP, PASSWORD


def test_the_examples_show_every_way_that_a_promise_can_stand(app: Flask, session: Session) -> None:
    now = clock.now()
    loading.prepare(session, password_hash=hash_secret(PASSWORD, CHEAP), now=now)
    with app.app_context():
        stage = loading.stage_of(parts(), session, now=now)
    made = keep_promises(stage)

    counted = count_by_standing(session, Wanted(), local_day(now))
    assert made == len(example_promises()) == sum(counted.values())
    assert all(counted[standing] for standing in Standing)
    assert all(promise.is_example for promise in session.exec(select(Promise)))
    assert verify(all_entries(session)) is None
    assert keep_promises(stage) == 0


def test_what_the_examples_belong_to_is_in_the_programme() -> None:
    programme = check_file(read_file(PACKAGED))
    efforts = {each.key for each in programme.efforts}
    clusters = {each.key for each in programme.clusters}

    assert {each["effort"] for each in example_promises() if "effort" in each} <= efforts
    assert {key for each in example_promises() for key in each["clusters"]} <= clusters
