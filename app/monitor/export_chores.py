"""What has to be tidied up again and again; each function ends its own transaction."""

from datetime import datetime

from app.core.db import Database
from app.core.storage import ORPHAN_SECONDS, Storage
from app.monitor import export_services as services


def destroy_exports(database: Database, storage: Storage, *, now: datetime) -> int:
    """Destroy files that are a day old or may not leave any more; return how many.

    Files that no row speaks of go too, and half ones: a crash can leave them.
    """
    moment = now.timestamp()
    count = storage.sweep_spools(now=moment)
    with database.read() as session:
        kept = services.kept_files(session)
        known = {each.file_key for each in kept}
        late = [
            each.ref
            for each in kept
            if each.made_at <= now - services.LONGEST or not services.is_fit(session, each)
        ]
    if late:
        with database.write() as session:
            found = [each for each in services.kept_files(session) if each.ref in late]
            count += services.destroy(session, storage, found)
            session.commit()
    for key in list(storage.keys()):
        is_mine = key.partition("-")[2].startswith(services.FILE_OWNER)
        if is_mine and key not in known and storage.is_older(key, ORPHAN_SECONDS, now=moment):
            storage.remove(key)
            count += 1
    return count
