"""Spreadsheets, CSV and JSON, read back by other programs than those that wrote them."""

import csv
import json
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from sqlmodel import Session

from app.monitor.export_csv import safe
from app.monitor.export_json import SCHEMA
from app.monitor.export_rules import Choice, FileKind
from app.monitor.export_tables import CELL
from tests.factories import make_programme, make_public
from tests.monitor.exporting import export, sheet
from tests.quote_books import pick

SCHEMA_FILE = Path(__file__).parents[2] / "app" / SCHEMA.lstrip("/")
FORMULA = '=HYPERLINK("http://voorbeeld.nl";"klik")'
TEXTS = [
    FORMULA,
    "+31 is een begin",
    "-5 graden\nen @iedereen",
    "@SUM(A1)",
    "'s Avonds is het donker",
    "  ingesprongen  met   blanks ",
    "\tNa een tab\t\tnog twee.",
    'Zij zei: "hallo", en <b>weg</b> & klaar; _x0041_ 😀 مرحبا',
]
LONG = "Lang 😀 verhaal. " * 1_200


@pytest.fixture(autouse=True)
def told(app: Flask, session: Session) -> None:
    del app
    make_programme(session)
    for text in [*TEXTS, LONG]:
        pick(session, make_public(session, text))
    session.commit()


def joined(rows: list[list[str | float]]) -> set[str]:
    """The texts of a sheet with stories; parts of a long one together."""
    found: dict[str, str] = {}
    for row in rows[1:]:
        name, part, text = str(row[0]), row[-2], str(row[-1])
        assert (part == 1) is (name not in found)
        found[name] = found.get(name, "") + text
    return set(found.values())


@pytest.mark.parametrize("kind", [FileKind.XLSX, FileKind.ODS])
def test_a_spreadsheet_has_every_text_as_it_is(app: Flask, tmp_path: Path, kind: FileKind) -> None:
    with app.app_context():
        path = export(tmp_path, kind)

    rows = sheet(path, "Verhalen")
    assert joined(rows) == {*TEXTS, LONG}
    assert max(len(str(row[-1])) for row in rows) <= CELL
    assert [row[0] for row in sheet(path, "Lees mij")[:2]] == [
        "Verhalen van bewoners",
        "Gemaakt op",
    ]


@pytest.mark.parametrize("kind", [FileKind.XLSX, FileKind.ODS])
def test_a_quote_in_a_spreadsheet_stands_where_it_says(
    app: Flask, tmp_path: Path, kind: FileKind
) -> None:
    with app.app_context():
        path = export(tmp_path, kind)
    texts: dict[str, str] = {}
    for row in sheet(path, "Verhalen")[1:]:
        texts[str(row[0])] = texts.get(str(row[0]), "") + str(row[-1])

    quotes = sheet(path, "Citaten")[1:]

    assert len(quotes) >= len(TEXTS) + 1
    for row in quotes:
        start, end = int(row[-3]), int(row[-2])
        assert texts[str(row[1])][start:end] == row[-1]


def test_a_spreadsheet_holds_no_formula(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), ZipFile(export(tmp_path, FileKind.XLSX)) as packed:
        sheets = [packed.read(name) for name in packed.namelist() if "worksheets/sheet" in name]

    assert len(sheets) == 4
    assert not any(b"<f>" in each or b"<hyperlink" in each for each in sheets)


def test_csv_is_as_the_standard_says_and_starts_no_formula(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), ZipFile(export(tmp_path, FileKind.CSV)) as packed:
        raw = packed.read("verhalen.csv")
        names = packed.namelist()
        explained = packed.read("LEESMIJ.txt").decode()
    rows = list(csv.reader(StringIO(raw.decode("utf-8"), newline="")))

    assert names == ["verhalen.csv", "citaten.csv", "codes.csv", "LEESMIJ.txt"]
    assert raw.startswith(b"verhaal,")
    assert raw.count(b"\r\n") == len(rows)
    assert len({len(row) for row in rows}) == 1
    assert not any(
        cell.lstrip(" ").startswith(("=", "+", "-", "@")) for row in rows for cell in row
    )
    assert {row[-1].removeprefix("'") for row in rows[1:]} == {*TEXTS, LONG}
    assert "RFC 4180" in explained


@pytest.mark.parametrize("text", ["=1", " =1", "'=1", "''", "gewoon", "", "＝1", "\n-1"])
def test_what_is_put_before_a_cell_can_be_taken_away(text: str) -> None:
    made = str(safe(text))

    assert made.removeprefix("'") == text
    assert made == text or made[0] == "'"


def test_json_is_as_its_schema_says(app: Flask, tmp_path: Path) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    with app.app_context():
        document = json.loads(export(tmp_path, FileKind.JSON).read_text(encoding="utf-8"))

    Draft202012Validator(schema).validate(document)
    assert {story["text"] for story in document["stories"]} == {*TEXTS, LONG}
    for story in document["stories"]:
        for stretch in (each for quote in story["quotes"] for each in quote["stretches"]):
            assert story["text"][stretch["start"] : stretch["end"]] == stretch["text"]


def test_an_empty_choice_still_makes_a_valid_file(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    del session

    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    with app.app_context():
        path = export(tmp_path, FileKind.JSON, choice=Choice(district_key="oost"))

    Draft202012Validator(schema).validate(json.loads(path.read_text(encoding="utf-8")))
