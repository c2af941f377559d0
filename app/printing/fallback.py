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
BLANK: Final = {
    0x20: "space",
    0xA0: "space",
    0x200B: "nothing",
    0x200C: "nothing",
    0x200D: "nothing",
}


def is_drawn(code: int) -> bool:
    """Tell whether something is to be seen of the letter with this number."""
    kind = unicodedata.category(chr(code))
    ignorable = 0xFE00 <= code <= 0xFE0F or code == 0x34F  # noqa: PLR2004 # variation selectors
    nothing = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 # no letters
    return kind not in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"} and not ignorable and not nothing


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
