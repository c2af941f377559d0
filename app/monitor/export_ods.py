"""Tables as an OpenDocument spreadsheet (ODF 1.3), written row by row.

Libraries that write it keep the whole in memory, or have not been kept up.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

from flask_babel import gettext as _

from app.monitor.export_gathering import Gathering
from app.monitor.export_tables import CELL, Cell, Row, cover_rows, fill, tables
from app.monitor.export_words import Cover
from app.monitor.export_zips import add, add_file, open_zip

_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<office:document-content xmlns:office="{_NAMES}office:1.0" xmlns:table="{_NAMES}table:1.0"'
    f' xmlns:text="{_NAMES}text:1.0" office:version="1.3"><office:body><office:spreadsheet>'
)
_TAIL: Final = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<manifest:manifest xmlns:manifest="{_NAMES}manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3"'
    f' manifest:media-type="{_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
#: What ODF reads as one blank, or not at all: it has an element for them. It has one for tabs too,
#: which LibreOffice leaves out of cells; a tab as it is comes through there and elsewhere.
_BLANKS: Final = re.compile(r"^ | $|  +")


def write_ods(path: Path, gathering: Gathering, cover: Cover) -> None:
    """Write a spreadsheet with a sheet for each table, and one that explains them."""
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {}
        for table in tables():
            raw = files[table.key] = stack.enter_context(TemporaryFile(dir=path.parent))
            _put(raw, [f"<table:table table:name={quoteattr(table.title)}>"])
            _put(raw, _row(list(table.columns)))
        fill(gathering, lambda key, row: _put(files[key], _row(row)), cell=CELL)
        content = stack.enter_context(TemporaryFile(dir=path.parent))
        _put(content, [_HEAD])
        for raw in files.values():
            raw.seek(0)
            while piece := raw.read(1 << 20):
                content.write(piece)
            _put(content, ["</table:table>"])
        _put(content, [f"<table:table table:name={quoteattr(_('Lees mij'))}>"])
        for row in cover_rows(cover, gathering):
            _put(content, _row(row))
        _put(content, ["</table:table>", _TAIL])
        packed = stack.enter_context(open_zip(path))
        # The kind of file stands first, as it is: that is how programs know it.
        add(packed, "mimetype", _TYPE.encode(), squeeze=False)
        add_file(packed, "content.xml", content)
        add(packed, "META-INF/manifest.xml", _MANIFEST.encode())


def _put(file: IO[bytes], pieces: Iterable[str]) -> None:
    for piece in pieces:
        file.write(piece.encode())


def _row(row: Row) -> Iterator[str]:
    yield "<table:table-row>"
    yield from map(_cell, row)
    yield "</table:table-row>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, int):
        number = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {number}><text:p>{cell}</text:p></table:table-cell>"
    if not cell:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{_line(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _line(line: str) -> str:
    return _BLANKS.sub(_blank, escape(line))


def _blank(found: re.Match[str]) -> str:
    return f'<text:s text:c="{len(found[0])}"/>'
