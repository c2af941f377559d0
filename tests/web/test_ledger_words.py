"""The ledger has Dutch words for everything that any room puts into it."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from app.polls.freezing_changes import (
    describe_closed_early,
    describe_extended,
    describe_help,
    describe_opened,
)
from app.polls.making_rules import TURNOUT_RULE
from app.promises.rules import PromiseEventKind, Stage

APP = Path(__file__).parents[2] / "app"
FACTS = {
    "slug": "welke-speeltuin",
    "question": "Welke speeltuin komt er?",
    "opens_at": datetime(2026, 12, 1, 8, 0, tzinfo=UTC).isoformat(),
    "before": datetime(2026, 12, 13, 11, 0, tzinfo=UTC).isoformat(),
    "closes_at": datetime(2026, 12, 15, 11, 0, tzinfo=UTC).isoformat(),
    "codes_made": 1200,
    "reason": "De post was te laat.",
}


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def test_opened_polls_are_told_with_their_times_and_codes() -> None:
    told = describe_opened(FACTS)

    assert told.url == "/stemmen/welke-speeltuin"
    assert told.text == (
        "De regels staan vast: Welke speeltuin komt er? "
        "Stemmen kan vanaf dinsdag 1 december 2026 om 9.00 uur. "
        "Het stopt op dinsdag 15 december 2026 om 12.00 uur. "
        "Er zijn 1200 stemcodes gemaakt."
    )
    with_minimum = {**FACTS, "min_turnout": 20, "turnout_rule": TURNOUT_RULE}
    assert "Ten minste 20 procent moet stemmen." in describe_opened(with_minimum).text
    assert "stemcode" not in describe_opened({**FACTS, "codes_made": 0}).text


def test_other_ends_are_told_with_both_times_and_the_reason() -> None:
    new, old = "dinsdag 15 december 2026 om 12.00 uur", "zondag 13 december 2026 om 12.00 uur"

    assert describe_extended(FACTS).text == (
        f"De stemming is langer open: tot {new}. Eerst was het tot {old}. De post was te laat."
    )
    assert describe_closed_early(FACTS).text == (
        f"De stemming is eerder gestopt: op {new}. Eerst was het tot {old}. De post was te laat."
    )


def test_other_help_is_told_with_the_reason() -> None:
    told = describe_help({**FACTS, "help_text": "Bel 045 000 00 00."})

    assert told.text == "Hulp bij de stemming is nu: Bel 045 000 00 00. De post was te laat."


def test_every_kind_that_is_put_into_the_ledger_has_words(app: Flask) -> None:
    described = set(app.extensions["ledger_describers"])
    found = {kind for path in APP.rglob("*.py") for kind in kinds_in(path)}

    # Kinds that are written in these three ways are found: as text, handed on, and put together.
    assert {"poll.opened", "poll.extended", "poll.letters_voided", "promise.*"} <= found
    named = {kind for kind in found if not kind.endswith(".*")}
    assert named - described == set()
    families = {kind.removesuffix("*") for kind in found - named}
    assert all(any(each.startswith(family) for each in described) for family in families)


def test_every_step_of_a_promise_and_a_decision_has_words(app: Flask) -> None:
    described = set(app.extensions["ledger_describers"])

    assert {f"promise.{each}" for each in PromiseEventKind} <= described
    assert {f"decision.{each}" for each in Stage} <= described


def kinds_in(path: Path) -> Iterator[str]:
    """Yield the kinds that a module puts into the ledger; `name.*` where a member ends it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not _knows_ledger(tree):
        return
    for function in _functions(tree):
        for call in _calls(function):
            if ast.unparse(call.func) in {"append", "ledger.append"}:
                yield from _kinds(call.args[1], function, tree)


def _knows_ledger(tree: ast.Module) -> bool:
    imports = (ast.unparse(node) for node in tree.body if isinstance(node, ast.ImportFrom))
    known = {"from app.ledger import services as ledger", "from app.ledger.services import append"}
    return not known.isdisjoint(imports)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _calls(within: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(within) if isinstance(node, ast.Call))


def _kinds(written: ast.expr, function: ast.FunctionDef, tree: ast.Module) -> Iterator[str]:
    match written:
        case ast.Constant(value=str(kind)):
            yield kind
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), _]):
            yield f"{start}*"
        case ast.Name(id=name):
            sources = [*_handed_on(name, function, tree), *_assigned(name, function)]
            assert sources, f"nobody sees what {name} is in {function.name}"
            for source in sources:
                yield from _kinds(source, function, tree)
        case _:
            raise AssertionError(f"nobody sees what kind {ast.unparse(written)} is")


def _handed_on(name: str, function: ast.FunctionDef, tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what the functions of the module hand to this parameter."""
    names = [each.arg for each in function.args.args]
    if name in names:
        for call in _calls(tree):
            if ast.unparse(call.func) == function.name:
                yield call.args[names.index(name)]


def _assigned(name: str, function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                yield value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = zip(names, values, strict=True)
                yield from (value for each, value in pairs if ast.unparse(each) == name)
