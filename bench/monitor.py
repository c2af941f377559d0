"""Pages of figures at 100,000 stories beside 1,000: both told over the same fourteen months.

`monitor-100k` and `monitor-100k-months` are the page of staff, `figures-100k` the public one, each
made anew at each visit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from flask import Flask
from sqlalchemy import text
from sqlmodel import Session

from app.core import clock
from app.moderation.learning_chores import learn_clusters
from app.monitor.counting_services import recount
from app.monitor.figure_chores import look_for_words
from app.staff.rules import Role
from app.staff.services import start_session
from app.web.context import parts
from bench.measure import Goal, Row, row, side_by_side
from bench.sites import filled, visit
from tests.factories import make_member

ROUNDS: Final = 60
GOAL: Final = Goal("<=", 1.2)
#: Days over which the stories were told.
DAYS: Final = 420
#: By name, the page that is measured; the number behind it makes each visit another.
PAGES: Final = {
    "monitor-100k": "/team/monitor?bezoek=",
    "monitor-100k-months": "/team/monitor?per=maand&bezoek=",
    "figures-100k": "/cijfers?bezoek=",
}
#: Spread over days, clusters, channels, languages and ages; the same mixture at every size.
_SPREAD: Final = (
    (
        "UPDATE story SET received_at = datetime('now', '-' || (id * 37 % :days) || ' days'),"
        " answered_at = datetime('now', '-' || max(0, id * 37 % :days - id % 20) || ' days'),"
        " channel = CASE id % 5 WHEN 0 THEN 'door' WHEN 1 THEN 'cafe' ELSE 'self' END,"
        " language = CASE id % 7 WHEN 0 THEN 'pl' WHEN 1 THEN 'ar' ELSE 'nl' END,"
        " age_group = CASE id % 3 WHEN 0 THEN '16_plus' END"
    ),
    "DELETE FROM story_cluster",
    "INSERT INTO story_cluster (story_id, cluster_id, is_main) SELECT id, id % 2 + 1, 1 FROM story",
    "ANALYZE",
)


def rows() -> list[Row]:
    """Measure the pages at both sizes, in turns."""
    with counted(1_000) as (small, mine), counted(100_000) as (large, theirs):
        return [
            row(name, *side_by_side(
                visit(large, path, {"Cookie": theirs}), visit(small, path, {"Cookie": mine}),
                rounds=ROUNDS,
            ), GOAL, "CPU-s")
            for name, path in PAGES.items()
        ]  # fmt: skip


@contextmanager
def counted(stories: int) -> Iterator[tuple[Flask, str]]:
    """Give a site with so many stories and its counts, and the cookie of its beheerder."""
    with filled(stories) as app:
        with app.app_context():
            database = parts().database
        now = clock.now()
        with database.write() as session:
            _spread(session)
            recount(session)
            member = make_member(session, "beheerder", roles=(Role.ADMINISTRATOR,), districts=())
            token = start_session(session, member, now=now)
            session.commit()
        look_for_words(database, now=now)
        learn_clusters(database, now=now)
        yield app, f"team={token}"


def _spread(session: Session) -> None:
    for statement in _SPREAD:
        values = {"days": DAYS} if ":days" in statement else {}
        session.connection().execute(text(statement), values)
