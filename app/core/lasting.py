"""Tables whose rows are added and never changed: the database itself refuses anything else."""

from typing import Final

from sqlalchemy import Connection, event

from app.core.db import Table

#: An INSERT OR REPLACE takes a row away without asking the trigger of DELETE.
_TRIGGERS: Final = (
    """CREATE TRIGGER {table}_added BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE id = new.id)
BEGIN SELECT raise(ABORT, '{table} only grows'); END""",
    """CREATE TRIGGER {table}_changed BEFORE UPDATE ON {table}
BEGIN SELECT raise(ABORT, '{table} only grows'); END""",
    """CREATE TRIGGER {table}_deleted BEFORE DELETE ON {table}
BEGIN SELECT raise(ABORT, '{table} only grows'); END""",
)


def triggers_of(table: str) -> list[str]:
    """Return the statements by which a table with an `id` only grows."""
    return [trigger.format(table=table) for trigger in _TRIGGERS]


def only_grows(model: type[Table]) -> None:
    """Have a table that is made from its model refuse changes, as the migrated one does."""
    table = Table.metadata.tables[str(model.__tablename__)]

    def add(_table: object, connection: Connection, **_: object) -> None:
        for trigger in triggers_of(table.name):
            connection.exec_driver_sql(trigger)

    event.listen(table, "after_create", add)
