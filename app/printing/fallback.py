"""Make `BuurtstemFallback-Regular.ttf`: one box for every letter that no other font here has.

Without it such a letter would be drawn with a glyph that PDF/UA forbids, or with a font that
happens to be installed. Run it with
`python -m app.printing.fallback`.
"""

import unicodedata
from pathlib import Path
from typing import Any, Final

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

TARGET: Final = Path(__file__).parent / "fonts" / "BuurtstemFallback-Regular.ttf"
FIRST, LAST = 0xA1, 0x33480
#: One glyph for many letters (OpenType, cmap format 13).
MANY_TO_ONE: Final = 13
BLANK: Final = dict.fromkeys((0x20, 0xA0, 0x1680, 0x3000), "space") | dict.fromkeys(
    (0x200B, 0x200C, 0x200D), "nothing"
)
#: First and last of each stretch that is drawn as nothing (Default_Ignorable_Code_Point).
IGNORABLE: Final = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A)),
)


def is_drawn(code: int) -> bool:
    """Tell whether something is to be seen of the letter with this number."""
    kind = unicodedata.category(chr(code))
    no_letter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 # by Unicode
    ignorable = any(first <= code <= last for first, last in IGNORABLE)
    return kind not in {"Cc", "Cs", "Zs", "Zl", "Zp"} and not no_letter and not ignorable


def box() -> Any:  # noqa: ANN401 # fonttools ships no types
    """Return a box with a dot in it."""
    pen = TTGlyphPen(None)
    for left, bottom, right, top in ((80, 0, 620, 700), (560, 60, 140, 640), (310, 310, 390, 390)):
        pen.moveTo((left, bottom))
        for corner in ((left, top), (right, top), (right, bottom)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def build() -> FontBuilder:
    """Return the font."""
    glyphs = {".notdef": box(), "missing": box()}
    glyphs |= {name: TTGlyphPen(None).glyph() for name in ("space", "nothing")}
    widths = {".notdef": (700, 80), "missing": (700, 80), "space": (280, 0), "nothing": (0, 0)}
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(list(glyphs))
    made.setupCharacterMap(dict(BLANK))
    made.setupGlyf(glyphs)
    made.setupHorizontalMetrics(widths)
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": "Buurtstem Fallback", "styleName": "Regular"})
    made.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    made.setupPost()
    letters = {code: "missing" for code in range(FIRST, LAST) if is_drawn(code)}
    made.font["cmap"].tables = [many_to_one(letters | BLANK)]
    made.font.recalcTimestamp = False
    made.font["head"].created = made.font["head"].modified = 0
    return made


def many_to_one(letters: dict[int, str]) -> CmapSubtable:
    """Return the table that gives each of `letters` its glyph."""
    table = CmapSubtable.newSubtable(MANY_TO_ONE)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.format, table.reserved, table.length, table.nGroups = MANY_TO_ONE, 0, 0, 0
    table.cmap = letters
    return table


if __name__ == "__main__":
    build().save(TARGET)
