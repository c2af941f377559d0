"""The travel story in Dutch."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.journal.rules import Period

HALVES: Final = {
    0: _l("Heel %(year)d"),
    1: _l("Eerste helft van %(year)d"),
    2: _l("Tweede helft van %(year)d"),
}


def period_words(period: Period) -> str:
    """Return e.g. `Tweede helft van 2026`."""
    return str(HALVES[period.half]) % {"year": period.year}


def report_title() -> str:
    """Return what the report is called."""
    return str(_("Reisverslag"))
