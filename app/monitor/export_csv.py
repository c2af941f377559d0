"""Tables as CSV (RFC 4180) in UTF-8, in a zip with a text that explains them.

No byte order mark: programs that read CSV would take it for a part of the first name. Who wants to
open tables in a spreadsheet program has a better file for that.
"""

import csv
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from app.monitor.export_gathering import Gathering
from app.monitor.export_rules import UNTOLD
from app.monitor.export_tables import Cell, Row, fill, tables
from app.monitor.export_words import Cover, csv_rules, explain
from app.monitor.export_zips import add, add_file, open_zip

README: Final = "LEESMIJ.txt"
#: A cell that begins so is run as a formula by some programs, also after a quotation mark.
#: Source: OWASP, CSV Injection.
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def write_csv(path: Path, gathering: Gathering, cover: Cover) -> None:
    """Write a zip with a CSV for each table."""
    with ExitStack() as stack:
        writers, files = {}, {}
        for table in tables():
            raw = stack.enter_context(TemporaryFile(dir=path.parent))
            text = TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
            stack.callback(text.detach)
            writers[table.key] = csv.writer(text, lineterminator="\r\n")
            files[table.key] = raw
            writers[table.key].writerow(table.columns)

        def write(key: str, row: Row) -> None:
            writers[key].writerow([safe(cell) for cell in row])

        fill(gathering, write, cell=None)
        packed = stack.enter_context(open_zip(path))
        for key, raw in files.items():
            add_file(packed, f"{key}.csv", raw)
        add(packed, README, readme(cover, gathering, csv_rules()).encode())


def safe(cell: Cell) -> Cell:
    """Return a text that no program runs: behind `'` where it could begin a formula.

    Whoever takes the first `'` of a cell away has what was written.
    """
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_STARTS_FORMULA):
        return f"'{cell}"
    return cell


def readme(cover: Cover, gathering: Gathering, more: list[tuple[str, str]]) -> str:
    """Return the text that explains a file, with Windows line ends for the plainest programs."""
    lines = []
    for heading, words in [*explain(cover, gathering), *more]:
        lines.append(f"{heading}: {words}" if heading and words else heading or words or UNTOLD)
    return "".join(f"{line}\r\n" for line in lines)
