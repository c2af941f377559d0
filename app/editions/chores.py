"""What has to be tidied up again and again; each function ends its own transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.core.db import Database
from app.core.storage import Storage
from app.editions import queries, services
from app.editions.models import Edition

#: Why a kept PDF was destroyed, as its edition says.
CHANGED: Final = "changed"
#: Tells whether everything in a kept edition may be printed still.
Fits = Callable[[Session, Edition], bool]


def destroy_unfit(
    database: Database, storage: Storage, kind: str, is_fit: Fits, *, now: datetime
) -> int:
    """Destroy kept PDFs of `kind` with something that may not be printed now; return how many."""
    with database.read() as session:
        kept = [each for each in queries.editions(session, kind) if each.file_key is not None]
        unfit = [each.ref for each in kept if not is_fit(session, each)]
    if not unfit:
        return 0
    with database.write() as session:
        found = [queries.get_edition(session, ref) for ref in unfit]
        count = services.destroy(session, storage, found, because=CHANGED, now=now)
        session.commit()
    return count
