"""What came of stories: what a page costs where hundreds stand under one promise, beside one.

The same site is filled twice: one story under a promise that is a decision, quoted and printed,
and five hundred. Measured in turns: the card and the public page of one of the stories, and the
page of the promise.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from flask import Flask, Response
from sqlmodel import Session, select

from app.card.entering import hand_over
from app.core import clock
from app.core.versions import PUBLIC, raise_version
from app.promises.models import Promise
from app.stories.models import Story
from app.web.context import parts
from bench.measure import Goal, Row, row, side_by_side
from bench.sites import filled, visit
from tests.chains import Walk
from tests.factories import make_member

MANY: Final = 500
ROUNDS: Final = 60
GOAL: Final = Goal("<=", 1.2)
#: Of every site: its story pages, whatever stands under the promise.
STORIES: Final = 600


def rows() -> list[Row]:
    """Measure the three pages with one story under the promise and with five hundred."""
    with promised(1) as few, promised(MANY) as many:
        return [
            _page("chain-500", few, many, _story),
            _page("chain-500-card", few, many, _card),
            _page("chain-500-promise", few, many, _promise),
        ]


@contextmanager
def promised(stories: int) -> Iterator[Flask]:
    """Give a site with a chain up to the end, under which so many stories stand."""
    with filled(STORIES) as app:
        with app.test_request_context():
            storage, database = parts().storage, parts().database
            with database.write() as session:
                make_member(session, "noord")
                first, *others = session.exec(select(Story).order_by(Story.ref).limit(stories))
                refs = [story.ref for story in others]
                walk = Walk(session, storage, first, clock.now(), others=refs)
                for _ in walk.hops():
                    session.flush()
                raise_version(session, PUBLIC)
                session.commit()
        yield app


def _page(name: str, few: Flask, many: Flask, page: Callable[[Flask], Callable[[], object]]) -> Row:
    value, reference = side_by_side(page(many), page(few), rounds=ROUNDS)
    return row(name, value, reference, GOAL, "CPU-s")


def _story(app: Flask) -> Callable[[], object]:
    """Return a visit to the public page of a story; a new address each time, so never kept."""
    return visit(app, f"/verhalen/{_ref(app)}?bezoek=")


def _card(app: Flask) -> Callable[[], object]:
    """Return a visit to the open card of the same story."""
    with app.test_request_context():
        answer = Response()
        hand_over(answer, _ref(app))
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
    return visit(app, "/volg", {"Cookie": cookie})


def _promise(app: Flask) -> Callable[[], object]:
    """Return a visit to the page of the promise."""
    ref = _first(app, lambda session: session.exec(select(Promise.ref)).one())
    return visit(app, f"/beloofd/{ref}?bezoek=")


def _ref(app: Flask) -> str:
    return _first(
        app, lambda session: session.exec(select(Story.ref).order_by(Story.ref).limit(1)).one()
    )


def _first(app: Flask, read: Callable[[Session], str]) -> str:
    with app.app_context(), parts().database.read() as session:
        return read(session)
