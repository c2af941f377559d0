"""What has to be tidied up again and again; each function ends its own transaction."""

from datetime import datetime
from typing import Final

from app.core.db import Database
from app.core.storage import Storage
from app.council.printed import is_fit
from app.council.queries import PACK
from app.editions import queries, services

#: Why a kept PDF was destroyed, as its edition says.
CHANGED: Final = "changed"


def destroy_unfit(database: Database, storage: Storage, *, now: datetime) -> int:
    """Destroy kept packs with something that may not be printed any more; return how many."""
    with database.read() as session:
        kept = [each for each in queries.editions(session, PACK) if each.file_key is not None]
        unfit = [each.ref for each in kept if not is_fit(session, each)]
    if not unfit:
        return 0
    with database.write() as session:
        found = [queries.get_edition(session, ref) for ref in unfit]
        count = services.destroy(session, storage, found, because=CHANGED, now=now)
        session.commit()
    return count
