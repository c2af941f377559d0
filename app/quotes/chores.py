"""What has to be tidied up again and again; each function ends its own transaction."""

from datetime import datetime

from app.core.db import Database
from app.core.storage import Storage
from app.editions import chores
from app.quotes.making import KIND
from app.quotes.printed import is_fit


def destroy_unfit(database: Database, storage: Storage, *, now: datetime) -> int:
    """Destroy kept quote books with something that may not be printed any more; return how many."""
    return chores.destroy_unfit(database, storage, KIND, is_fit, now=now)
