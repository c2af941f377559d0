"""Which text a glyph stands for, told by its font and not by where it happened to be used first.

WeasyPrint maps a glyph to the text of the first cluster in which it meets it. The letter of a
cluster of several glyphs (an x with a circumflex) then maps to nothing, everywhere in the
document, and PDF/UA asks for a text for each glyph. What one glyph can't tell is spelled out in
the page itself, see `app.printing.readable`.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any, Final, NamedTuple

from fontTools.ttLib import TTFont

#: Stands where a glyph has no text of its own; its line is spelled out.
UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"

#: A format of the table of letters and glyphs.
_MANY_TO_ONE: Final = 13
#: Kinds of substitution.
_SINGLE, _LIGATURE, _EXTENSION = 1, 4, 7
#: The glyph of our own fallback font that draws nothing.
_NOTHING_THERE: Final = "nothing"
#: Zero-width space, non-joiner, joiner.
_NOTHING: Final = (0x200B, 0x200C, 0x200D)


class Glyphs(NamedTuple):
    """What a font says of its glyphs, by glyph number."""

    texts: dict[int, str]
    #: Number of a glyph that draws nothing and takes no room, if there is one.
    nothing: int | None


class GlyphTexts(dict[int, str]):
    """Takes the place of WeasyPrint's `Font.to_unicode`."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs

    def __setitem__(self, glyph: int, cluster: str) -> None:
        super().__setitem__(glyph, self._glyphs.texts.get(glyph) or cluster or UNKNOWN)


class ReadableFonts(dict[Any, Any]):
    """Takes the place of WeasyPrint's `Document.fonts`: each font in it knows its texts."""

    def __setitem__(self, key: object, font: Any) -> None:  # noqa: ANN401 # weasyprint's Font
        font.glyphs = read_glyphs(font.file_content)
        font.to_unicode = GlyphTexts(font.glyphs)
        super().__setitem__(key, font)


@lru_cache(maxsize=32)
def read_glyphs(font_file: bytes) -> Glyphs:
    """Return what the font in `font_file` says of its glyphs."""
    font = TTFont(BytesIO(font_file), lazy=True)
    if _is_fallback(font):  # its letters are not looked at: as a table they fill 40 MiB
        return Glyphs({}, font.getGlyphID(_NOTHING_THERE))
    cmap: dict[int, str] = font.getBestCmap()
    names: dict[str, str] = {}
    for code in sorted(cmap, key=_preference):
        names.setdefault(cmap[code], _plain(code))
    for glyph, text in _substituted(font, names):
        names.setdefault(glyph, text)
    nothing = next((cmap[code] for code in _NOTHING if code in cmap), None)
    return Glyphs(
        {font.getGlyphID(name): text for name, text in names.items()},
        None if nothing is None else font.getGlyphID(nothing),
    )


def _is_fallback(font: TTFont) -> bool:
    """Tell whether one glyph stands for many letters, so that it has no text of its own."""
    return any(table.format == _MANY_TO_ONE for table in font["cmap"].tables)


def _is_presentation_form(code: int) -> bool:
    return 0xFB00 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFF  # noqa: PLR2004 # Unicode's blocks


def _preference(code: int) -> tuple[bool, int]:
    return _is_presentation_form(code), code


def _plain(code: int) -> str:
    return unicodedata.normalize("NFKC", chr(code)) if _is_presentation_form(code) else chr(code)


def _substituted(font: TTFont, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the glyphs that the font puts in the place of others, and the text of those."""
    if "GSUB" not in font or font["GSUB"].table.LookupList is None:
        return
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            inner = table.ExtSubTable if lookup.LookupType == _EXTENSION else table
            if inner.LookupType == _SINGLE:
                yield from _singles(inner.mapping, names)
            elif inner.LookupType == _LIGATURE:
                yield from _ligatures(inner.ligatures, names)


def _singles(mapping: dict[str, str], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for glyph, other in mapping.items():
        if glyph in names:
            yield other, names[glyph]


def _ligatures(ligatures: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for first, ways in ligatures.items():
        for way in ways:
            parts = (first, *way.Component)
            if all(part in names for part in parts):
                yield way.LigGlyph, "".join(names[part] for part in parts)
