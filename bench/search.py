"""What searching in 100,000 stories costs beside LIKE over the same rows."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from app.core.db import open_database
from app.core.search import matching
from app.moderation.queue import FEW, QueueFilters, QueueState, queue
from app.staff.rules import Scope
from app.upkeep.migrating import migrate
from bench.measure import Goal, Row, row, side_by_side
from tests.factories import make_programme, make_story

STORIES: Final = 100_000
WORDS_IN_STORY: Final = 120
#: Set for each story, or worked out by the database.
NOT_COPIED: Final = {"id", "ref", "original", "is_public"}
ROUNDS: Final = 15
#: Stands in few stories, as what somebody looks for does.
RARE: Final = "vleermuiskast"
_SYLLABLES: Final = ("buur", "straat", "kind", "lamp", "tuin", "hei", "mijn", "plein", "winkel")


def rows() -> list[Row]:
    """Measure finding a word that few stories have, and the page of the queue that shows it."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "bench.db")
        migrate(database)
        with database.write() as session:
            _fill(session)
            session.commit()
        with database.read() as session:
            filters = QueueFilters(state=QueueState.ALL, search=RARE)
            everything = Scope(everything=True)

            def ours() -> object:
                found = matching(RARE)
                assert found is not None
                return session.connection().execute(found.limit(FEW)).all()

            def page() -> object:
                return queue(session, everything, filters, names={}, cursor=None)

            def like() -> object:
                found = text(
                    "SELECT id, original FROM story WHERE original LIKE :word "
                    "ORDER BY due_on, id LIMIT 20"
                )
                return session.connection().execute(found, {"word": f"%{RARE}%"}).all()

            found, liked = side_by_side(ours, like, rounds=ROUNDS)
            shown, liked_too = side_by_side(page, like, rounds=ROUNDS)
        database.dispose()
    unit = "searches/CPU-s"
    return [
        row("search-100k", 1 / found, 1 / liked, Goal(">=", 20), unit),
        # The same with the whole page of the queue put together around it.
        row("search-100k-page", 1 / shown, 1 / liked_too, Goal(">=", 8), unit),
    ]


def _fill(session: Session) -> None:
    make_programme(session)
    first = make_story(session)
    session.flush()
    columns = [name for name in type(first).model_fields if name not in NOT_COPIED]
    kept = ", ".join(f'"{name}"' for name in columns if name != "submission_hash")
    insert = text(
        f"INSERT INTO story (ref, original, submission_hash, {kept}) "  # noqa: S608 - own names
        f"SELECT :ref, :words, :ref, {kept} FROM story WHERE id = :first"
    )
    stories = [
        {"ref": f"s{number}", "words": words, "first": first.id}
        for number, words in enumerate(_texts())
    ]
    session.connection().execute(insert, stories)
    session.connection().execute(
        text("INSERT INTO story_search (rowid, words) SELECT id, original FROM story WHERE id > 1")
    )


def _texts() -> Iterator[str]:
    chance = random.Random(1)  # noqa: S311 - the same texts each time
    vocabulary = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 3))) for _ in range(3_000)]
    for number in range(STORIES):
        words = chance.choices(vocabulary, k=WORDS_IN_STORY)
        yield " ".join([*words, RARE] if number % 9_000 == 0 else words)
