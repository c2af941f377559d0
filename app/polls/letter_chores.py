"""What has to be tidied up again and again; each function ends its own transaction."""

from datetime import datetime, timedelta
from typing import Final

from app.core.db import Database
from app.core.storage import ORPHAN_SECONDS, Storage
from app.polls import code_queries
from app.polls.code_services import destroy_file
from app.polls.lettering import FILE_OWNER

#: How long a file with codes waits to be taken.
LONGEST: Final = timedelta(hours=24)


def destroy_letters(database: Database, storage: Storage, *, now: datetime) -> int:
    """Destroy files with codes that nobody said to have taken, a day after they were made.

    Files that no batch speaks of go too: a crash can leave one. Return how many were destroyed.
    """
    with database.read() as session:
        late = bool(code_queries.unfetched(session, made_before=now - LONGEST))
        known = code_queries.known_files(session)
    destroyed = _destroy_late(database, storage, now) if late else 0
    mine = [key for key in storage.keys() if key.partition("-")[2].startswith(FILE_OWNER)]  # noqa: SIM118 - a method of ours
    moment = now.timestamp()
    for key in mine:
        if key not in known and storage.is_older(key, ORPHAN_SECONDS, now=moment):
            storage.remove(key)
            destroyed += 1
    return destroyed


def _destroy_late(database: Database, storage: Storage, now: datetime) -> int:
    with database.write() as session:
        late = code_queries.unfetched(session, made_before=now - LONGEST)
        for batch in late:
            destroy_file(session, storage, batch, actor="system", now=now)
        session.commit()
    return len(late)
