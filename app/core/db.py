"""The database: base class, column types and engines. Knows nothing of Flask."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Column, Connection, DateTime, Dialect, Engine, Enum, MetaData, event
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel, create_engine

# Named constraints, so that a migration can drop what an earlier one made.
_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 10_000


class Table(SQLModel):
    """Base of every stored model. SQLModel does not validate tables: forms and rules do."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=_NAMES)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite itself keeps no time zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes, store the rest as UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: pass an aware one")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - as the base class has it
        """Give back what was stored, marked as UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


def enum_column(
    members: type[StrEnum], *, nullable: bool = False, index: bool = False
) -> Column[Any]:
    """Return a text column that stores the members' values, not their names."""
    kind = Enum(
        members, values_callable=lambda e: [m.value for m in e], native_enum=False, length=40
    )
    return Column(kind, nullable=nullable, index=index)


@dataclass(frozen=True)
class Database:
    """One SQLite file behind three engines: how a statement runs depends on who asks."""

    #: Autocommit: each statement of a page sees the newest data and holds nothing.
    reading: Engine
    #: BEGIN IMMEDIATE: takes the write lock at once and waits its turn.
    writing: Engine
    #: BEGIN: exports and PDFs read one moment in time.
    snapshot: Engine

    def read(self) -> Session:
        """Return a session that only reads."""
        return Session(self.reading, expire_on_commit=False)

    def write(self) -> Session:
        """Return a session whose first statement takes the write lock."""
        return Session(self.writing, expire_on_commit=False)

    def freeze(self) -> Session:
        """Return a session that reads one moment in time, however long it takes."""
        return Session(self.snapshot, expire_on_commit=False)

    def truncate_log(self, *, patience_ms: int = BUSY_TIMEOUT_MS) -> bool:
        """Empty the write-ahead log, so that what was deleted is not readable there.

        False when somebody was reading for so long that it has to be tried again.
        """
        with self.reading.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience_ms}")
            try:
                blocked = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        return not blocked

    def dispose(self) -> None:
        """Close every connection."""
        for engine in (self.reading, self.writing, self.snapshot):
            engine.dispose()


def open_database(path: Path) -> Database:
    """Return the engines on the SQLite file at `path`."""
    return Database(
        reading=_open(path, begin=None),
        writing=_open(path, begin="BEGIN IMMEDIATE"),
        snapshot=_open(path, begin="BEGIN"),
    )


def _open(path: Path, *, begin: str | None) -> Engine:
    # 10 s: a burst of writers waits its turn; a page that waits longer is answered with a 503.
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"check_same_thread": False},
        pool_size=8,
        max_overflow=24,
        # In autocommit there is nothing to roll back.
        pool_reset_on_return="rollback" if begin else None,
        # The text of an error must not hold what a resident typed.
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    if begin is not None:

        def start(connection: Connection) -> None:
            # A writer takes the lock at once and waits its turn. If it read first and asked for
            # the lock later, SQLite would refuse it without waiting (SQLITE_BUSY_SNAPSHOT).
            connection.exec_driver_sql(begin)

        event.listen(engine, "begin", start)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the begin event says when
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
