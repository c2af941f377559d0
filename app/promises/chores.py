"""What has to be done for promises again and again; each function ends its own transaction."""

from datetime import datetime, time
from typing import Final

from app.core.dates import is_working_day, local_day, local_time
from app.core.db import Database
from app.programme.queries import closed_days
from app.promises.reminding import remind

#: Between these two people read their mail at work.
_FROM, _TO = time(8), time(17)
_NOBODY: Final = 0


def send_reminders(database: Database, *, secret_key: str, now: datetime) -> int:
    """Queue what staff and offices are to be reminded of, in working hours; return how many mails.

    Who runs it twice reminds nobody twice.
    """
    if not _FROM <= local_time(now) < _TO:
        return _NOBODY
    with database.write() as session:
        if not is_working_day(local_day(now), closed_days(session)):
            return _NOBODY
        sent = remind(session, secret_key=secret_key, now=now)
        session.commit()
    return sent
