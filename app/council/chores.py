"""What has to be tidied up again and again; each function ends its own transaction."""

from datetime import datetime

from app.core.db import Database
from app.core.storage import Storage
from app.council.printed import is_fit
from app.council.queries import PACK
from app.editions import chores


def destroy_unfit(database: Database, storage: Storage, *, now: datetime) -> int:
    """Destroy kept packs with something that may not be printed any more; return how many."""
    return chores.destroy_unfit(database, storage, PACK, is_fit, now=now)
