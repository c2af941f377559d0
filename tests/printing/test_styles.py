"""The print stylesheets keep to what WeasyPrint does well and what eyes need."""

import re
from pathlib import Path

import pytest

PRINT = Path(__file__).parents[2] / "app" / "templates" / "print"
SHEETS = sorted(PRINT.parent.rglob("print/**/*.css"))
DOCUMENTS = sorted(PRINT.rglob("*.html"))
#: Sheets of sizes alone, such as those of one paper size, have no colour to look at.
COLOURED = [path for path in SHEETS if "color" in path.read_text(encoding="utf-8")]
WHITE = 1.05


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("path", [*SHEETS, *DOCUMENTS], ids=lambda path: path.name)
def test_only_blocks_are_laid_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"display\s*:\s*(?:inline-)?(?:flex|grid)", text) == []
    assert re.findall(r"(?<![\w-])columns?(?:-count)?\s*:", text) == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_print_stylesheet_loads_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize("path", COLOURED, ids=lambda path: path.name)
def test_text_stands_out_seven_to_one(path: Path) -> None:
    colours = re.findall(r"(?<![\w-])color:\s*(#\w+)", path.read_text(encoding="utf-8"))

    assert colours
    for colour in colours:
        assert WHITE / (luminance(colour) + 0.05) >= 7, colour


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_text_is_large_upright_and_not_in_capitals(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    small = [float(size) for size in re.findall(r"font-size:\s*([\d.]+)rem", text)]

    assert min(small, default=1) * 12 >= 10
    assert "italic" not in text
    assert "uppercase" not in text
    assert "justify" not in text


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_avoids_what_breaks_its_tags(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert "colspan" not in text
    assert "rowspan" not in text
    assert 'alt=""' not in text
    assert re.search(r"<a\b[^>]*>\s*<img", text) is None
