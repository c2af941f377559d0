"""When the site checks its own ledger: after each entry, and each day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Final

from flask import current_app

from app.core.versions import LEDGER
from app.ledger import queries
from app.ledger.rules import Examined, examine
from app.web.db_session import get_read_session
from app.web.kept import versions

_NAME: Final = "ledger_check"


@dataclass
class LastCheck:
    """What one process found when it last read the whole ledger."""

    _of: tuple[int, date] | None = None
    _found: Examined | None = None

    def __post_init__(self) -> None:
        self._lock = Lock()

    def result(self, version: int, day: date, check: Callable[[], Examined]) -> Examined:
        """Return what `check` finds, called once for each version of the ledger and each day."""
        with self._lock:
            if self._found is None or self._of != (version, day):
                self._found, self._of = check(), (version, day)
            return self._found


def checked(day: date) -> Examined:
    """Return how far the stored ledger holds: read as a whole on `day`, or since its last entry."""
    last: LastCheck = current_app.extensions.setdefault(_NAME, LastCheck())
    version = versions().get(LEDGER, 0)
    return last.result(version, day, lambda: examine(queries.all_entries(get_read_session())))
