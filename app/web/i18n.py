"""The reader's language, and how dates read in it."""

from typing import Any, Final

from flask import Flask
from flask_babel import Babel
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from app.core import dates

#: Dutch is the language of the msgids; others come as catalogues in `app/translations/`.
LANGUAGES: Final = ("nl",)


def init_app(app: Flask) -> None:
    """Translate templates and forms, and give templates the filters for dates."""
    Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam", locale_selector=language)
    app.jinja_env.globals["page_language"] = language
    _remember_texts(app.jinja_env)
    app.jinja_env.filters.update(
        in_words=dates.in_words,
        with_time=dates.with_time,
        date_in_words=dates.date_in_words,
        day_month=dates.day_month,
        month_year=dates.month_year,
        short_month=dates.short_month,
        local_day=dates.local_day,
    )


def language() -> str:
    """Return the language of this answer."""
    return LANGUAGES[0]


def _remember_texts(environment: Environment) -> None:
    """Look up each text of a template once; a page has dozens, and almost none holds a value."""
    look_up: Any = environment.globals["gettext"]
    known: dict[tuple[str, str], str] = {}

    @pass_context
    def gettext(context: Context, msgid: str, **values: object) -> str:
        if values:
            filled: str = look_up(context, msgid, **values)
            return filled
        key = language(), msgid
        if key not in known:
            known[key] = look_up(context, msgid)
        return known[key]

    environment.globals.update(_=gettext, gettext=gettext)
