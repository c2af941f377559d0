"""The reader's language, and how dates read in it."""

from typing import Final

from flask import Flask
from flask_babel import Babel

from app.core import dates

#: Dutch is the language of the msgids; others come as catalogues in `app/translations/`.
LANGUAGES: Final = ("nl",)


def init_app(app: Flask) -> None:
    """Translate templates and forms, and give templates the filters for dates."""
    Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam", locale_selector=language)
    app.jinja_env.globals["page_language"] = language
    app.jinja_env.filters.update(
        in_words=dates.in_words,
        with_time=dates.with_time,
        date_in_words=dates.date_in_words,
        day_month=dates.day_month,
        local_day=dates.local_day,
    )


def language() -> str:
    """Return the language of this answer."""
    return LANGUAGES[0]
