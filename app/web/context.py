"""What `create_app` opened once and every request uses."""

from dataclasses import dataclass

from flask import Flask, current_app
from huey import SqliteHuey

from app.core.attempts import Tries
from app.core.config import Settings
from app.core.db import Database
from app.core.hashing import HashCost
from app.core.storage import Storage

_NAME = "buurtstem"


@dataclass(frozen=True)
class Parts:
    """The opened parts of one app."""

    settings: Settings
    hash_cost: HashCost
    database: Database
    storage: Storage
    queue: SqliteHuey
    tries: Tries


def set_parts(app: Flask, parts: Parts) -> None:
    """Hand `parts` to `app`."""
    app.extensions[_NAME] = parts


def parts() -> Parts:
    """Return the parts of the current app."""
    found: Parts = current_app.extensions[_NAME]
    return found
