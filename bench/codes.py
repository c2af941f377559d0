"""What opening a follow card costs beside the argon2id call that makes guessing dear."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.core.attempts import Lock, Tries
from app.core.config import Settings
from app.core.db import open_database
from app.core.hashing import HashCost, verify_secret
from app.stories.opening import open_card, story_with
from app.stories.services import prepare_card, submit_story
from app.stories.submission import Submission
from app.upkeep.migrating import migrate
from bench.measure import Goal, Row, row, side_by_side

ROUNDS: Final = 40
NOW: Final = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)


def rows() -> list[Row]:
    """Measure opening a card with the right code, at the cost that a new site has."""
    settings = Settings()
    cost = HashCost(settings.hash_time_cost, settings.hash_memory_kib, settings.hash_parallelism)
    with tempfile.TemporaryDirectory() as folder:
        lock = Lock("bench", cost, Tries(Path(folder) / "tries.db"))
        database = open_database(Path(folder) / "bench.db")
        migrate(database)
        with database.write() as session:
            card = prepare_card(session, "a token of the form that is long enough", cost)
            submit_story(session, Submission("Een verhaal."), card, answer_days=10, now=NOW)
            session.commit()
        typed = card.code.grouped

        def opening() -> object:
            return open_card(database, typed, story_with, lock=lock, source="192.0.2.1", now=NOW)

        def bare() -> object:
            return verify_secret(card.secret_hash, card.code.secret)

        mine, theirs = side_by_side(opening, bare, rounds=ROUNDS)
        database.dispose()
    return [row("code-open", mine * 1000, theirs * 1000, Goal("<=", 1.1), "ms CPU")]
