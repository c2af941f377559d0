"""What the worker does by itself: opening results that wait for nobody."""

from datetime import datetime
from typing import Final

from app.core.db import Database
from app.polls import queries, result_queries
from app.polls.result_services import faults_of, obstacle_of, open_result

#: Whom the audit log names.
ACTOR: Final = "system"


def open_due(database: Database, *, now: datetime) -> int:
    """Open the result of each poll that is closed and adds up; return how many those were.

    The rest waits for paper, or for somebody who gives a public reason.
    """
    with database.read() as session:
        due = [
            poll.ref
            for poll in result_queries.polls_to_open(session, now)
            if not poll.has_paper and obstacle_of(session, poll, now) is None
        ]
    opened = sum(_open(database, ref, now) for ref in due)
    if opened:
        database.truncate_log()
    return opened


def _open(database: Database, ref: str, now: datetime) -> bool:
    with database.write() as session:
        poll = queries.get_poll(session, ref)
        if poll.result_at is not None or faults_of(session, poll):
            return False
        open_result(session, poll, actor=ACTOR, now=now)
        session.commit()
    return True
