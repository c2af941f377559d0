"""The reader's language, and how texts and dates read in it."""

from pathlib import Path
from typing import Any, Final

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from app.core import dates
from app.core.languages import DUTCH, LANGUAGES, Language
from app.web.cookies import read_cookie

#: What the browser keeps of a choice.
COOKIE: Final = "taal"
_NAME: Final = "languages"
_STAFF: Final = "/team"


def init_app(app: Flask) -> None:
    """Translate templates and forms, and give templates the filters for dates."""
    app.extensions[_NAME] = _with_catalogue(Path(app.root_path) / "translations")
    Babel(app, default_locale=DUTCH, default_timezone="Europe/Amsterdam", locale_selector=language)
    app.jinja_env.globals["page_language"] = page_language
    _remember_texts(app.jinja_env)
    _say_days(app)
    app.jinja_env.filters.update(
        in_words=dates.in_words,
        with_time=dates.with_time,
        date_in_words=dates.date_in_words,
        day_month=dates.day_month,
        month_year=dates.month_year,
        short_month=dates.short_month,
        local_day=dates.local_day,
    )


def offered() -> list[Language]:
    """Return the languages that somebody can choose, in their order: those with a catalogue."""
    found: list[Language] = current_app.extensions[_NAME]
    return found


def language() -> str:
    """Return the code of this answer's language.

    What the reader chose, else what the browser asks for first; staff read Dutch.
    """
    if not has_request_context():
        return DUTCH
    if "language" not in g:
        g.language = _wanted()
    code: str = g.language
    return code


def page_language() -> Language:
    """Return this answer's language, for the frame of a page."""
    return LANGUAGES[language()]


def _wanted() -> str:
    if f"{request.path}/".startswith(f"{_STAFF}/"):
        return DUTCH
    codes = [each.code for each in offered()]
    chosen = read_cookie(COOKIE)
    if chosen in codes:
        return chosen
    return request.accept_languages.best_match(codes, DUTCH) or DUTCH


def _with_catalogue(folder: Path) -> list[Language]:
    return [
        each
        for each in LANGUAGES.values()
        if each.code == DUTCH or (folder / each.code / "LC_MESSAGES" / "messages.mo").exists()
    ]


def _say_days(app: Flask) -> None:
    """Say days in the language of the answer, from its first line to its last."""

    @app.before_request
    def start() -> None:
        dates.say_in(language())

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        dates.say_in(DUTCH)


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
