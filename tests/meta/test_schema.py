"""The migrated database is the one that the models describe."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.core.db import Table, open_database
from app.models import ALL

assert ALL


def test_migrations_give_what_the_models_say(empty_database: Path) -> None:
    database = open_database(empty_database)
    with database.reading.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, Table.metadata)
    database.dispose()

    # The full-text index is no table of a model; everything else has to be one.
    assert [change for change in found if "story_search" not in str(change[1])] == []
