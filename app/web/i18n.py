"""The reader's language, and how dates read in it."""

from datetime import date, datetime

from flask import Flask
from flask_babel import Babel

from app.core import dates

#: Dutch is the language of the msgids; others come as catalogues in `app/translations/`.
LANGUAGES = ("nl",)


def init_app(app: Flask) -> None:
    """Translate templates and forms, and give templates the filters for dates."""
    Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam", locale_selector=_choose)
    app.jinja_env.globals["page_language"] = _choose
    app.jinja_env.filters.update(
        in_words=in_words, with_time=with_time, day_month=day_month, local_day=dates.local_day
    )


def _choose() -> str:
    return LANGUAGES[0]


def in_words(moment: date | datetime) -> str:
    """Return `vrijdag 4 december 2026`."""
    return dates.in_words(moment, _choose())


def with_time(moment: datetime) -> str:
    """Return `vrijdag 4 december 2026, 14.05 uur`."""
    return dates.with_time(moment, _choose())


def day_month(moment: date | datetime) -> str:
    """Return `4 december`."""
    return dates.day_month(moment, _choose())
