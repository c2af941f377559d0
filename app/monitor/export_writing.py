"""Which writer makes which kind of file."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.monitor.export_csv import write_csv
from app.monitor.export_gathering import Gathering
from app.monitor.export_guids import Guids
from app.monitor.export_json import write_json
from app.monitor.export_ods import write_ods
from app.monitor.export_qdc import write_qdc
from app.monitor.export_qdpx import Pictures, write_qdpx
from app.monitor.export_rules import FileKind
from app.monitor.export_words import Cover
from app.monitor.export_xlsx import write_xlsx

#: (how its name ends, what it is called by machines).
FORMS: Final = {
    FileKind.CSV: ("zip", "application/zip"),
    FileKind.XLSX: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    FileKind.ODS: ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    FileKind.JSON: ("json", "application/json"),
    FileKind.QDPX: ("qdpx", "application/zip"),
    FileKind.QDC: ("qdc", "application/xml"),
}
_TABLES: Final[dict[FileKind, Callable[[Path, Gathering, Cover], None]]] = {
    FileKind.CSV: write_csv,
    FileKind.XLSX: write_xlsx,
    FileKind.ODS: write_ods,
    FileKind.JSON: write_json,
}


def write_file(
    path: Path, kind: FileKind, gathering: Gathering, cover: Cover, sources: tuple[Guids, Pictures]
) -> None:
    """Write a file of this kind; `sources` are what names things and what gives photos.

    Raises:
        UntrueQuotesError: a stored quote is not its teller's words.
        SheetFullError: there are more rows than a sheet of Excel has.
        FileNotFoundError: a photo was withdrawn or blurred in the meantime.
    """
    guids, pictures = sources
    if kind is FileKind.QDC:
        write_qdc(path, gathering, cover, guids)
    elif kind is FileKind.QDPX:
        write_qdpx(path, gathering, cover, guids, pictures)
    else:
        _TABLES[kind](path, gathering, cover)
