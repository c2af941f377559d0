"""An app that is made once and moves into a fresh folder for each test.

Making one costs more than most tests do: hundreds of addresses are compiled, and then each
statement and each template anew. What a test could see of another one is gone: the folder, the
connections, the counts of wrong tries, the pages that are kept and what waits in the queue. An app
that a test changed for good is not used again.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from app import create_app
from app.core.attempts import Tries
from app.core.config import Settings
from app.web.context import Parts, parts, set_parts
from app.web.kept import Kept


class House:
    """Lends an app to one test after another."""

    def __init__(self, folder: Path) -> None:
        self._templates = FileSystemBytecodeCache(str(folder / "templates"))
        (folder / "templates").mkdir()
        #: Leads to the folder of the test, so that paths that an app keeps lead there too.
        self._door = folder / "data"
        self._settings: Settings | None = None
        self._app: Flask | None = None
        self._seen: object = None

    def lend(self, settings: Settings) -> Flask:
        """Return an app with these settings, which knows of nothing but what is in their folder."""
        self._door.unlink(missing_ok=True)
        self._door.symlink_to(settings.data_dir, target_is_directory=True)
        wanted = settings.model_copy(update={"data_dir": self._door})
        if self._app is None or self._settings != wanted or self._seen != _state(self._app):
            self._app = self._make(wanted)
            self._settings, self._seen = wanted, _state(self._app)
        wanted.files_dir.mkdir(exist_ok=True)
        self._app.testing = True
        return self._app

    def _make(self, settings: Settings) -> Flask:
        app = create_app(settings)
        app.jinja_env.bytecode_cache = self._templates
        return app

    def take_back(self, app: Flask) -> None:
        """Close what the test opened, and forget what the app knows of it."""
        with app.app_context():
            own: Parts = parts()
        own.database.dispose()
        if not own.settings.jobs_at_once:
            # Its queue is a file in the folder of this test.
            own.queue.storage.close()
            self._app = None
        else:
            own.queue.flush()
        set_parts(app, replace(own, tries=Tries(own.settings.tries_database)))
        app.extensions["kept"] = Kept(app.extensions["kept"].salt)


def _state(app: Flask) -> object:
    """Return what a test may have changed of the app, other than whether it is tested."""
    config = {name: value for name, value in app.config.items() if name != "TESTING"}
    added = {name: _copy(value) for name, value in app.extensions.items() if name not in _FRESH}
    views = dict(app.view_functions), len(list(app.url_map.iter_rules()))
    names = dict(app.jinja_env.globals), dict(app.jinja_env.filters)
    return config, added, views, names, _listeners(app)


def _listeners(app: Flask) -> list[object]:
    """Return what listens to the connections; one that stays behind changes every later test."""
    with app.app_context():
        own = parts().database
    return [
        list(getattr(heard, event))
        for engine in (own.reading, own.writing, own.snapshot)
        for heard, event in (
            (engine.pool.dispatch, "connect"),
            (engine.pool.dispatch, "checkout"),
            (engine.dispatch, "begin"),
            (engine.dispatch, "before_cursor_execute"),
        )
    ]


#: Is made anew each time.
_FRESH = {"buurtstem", "kept"}


def _copy(value: Any) -> Any:
    return value.copy() if isinstance(value, list | dict) else value
