"""The house plan as tests: what may import what, and who may commit."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
WEB = {"flask", "flask_wtf", "flask_babel", "wtforms", "werkzeug", "click", "jinja2"}
STORE = {"sqlmodel", "sqlalchemy"}
HEAVY = {"weasyprint", "PIL", "pillow_heif", "pikepdf", "segno", "xlsxwriter", "sklearn"}
IMPURE = {"os", "random", "secrets", "time", "subprocess"}

#: From the middle outward; each room may use those before it.
ROOMS = (
    "core", "web", "printing", "audit", "ledger", "programme", "staff", "photos", "stories",
    "enquiry", "suggesting", "moderation", "contact", "editions", "quotes", "polls", "promises",
    "council", "monitor", "journal", "card", "reading", "pages", "upkeep",
)  # fmt: skip
#: What a file of each kind may not import.
BANS = {
    "rules": WEB | STORE | HEAVY | IMPURE,
    "models": WEB | HEAVY,
    "queries": WEB | HEAVY,
    "services": WEB | HEAVY,
    "forms": STORE | HEAVY,
    "views": HEAVY,
    "cli": HEAVY,
    "jobs": HEAVY,
}
#: The rooms that wrap a heavy library; everybody else goes through them.
WRAPPED_IN = {
    "weasyprint": "printing",
    "pikepdf": "printing",
    "segno": "printing",
    "xlsxwriter": "monitor",
    "sklearn": "suggesting",
    "pillow_heif": "photos",
}
#: Pillow decodes in `photos`; `upkeep` draws the example pictures with it.
PILLOW_ROOMS = {"photos", "upkeep"}
FILES = sorted(path for path in APP.rglob("*.py") if path.parent != APP)


def imports(path: Path) -> Iterator[str]:
    """Yield every module that `path` imports, as `a.b.c`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "app" or re.fullmatch(r"app\.\w+", node.module):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module


def name(path: Path) -> str:
    return str(path.relative_to(APP).with_suffix(""))


def room(path: Path) -> str:
    return path.relative_to(APP).parts[0]


def kind(path: Path) -> str:
    """`views` for views.py and for admin_views.py; the part behind the last underscore."""
    return path.stem.rpartition("_")[2]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_point_inward(path: Path) -> None:
    for module in imports(path):
        parts = module.split(".")
        if parts[0] != "app" or len(parts) < 2:
            continue
        assert parts[1] in ROOMS, f"{module} belongs to no room"
        assert ROOMS.index(parts[1]) <= ROOMS.index(room(path)), f"{module} lies further out"


@pytest.mark.parametrize("path", [p for p in FILES if kind(p) in BANS], ids=name)
def test_third_party_imports_fit_the_kind_of_file(path: Path) -> None:
    roots = {module.partition(".")[0] for module in imports(path)}

    assert roots.isdisjoint(BANS[kind(path)])


@pytest.mark.parametrize("path", FILES, ids=name)
def test_heavy_libraries_are_reached_through_the_rooms_that_wrap_them(path: Path) -> None:
    roots = {module.partition(".")[0] for module in imports(path)}

    assert all(room(path) == wrapper for root, wrapper in WRAPPED_IN.items() if root in roots)
    assert "PIL" not in roots or room(path) in PILLOW_ROOMS


@pytest.mark.parametrize("path", [p for p in FILES if room(p) == "core"], ids=name)
def test_the_core_knows_nothing_of_the_web(path: Path) -> None:
    assert {module.partition(".")[0] for module in imports(path)}.isdisjoint(WEB)


TOLD_THE_TIME = [path for path in FILES if kind(path) in {"rules", "models", "queries", "services"}]


@pytest.mark.parametrize("path", TOLD_THE_TIME, ids=name)
def test_what_decides_and_stores_is_told_the_time(path: Path) -> None:
    assert "app.core.clock" not in set(imports(path))


#: Where a transaction is ended: at the edge, or where a short one of its own is the point.
COMMITS = {"views", "cli", "jobs", "chores"}
SHORT_OF_THEIR_OWN = {
    "web/progress",
    "staff/signin",
    "upkeep/migrating",
    "quotes/making",
    "polls/lettering",
    "polls/voting_store",
}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_only_the_edge_commits(path: Path) -> None:
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }

    assert "commit" not in calls or kind(path) in COMMITS or name(path) in SHORT_OF_THEIR_OWN


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=lambda p: str(p.relative_to(APP)))
def test_nothing_is_swallowed_or_trusted_blindly(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, "bare except"
            assert ast.unparse(node.type) != "Exception", f"line {node.lineno}"
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"Markup", "render_template_string", "eval", "exec"}, called


def test_the_standard_library_is_known_by_its_own_name() -> None:
    assert set(ROOMS).isdisjoint(sys.stdlib_module_names)
