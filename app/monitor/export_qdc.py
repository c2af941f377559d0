"""The codes alone, as a REFI-QDA codebook.

Source: REFI-QDA 1.5, part 6.2.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.monitor.export_contents import ExportCode
from app.monitor.export_gathering import Gathering
from app.monitor.export_guids import Guids
from app.monitor.export_words import CLUSTER_KINDS, Cover, explain
from app.monitor.export_xml import XmlWriter

#: The program that made the file, as other programs show it.
ORIGIN: Final = "Buurtstem"
_NAMESPACE: Final = "urn:QDA-XML:codebook:1.0"


def write_qdc(path: Path, gathering: Gathering, cover: Cover, guids: Guids) -> None:
    """Write a codebook; what explains it is the description of a set."""
    with path.open("wb") as file:
        xml = XmlWriter(file)
        with xml.element("CodeBook", xmlns=_NAMESPACE, origin=ORIGIN):
            write_codes(xml, gathering.codes, guids)
            with (
                xml.element("Sets"),
                xml.element("Set", guid=guids.of("set", "readme"), name=cover.title),
            ):
                xml.text("Description", as_memo(explain(cover, gathering)[:3]))


def write_codes(xml: XmlWriter, codes: Sequence[ExportCode], guids: Guids) -> None:
    """Write the element with all codes: a category for each kind, and the clusters in it."""
    with xml.element("Codes"):
        for kind, name in CLUSTER_KINDS.items():
            guid = guids.of("kind", kind.value)
            with xml.element("Code", guid=guid, name=str(name), isCodable="false"):
                for code in codes:
                    if code.kind is kind:
                        _write_code(xml, code)


def as_memo(rows: Sequence[tuple[str, str]]) -> str:
    """Return rows that explain a file as lines of text."""
    return "\n".join(": ".join(filter(None, row)) for row in rows)


def _write_code(xml: XmlWriter, code: ExportCode) -> None:
    attributes = {
        "guid": code.guid,
        "name": code.name,
        "isCodable": "true",
        "color": code.colour,
    }
    with xml.element("Code", **attributes):
        xml.text("Description", code.description)
