"""Templates keep the house rules: no trust in text, nothing inline, one macro where it is named."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "app" / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
PAGES = [path for path in TEMPLATES if path.relative_to(ROOT).parts[0] != "print"]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_text_is_marked_as_safe(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"\|\s*safe\b|autoescape\s+false", text)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=|\son[a-z]+=|<style\b|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("path", sorted((ROOT / "components").glob("*.html")), ids=name)
def test_a_component_is_one_macro_with_a_comment_named_as_its_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.startswith("{#"), "no comment that says what it needs"
    assert re.search(rf"{{%-?\s*macro\s+{path.stem}\(", text)
    assert len(re.findall(r"{%-?\s*macro\b", text)) == 1
