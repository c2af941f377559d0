"""What is printed reads back as it was written, in any script and with any mark."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from app.printing import render_pdf
from app.printing.pdf import FONTS
from app.printing.readable import PLAIN, has_right_to_left, is_plain
from app.printing.script import direction_of
from app.printing.tounicode import UNKNOWN, Glyphs, GlyphTexts, read_glyphs
from tests.pdf_check import assert_pdf_ua, needs_poppler, pdf_text, readable

FILES = sorted(FONTS.glob("*.ttf"))

#: Each was lost, torn apart or turned around before.
HARD = {
    "marks": "x̂ q̃ m̄ n̈ e̱ ɛ̃ ẹ́ j̃̂ ṣ̌ ё́ и́",
    "marks_then_plain": "x̂ eerst en dan gewoon xxx en x",
    "stacked": "ż̷̧o̸̢͘m̵̛",
    "family": "👨‍👩‍👧‍👦 en 👩‍❤️‍👨 en 🧑🏿‍🤝‍🧑🏻",
    "flags": "🇳🇱 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "keycaps": "1️⃣ #️⃣ ☎️ ☎",
    "signs": "a → b ✓ ★ ≠ ½ ² ™ ① ☐ ☑",
    "soft_hyphen": "af\u00adbreken en koppel\u2011teken",
    "arabic_vowels": "شكراً جَزِيلاً على هَٰذا المَكانِ",
    "arabic_brackets": "قال (نعم) ثم [سكت] وذهب",
    "arabic_god": "الحمد لله والله أكبر",
    "persian_joiners": "می‌خواهم نیمکت‌ها",
    "kurdish": "ئێمە لەم گەڕەکە دەژین",
    "urdu": "ہم سب یہاں ٹھیک ہیں",
    "hebrew_points": "שָׁלוֹם עולם",
    "both_ways": "Zij zei مرحبا tegen mij.",
    "chinese": "你好，公园很漂亮",
    "hindi": "नमस्ते, यह पार्क",
    "private": "voor \ue000 na",
    "ligatures": "officiële fiets, affiche, fjord",
}


def printed(text: str) -> bytes:
    return render_pdf(
        f'<!doctype html><html lang="nl"><title>x</title>'
        f'<body><p dir="{direction_of(text)}">{escape(text)}</p>'
    )


@pytest.mark.parametrize("text", HARD.values(), ids=HARD.keys())
def test_hard_text_is_valid(text: str) -> None:
    assert_pdf_ua(printed(text))


@needs_poppler
@pytest.mark.parametrize("text", HARD.values(), ids=HARD.keys())
def test_hard_text_reads_back(text: str) -> None:
    assert readable(text) in readable(pdf_text(printed(text)))


@needs_poppler
def test_plain_text_keeps_its_spaces() -> None:
    text = "Een zin, met “tekens” en één getal: 12."

    assert pdf_text(printed(text)).startswith(text)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_is_valid(text: str) -> None:
    assert_pdf_ua(printed(text))


@pytest.mark.parametrize(
    "text", ["\x07", "\x00", "\x0b\x1f", "\x80", "\ufdd0", "\uffff", "\U0001ffff"]
)
def test_what_no_font_can_have_is_a_box(text: str) -> None:
    assert printed(f"a{text}b") == printed("a" + UNKNOWN * len(text) + "b")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_plain_letter_is_told_by_its_glyph(path: Path) -> None:
    font, glyphs = TTFont(path), read_glyphs(path.read_bytes())
    cmap = font.getBestCmap()
    plain = [code for code in cmap if PLAIN.fullmatch(chr(code))]

    if "Fallback" not in path.name:
        assert [chr(c) for c in plain if glyphs.texts[font.getGlyphID(cmap[c])] != chr(c)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_font_has_a_space(path: Path) -> None:
    assert {0x20, 0xA0} <= TTFont(path).getBestCmap().keys() or path.stem == "NotoEmoji-Regular"


def test_a_glyph_keeps_the_text_of_its_font() -> None:
    texts = GlyphTexts(Glyphs({7: "x"}, None))

    texts[7] = ""
    texts[8] = "xyz"
    texts[9] = ""

    assert texts == {7: "x", 8: "xyz", 9: UNKNOWN}


@pytest.mark.parametrize(
    ("text", "plain", "right_to_left"),
    [
        ("Gewoon Nederlands, één zin.", True, False),
        ("Zażółć ğüş", True, False),
        ("Київ", True, False),
        ("e\u0301", False, False),
        ("😀", False, False),
        ("a\u00adb", False, False),
        ("مرحبا", False, True),
        ("a שלום", False, True),
    ],
)
def test_which_text_needs_spelling(text: str, *, plain: bool, right_to_left: bool) -> None:
    assert is_plain(text) is plain
    assert has_right_to_left(text) is right_to_left


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Hij zei مرحبا", "ltr"),
        ("[...] مرحبا", "rtl"),
        ("12 שלום", "rtl"),
        ("12 …", "ltr"),
        ("", "ltr"),
    ],
)
def test_the_first_letter_gives_the_direction(text: str, direction: str) -> None:
    assert direction_of(text) == direction
