"""Selects that are compiled once: for pages that are asked for all day."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection, Select, bindparam
from sqlalchemy.sql.elements import BindParameter
from sqlmodel import Session

R = TypeVar("R")


class Prepared(Generic[R]):
    """A select with named parameters whose rows are made into `R`.

    The database's driver gets the text as it is; of what SQLAlchemy does for a statement only the
    types remain, so that moments and choices come back as they were stored.
    """

    def __init__(self, statement: Select[Any], shape: Callable[[Sequence[Any]], R]) -> None:
        self.statement: Final = statement
        self._shape = shape
        self._text = ""
        self._names: Sequence[str] = ()
        self._fixed: Mapping[str, Any] = {}
        self._into: Mapping[str, Callable[[Any], Any]] = {}
        self._out_of: Sequence[tuple[int, Callable[[Any], Any]]] = ()

    def all(self, session: Session, values: Mapping[str, Any]) -> list[R]:
        """Return every row for these values."""
        connection = session.connection()
        if not self._text:
            self._compile(connection)
        given = {**self._fixed, **values}
        for name, convert in self._into.items():
            given[name] = convert(given[name])
        asked = tuple([given[name] for name in self._names])
        found = connection.exec_driver_sql(self._text, asked).cursor
        assert found is not None
        rows = found.fetchall()
        found.close()
        return [self._made(row) for row in rows]

    def _made(self, row: Sequence[Any]) -> R:
        if self._out_of:
            row = list(row)
            for place, convert in self._out_of:
                row[place] = convert(row[place])
        return self._shape(row)

    def _compile(self, connection: Connection) -> None:
        dialect = connection.dialect
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
