"""Bringing the database up to date with the models."""

from pathlib import Path
from typing import Final

from app.core.config import ROOT
from app.core.db import Database

_FOLDER: Final[Path] = ROOT / "migrations"


def migrate(database: Database, *, revision: str = "head") -> None:
    """Run the migrations that are still to run, each in a transaction of its own."""
    # Loaded here: nothing that serves or works needs it, and it takes 9 MiB of each process.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    with database.writing.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
