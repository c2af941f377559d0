"""The table of threats names tests that exist, and leaves no threat of this stage out."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ANSWERED = {*range(1, 7), *range(9, 13), *range(14, 43), 47, 50}


def rows() -> dict[int, str]:
    return {int(row[1]): row[0] for row in re.finditer(r"^\| (\d+) .*$", TABLE, re.MULTILINE)}


def test_every_threat_of_this_stage_has_a_row_with_a_test() -> None:
    found = rows()

    assert found.keys() == ANSWERED
    assert [number for number, row in found.items() if "::test_" not in row] == []


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TABLE))

    assert len(named) > len(ANSWERED)
    for path, name in sorted(named):
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert name in functions, f"{path}::{name}"


def test_every_file_and_function_that_is_named_exists() -> None:
    for path, name in re.findall(r"`([a-z]+/\w+\.py)(?:::(\w+))?", TABLE):
        if path.startswith("tests"):
            continue
        source = (ROOT / "app" / path).read_text(encoding="utf-8")
        assert not name or re.search(rf"^\s*def {name}\(", source, re.MULTILINE), (path, name)


def test_every_other_threat_is_named_as_later() -> None:
    later = TABLE.partition("## Later")[2].partition("## ")[0]
    numbers = set(map(int, re.findall(r"\d+", later)))

    assert numbers | ANSWERED == set(range(1, 51))
