"""Text stays as it was written, or is refused with a reason; it is cut between characters only."""

import re
import unicodedata

import pytest
import regex  # type: ignore[import-untyped] # ships no types
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import (
    TextError,
    TextReason,
    check_text,
    clean_text,
    excerpt,
    has_bidi_controls,
    is_boundary,
)
from tests.strategies import E_ACUTE, FAMILY, PIECES, texts

anything = st.text(st.characters())
#: The production `Char` of XML 1.0.
XML_CHARACTERS = re.compile("[\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("een\r\ntwee\rdrie\n\nvier", "een\ntwee\ndrie\n\nvier"),
        ("een\r\r\ntwee\n\r", "een\n\ntwee"),
        ("\n \t\u00a0\n  ingesprongen \n\n", "  ingesprongen "),
        (" \u3000\n", ""),
        ("", ""),
        (f"caf{E_ACUTE} ﬁ ① ½ \u2028 \ufeff", f"caf{E_ACUTE} ﬁ ① ½ \u2028 \ufeff"),
        ("een  \n\n\n\n  twee", "een  \n\n\n\n  twee"),
        ("\u200b\ntwee\n\u200b", "\u200b\ntwee\n\u200b"),
        ("\x1c\ntwee\x85", "\x1c\ntwee\x85"),
    ],
)
def test_only_line_ends_and_blank_lines_around_change(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@given(anything | texts())
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    assert clean_text(clean_text(raw)) == clean_text(raw)


@given(anything | texts())
def test_cleaning_keeps_every_character_but_spaces_around_and_returns(raw: str) -> None:
    clean = clean_text(raw)
    assert "\r" not in clean
    assert clean in raw.replace("\r\n", "\n").replace("\r", "\n")
    assert clean.strip() == raw.replace("\r\n", "\n").replace("\r", "\n").strip() or not clean


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t ", "\u200b\u200d\ufeff", "\u202e", "\u0301", "\u00a0"]
)
def test_text_that_shows_nothing_is_empty(text: str) -> None:
    assert reason_against(text) is TextReason.EMPTY


@pytest.mark.parametrize(
    "text", ["a", "👍", "❤️", "\U0001fae9", "مرحبا", "…", "1", E_ACUTE, "\t.\n"]
)
def test_the_shortest_text_is_a_text(text: str) -> None:
    assert reason_against(text) is None


@pytest.mark.parametrize("control", [*map(chr, range(32)), *map(chr, range(0x7F, 0xA0))])
def test_controls_are_refused_but_tab_and_line_feed(control: str) -> None:
    expected = None if control in "\t\n" else TextReason.CONTROL
    assert reason_against(f"een{control}twee") is expected


@pytest.mark.parametrize("half", [0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_half_a_pair_is_refused(half: int) -> None:
    assert reason_against(f"een{chr(half)}") is TextReason.SURROGATE


@pytest.mark.parametrize("point", [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF])
def test_noncharacters_are_refused(point: int) -> None:
    assert reason_against(f"een{chr(point)}") is TextReason.NONCHARACTER


def test_a_refusal_tells_where() -> None:
    with pytest.raises(TextError) as error:
        check_text("een\n\x00twee", 100)
    assert error.value.position == 4


def test_length_counts_code_points_and_the_refusal_tells_them() -> None:
    assert reason_against(FAMILY, maximum=7) is None
    with pytest.raises(TextError) as error:
        check_text(FAMILY + FAMILY, 13)
    facts = (error.value.reason, error.value.length, error.value.maximum)
    assert facts == (TextReason.TOO_LONG, 14, 13)


@given(anything | texts())
def test_what_is_accepted_can_be_stored_and_written_as_xml(text: str) -> None:
    if reason_against(clean_text(text)) is None:
        assert XML_CHARACTERS.fullmatch(clean_text(text))


@given(texts(min_pieces=1))
def test_ordinary_text_of_any_script_is_accepted(text: str) -> None:
    written = clean_text("Dit: " + text)
    refusable = {TextReason.CONTROL, TextReason.NONCHARACTER}
    if not any(unicodedata.category(character) in {"Cc", "Cn"} for character in text):
        refusable = set()
    assert reason_against(written) in {None, *refusable}


def reason_against(text: str, maximum: int = 100) -> TextReason | None:
    try:
        check_text(text, maximum)
    except TextError as error:
        return error.reason
    return None


@pytest.mark.parametrize("point", [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
def test_controls_of_direction_stay_and_are_told(point: int) -> None:
    text = f"een{chr(point)}twee"
    assert clean_text(text) == text
    assert reason_against(text) is None
    assert has_bidi_controls(text)


@pytest.mark.parametrize("text", ["", "een", "مرحبا", "\u200f\u200e", "\u200d", "\u2029", "\u2065"])
def test_other_text_has_no_controls_of_direction(text: str) -> None:
    assert not has_bidi_controls(text)


@given(anything | texts())
def test_boundaries_are_those_of_the_whole_text(text: str) -> None:
    ends = {found.end() for found in regex.finditer(r"\X", text)} | {0}
    found = {at for at in range(-1, len(text) + 2) if is_boundary(text, at)}
    assert found == ends


@pytest.mark.parametrize(
    "whole", [E_ACUTE, FAMILY, "👍🏽", "🇳🇱", "1\ufe0f\u20e3", "Z\u0338\u0300", "\r\n"]
)
def test_what_people_see_as_one_is_never_cut(whole: str) -> None:
    text = f"a{whole}b"
    cuts = [at for at in range(len(text) + 1) if is_boundary(text, at)]
    assert cuts == [0, 1, len(text) - 1, len(text)]


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("Het park is mooi", 16, "Het park is mooi"),
        ("Het park is mooi", 15, "Het park is…"),
        ("Het park is mooi", 12, "Het park is…"),
        ("Het park is mooi", 11, "Het park…"),
        ("Het park is mooi", 1, "…"),
        ("A Donaudampfschifffahrt", 12, "A Donaudamp…"),
        (f"caf{E_ACUTE}s", 5, "caf…"),
        (f"caf{E_ACUTE}s", 6, f"caf{E_ACUTE}s"),
        (FAMILY * 2, 13, f"{FAMILY}…"),
        (FAMILY * 2, 7, "…"),
        ("een,   twee en drie", 9, "een,…"),
        ("een twee\ndrie vier", 14, "een twee\ndrie…"),
        ("", 1, ""),
    ],
)
def test_an_excerpt_ends_after_a_word_or_else_after_a_character(
    text: str, limit: int, shown: str
) -> None:
    assert excerpt(text, limit) == shown


@given(anything | texts(), st.integers(1, 60))
def test_an_excerpt_is_a_beginning_of_whole_characters_that_fits(text: str, limit: int) -> None:
    shown = excerpt(text, limit)
    assert len(shown) <= limit
    if shown != text:
        beginning = shown.removesuffix("…")
        assert len(beginning) == len(shown) - 1
        assert text.startswith(beginning)
        assert is_boundary(text, len(beginning))


@given(st.text("ab \n", min_size=1, max_size=80), st.integers(2, 40))
def test_an_excerpt_of_words_loses_at_most_half_of_its_room(text: str, limit: int) -> None:
    shown = excerpt(text, limit)
    if len(text) > limit and " " not in text and "\n" not in text:
        assert len(shown) == limit


def test_an_excerpt_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="limit"):
        excerpt("een", 0)


def test_the_pieces_of_the_property_tests_are_all_different() -> None:
    assert len(set(PIECES)) == len(PIECES)
