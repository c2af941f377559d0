"""What the worker does for the monitor: looking for words, and proving the counts."""

from datetime import datetime

from app.core.dates import local_day
from app.core.db import Database
from app.core.versions import raise_version
from app.monitor import counting_services, word_services
from app.monitor.figures_rules import quarter_of
from app.monitor.word_queries import public_words, words_state


def mend_counts(database: Database) -> bool:
    """Count every story anew if a count is wrong; return whether one was."""
    with database.freeze() as session:
        if counting_services.is_right(session):
            return False
    with database.write() as session:
        counting_services.recount(session)
        session.commit()
    return True


def look_for_words(database: Database, *, now: datetime) -> int:
    """Look anew for words that stand out, when public stories changed; return how many there are.

    A story that changes meanwhile takes its words back as soon as it does, or the next time.
    """
    quarter = quarter_of(local_day(now))
    with database.freeze() as session:
        state = words_state(session, quarter)
        if state == word_services.known_state(session):
            return 0
        texts = public_words(session)
    found = word_services.find_words(texts, quarter.isoformat())
    with database.write() as session:
        if words_state(session, quarter) != state:
            return 0  # a story changed meanwhile: the next time
        count = word_services.keep_words(session, found, texts, state)
        raise_version(session, counting_services.FIGURES)
        session.commit()
    return count
