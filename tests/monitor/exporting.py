"""Files made for tests by the real writers, and what can be read back from them."""

from pathlib import Path
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from app.monitor.export_making import Order, Site, made
from app.monitor.export_rules import Choice, FileKind
from app.staff.rules import Scope
from app.web.context import parts
from tests.conftest import NOW

EVERYTHING = Scope(everything=True)
REFI = Path(__file__).parents[1] / "refi_qda"
_PROJECT = "{urn:QDA-XML:project:1.0}"


def export(
    folder: Path, kind: FileKind, scope: Scope = EVERYTHING, choice: Choice | None = None
) -> Path:
    """Make a file as the worker does, and return where a copy of it is."""
    order = Order(kind, choice or Choice(), scope, "test")
    site = Site("http://localhost:8000", "for tests only")
    with made(
        parts().database, parts().storage, order, site, now=NOW, report=lambda _done, _total: None
    ) as file:
        copy = folder / f"file.{kind.value}"
        copy.write_bytes(file.path.read_bytes())
    return copy


def everything_in(path: Path) -> str:
    """Return every text of a file as one, names of members and pictures included."""
    if path.suffix in {".json", ".qdc"}:
        return path.read_text(encoding="utf-8")
    with ZipFile(path) as packed:
        members = [name + packed.read(name).decode(errors="replace") for name in packed.namelist()]
    return "\n".join(members)


def sheet(path: Path, title: str) -> list[list[str | float]]:
    """Return the rows of a sheet, as a reader of spreadsheets gives them."""
    with CalamineWorkbook.from_path(path) as book:
        rows: list[list[str | float]] = book.get_sheet_by_name(title).to_python()  # type: ignore[assignment] # only texts and numbers are written
    return rows


def project(path: Path) -> tuple[Element, dict[str, str]]:
    """Return the document of a project, and its text files by name."""
    with ZipFile(path) as packed:
        texts = {
            name: packed.read(name).decode("utf-8")
            for name in packed.namelist()
            if name.endswith(".txt")
        }
        return fromstring(packed.read("project.qde")), texts  # noqa: S314 - made by ourselves


def named(element: Element, name: str) -> list[Element]:
    """Return the elements of a project with this name, at any depth."""
    return list(element.iter(_PROJECT + name))
