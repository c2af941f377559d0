"""Every page of residents is whole in every language: no text of ours is left in Dutch."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask
from sqlmodel import Session

from app.core.languages import DUTCH, LANGUAGES
from app.core.storage import Storage
from app.stories.rules import Outcome
from tests.threats.world import World, fill, holder, make_world, routes

APP = Path(__file__).parents[2] / "app"
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
_KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
#: What isn't ours to translate: programs read it, or staff.
_NO_PAGES = ("/team", "/static", "/healthz", "/readyz", "/.well-known", "/nieuws.atom")
#: What a language calls itself.
_OWN_NAMES = {language.name for language in LANGUAGES.values()}


@cache
def dutch() -> frozenset[str]:
    """Return every text of the program, for whoever it is."""
    found = extract_from_dir(APP, _METHODS, {}, keywords=_KEYWORDS)
    texts = [each for _, _, each, _, _ in found]
    singles = {text for each in texts for text in ([each] if isinstance(each, str) else each)}
    return frozenset(singles)


@cache
def translated(language: str) -> frozenset[str]:
    """Return what our texts are in this language; some are the same as a Dutch one."""
    path = APP / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    return frozenset(str(each.string) for each in catalogue if each.id) | _OWN_NAMES


def texts(element: Element) -> Iterator[str]:
    """Yield each text of a page, but not what is marked as Dutch or as somebody's own words."""
    if element.get("lang") == DUTCH and element.tag != "html":
        return
    if "user-text" in (element.get("class") or "") or element.tag in {"script", "style", "bdi"}:
        return
    yield from (element.text or "", element.get("aria-label") or "", element.get("alt") or "")
    for child in element:
        yield from texts(child)
        yield child.tail or ""


@pytest.fixture
def world(session: Session, storage: Storage) -> World:
    return make_world(session, storage, outcome=Outcome.PUBLISHED)


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {DUTCH}))
def test_no_text_of_ours_is_left_in_dutch(app: Flask, world: World, language: str) -> None:
    readers = [app.test_client(), holder(app, world.noord)]
    left: dict[str, set[str]] = {}
    for reader in readers:
        for rule in routes(app, "GET"):
            if rule.startswith(_NO_PAGES):
                continue
            answer = reader.get(
                fill(rule, world.noord, world), headers={"Accept-Language": language}
            )
            if answer.mimetype != "text/html" or answer.location:
                continue
            page = html5lib.parse(answer.text, namespaceHTMLElements=False)
            assert page.get("lang") == language, rule
            shown = {" ".join(text.split()) for text in texts(page)}
            left.setdefault(rule, set()).update((shown & dutch()) - translated(language))

    assert len(left) > 30
    assert {rule: words for rule, words in left.items() if words} == {}
