"""What has to be tidied up again and again; each function ends its own transaction."""

from datetime import datetime

from app.core.db import Database
from app.core.storage import Storage
from app.photos import services as photos
from app.stories import draft_services


def drop_old_drafts(database: Database, storage: Storage, *, now: datetime) -> int:
    """Remove drafts that nobody touched for a day, with their photos; return how many."""
    with database.write() as session:
        dropped = draft_services.sweep_drafts(session, storage, now=now)
        session.commit()
    return dropped


def drop_orphan_files(database: Database, storage: Storage, *, now: datetime) -> int:
    """Remove photo files that no row speaks of; return how many."""
    with database.read() as session:
        return photos.sweep(session, storage, now)
