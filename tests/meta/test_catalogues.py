"""Every text that residents read is there in every language, with the same places to fill in."""

import gettext
import re
import tomllib
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from app.core.languages import DUTCH, LANGUAGES

ROOT = Path(__file__).parents[2]
OTHERS = sorted(set(LANGUAGES) - {DUTCH})
#: `%(name)s` of gettext and `{name}` of the lines that a service fills in.
_PLACE = re.compile(r"%\((\w+)\)[sd]")
_TAG = re.compile(r"</?\w+[^>]*>")
_KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}


def _mappings() -> tuple[list[tuple[str, str]], dict[str, dict[str, object]]]:
    """Return what `pyproject.toml` says of which files hold texts of residents, in its order."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    pairs = [
        (pattern, entry["method"])
        for entry in read
        for pattern in (
            [entry["pattern"]] if isinstance(entry["pattern"], str) else entry["pattern"]
        )
    ]
    return pairs, {}


@cache
def _texts() -> frozenset[tuple[str, ...]]:
    """Return every msgid of residents; with its plural where it has one."""
    methods, options = _mappings()
    found = extract_from_dir(ROOT / "app", methods, options, keywords=_KEYWORDS)
    return frozenset(
        (message,) if isinstance(message, str) else tuple(message)
        for _file, _line, message, _comments, _context in found
    )


@cache
def _catalogue(language: str) -> Catalog:
    path = ROOT / "app" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _messages(language: str) -> list[Message]:
    return [message for message in _catalogue(language) if message.id]


def _ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (str(message.id),)


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string),)


def _places(text: str) -> set[str]:
    named = {name for _, name, _, _ in Formatter().parse(text) if name} if "{" in text else set()
    return set(_PLACE.findall(text)) | named


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_text_of_residents_and_no_other(language: str) -> None:
    translated = {_ids(message) for message in _messages(language)}

    assert translated == _texts(), "run `make words`, then translate what came in empty"


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_and_sure(language: str) -> None:
    missing = [message.id for message in _messages(language) if not all(_strings(message))]
    unsure = [message.id for message in _messages(language) if message.fuzzy]

    assert missing == []
    assert unsure == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_fills_in_the_same_things(language: str) -> None:
    wrong = [
        (message.id, string)
        for message in _messages(language)
        for string in _strings(message)
        if not _fills_in_the_same(message, string)
    ]

    assert wrong == []


def _fills_in_the_same(message: Message, string: str) -> bool:
    """Whether `string` has no place of its own, and misses none that each form in Dutch has."""
    places = [_places(original) for original in _ids(message)]
    return set.intersection(*places) <= _places(string) <= set.union(*places)


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_same_markup_and_the_same_ends(language: str) -> None:
    wrong = [
        (message.id, string)
        for message in _messages(language)
        for string in _strings(message)
        if _frame(_ids(message)[0]) != _frame(string)
    ]

    assert wrong == []


def _frame(text: str) -> tuple[list[str], bool, bool]:
    """Return the tags of `text`, and whether it starts and ends with a space."""
    return _TAG.findall(text), text[:1].isspace(), text[-1:].isspace()


@pytest.mark.parametrize("language", OTHERS)
def test_a_plural_has_the_forms_of_its_language(language: str) -> None:
    catalogue, expected = _catalogue(language), get_plural(language)
    plurals = [message for message in _messages(language) if isinstance(message.id, tuple)]

    assert catalogue.num_plurals == expected.num_plurals
    assert plurals
    assert all(len(_strings(message)) == expected.num_plurals for message in plurals)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("number", [0, 1, 2, 3, 5, 11, 12, 21, 22, 25, 100, 101, 111, 1000])
def test_a_number_takes_the_form_that_its_language_gives_it(language: str, number: int) -> None:
    rule = Locale(language).plural_form
    catalogue = _catalogue(language)
    tags = [
        tag
        for tag in ("zero", "one", "two", "few", "many", "other")
        if tag in rule.tags | {"other"}
    ]

    form = gettext.c2py(catalogue.plural_expr)(number)

    # Catalogues of three forms leave out CLDR's fourth, which whole numbers never take.
    assert tags[form] == rule(number) if len(tags) == catalogue.num_plurals else form < len(tags)


def test_languages_call_themselves_by_their_own_names() -> None:
    for language in LANGUAGES.values():
        own = Locale(language.code).get_display_name(language.code)
        assert own is not None
        assert language.name.casefold() == own.casefold()
        assert language.is_rtl == (Locale(language.code).text_direction == "rtl")
