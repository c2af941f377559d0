"""Tables as an Excel workbook; rows go to disk as they come, texts are never formulas."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from flask_babel import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.core.errors import DomainError
from app.monitor.export_gathering import Gathering
from app.monitor.export_tables import CELL, Row, cover_rows, fill, tables
from app.monitor.export_words import Cover

#: Of columns, in characters.
_WIDTH: Final = 22
_WIDE: Final = 90
#: The first line stays in view.
_FREEZE: Final = (1, 0)


class SheetFullError(DomainError):
    """There are more rows than a sheet of Excel has."""


def write_xlsx(path: Path, gathering: Gathering, cover: Cover) -> None:
    """Write a workbook with a sheet for each table, and one that explains them.

    Raises:
        SheetFullError: there are more rows than a sheet has; other kinds of files have no limit.
    """
    with TemporaryDirectory(dir=path.parent, prefix=".") as folder:
        book = Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        book.set_properties({"title": cover.title, "created": cover.made_at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        sheets: dict[str, _Sheet] = {}
        for table in tables():
            sheet = book.add_worksheet(table.title)
            sheet.freeze_panes(*_FREEZE)
            sheet.set_column(0, len(table.columns) - 2, _WIDTH)
            sheet.set_column(len(table.columns) - 1, len(table.columns) - 1, _WIDE)
            sheets[table.key] = _Sheet(sheet)
            sheets[table.key].add(list(table.columns), bold)
        fill(gathering, lambda key, row: sheets[key].add(row), cell=CELL)
        last = book.add_worksheet(_("Lees mij"))
        last.set_column(0, 0, _WIDE // 2)
        last.set_column(1, 1, _WIDE)
        explained = _Sheet(last)
        for row in cover_rows(cover, gathering):
            explained.add(row)
        book.close()


class _Sheet:
    """A sheet that is written row by row."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._row = 0

    def add(self, row: Row, look: object = None) -> None:
        for column, cell in enumerate(row):
            write = self._sheet.write_string if isinstance(cell, str) else self._sheet.write_number
            # A number that isn't 0 says that the cell was cut or left out.
            if cell != "" and write(self._row, column, cell, look):
                raise SheetFullError(f"row {self._row}")
        self._row += 1
