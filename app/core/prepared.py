"""Selects that are compiled once: for pages that are asked for all day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Dialect, Engine, PoolProxiedConnection, Select, bindparam
from sqlalchemy.sql.elements import BindParameter
from sqlmodel import Session

R = TypeVar("R")


class Reader:
    """A connection that only reads, without what a session does for objects."""

    def __init__(self, connection: PoolProxiedConnection, dialect: Dialect) -> None:
        self.dialect: Final = dialect
        self._connection = connection

    def rows(self, text: str, values: Sequence[Any] = ()) -> Sequence[Any]:
        """Return every row of a statement in the driver's own words; errors are its own too."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(text, values)
            return cursor.fetchall()
        finally:
            cursor.close()

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


def open_reader(engine: Engine) -> Reader:
    """Return a reader with a connection of its own."""
    return Reader(engine.raw_connection(), engine.dialect)


def reader_of(session: Session) -> Reader:
    """Return a reader that sees what `session` has flushed; the session closes it."""
    connection = session.connection()
    return Reader(connection.connection, connection.dialect)


class Prepared(Generic[R]):
    """A select with named parameters whose rows are made into `R`.

    The driver gets the text itself; of what SQLAlchemy does for a statement only the types remain,
    so that moments and choices come back as they were stored. Errors are the driver's own.
    """

    def __init__(
        self, statement: Select[*tuple[Any, ...]], shape: Callable[[Sequence[Any]], R]
    ) -> None:
        self.statement: Final = statement
        self._shape = shape
        self._text = ""
        self._names: Sequence[str] = ()
        self._fixed: Mapping[str, Any] = {}
        self._into: Mapping[str, Callable[[Any], Any]] = {}
        self._out_of: Sequence[tuple[int, Callable[[Any], Any]]] = ()

    def all(self, reader: Reader, values: Mapping[str, Any]) -> list[R]:
        """Return every row for these values."""
        if not self._text:
            self._compile(reader.dialect)
        given = {**self._fixed, **values}
        for name, convert in self._into.items():
            given[name] = convert(given[name])
        asked = tuple([given[name] for name in self._names])
        return [self._shape(row) for row in self._converted(reader.rows(self._text, asked))]

    def _converted(self, rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        if not self._out_of:
            return iter(rows)
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place, convert in self._out_of if columns else ():
            columns[place] = [convert(value) for value in columns[place]]
        return zip(*columns, strict=True)

    def _compile(self, dialect: Dialect) -> None:
        compiled = self.statement.compile(dialect=dialect)
        self._names = list(compiled.positiontup or ())
        self._fixed = compiled.params
        kinds = {name: bind.type for bind, name in compiled.bind_names.items()}
        self._into = {
            name: convert
            for name in set(self._names)
            if (convert := kinds[name].dialect_impl(dialect).bind_processor(dialect))
        }
        out = [
            (place, column.type.dialect_impl(dialect).result_processor(dialect, None))
            for place, column in enumerate(self.statement.selected_columns)
        ]
        self._out_of = [(place, convert) for place, convert in out if convert]
        # Last, so that another thread that sees it finds everything else.
        self._text = compiled.string


def many(name: str, count: int) -> list[BindParameter[Any]]:
    """Return so many parameters for an IN, called `name` and a number."""
    return [bindparam(f"{name}{number}") for number in range(count)]


def fill(name: str, count: int, values: Sequence[Any], nothing: object) -> dict[str, Any]:
    """Return values for `many`; what is left over asks for `nothing`."""
    filled = [*values, *[nothing] * (count - len(values))]
    return {f"{name}{number}": value for number, value in enumerate(filled)}
