"""Text on a page that reads back as it was written, also where glyphs alone can't tell.

The remedy is ActualText (ISO 32000-1, 14.9.4):

- a left-to-right line with anything beyond plain letters (combining marks, emoji, joiners, soft
  hyphens) carries its own text as a whole;
- in lines with right-to-left script each cluster that its glyph can't tell is spelled letter by
  letter. Readers such as Poppler turn such lines around letter by letter and take letters at
  another height for another line, so no span there holds more than one letter, and each starts
  and ends on the line, at its own place, with a glyph that draws nothing and takes no room.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

import pydyf
from weasyprint.formatting_structure.boxes import TextBox

from app.printing.clusters import Cluster, clusters_of

#: Letters, figures and signs that each have one glyph and no other meaning in our fonts.
PLAIN: Final = re.compile(r"[ -~¡-¬®-ɏͰ-҂Ҋ-ԯḀ-ỿ–—‘-„†-•…€™]*")
RIGHT_TO_LEFT_MARK: Final = "\u200f"

_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
#: In a string of WeasyPrint's: a glyph within its brackets, or a move between them.
_TOKEN: Final = re.compile(r"(?P<glyph>[0-9a-f]{4})(?=[0-9a-f]*>)|(?P<move>-?\d[\d.e+-]*)(?=<|$)")


def is_plain(text: str) -> bool:
    """Tell whether the glyphs of `text` say all of it."""
    return PLAIN.fullmatch(text) is not None


def has_right_to_left(text: str) -> bool:
    """Tell whether any of `text` is written from right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


class ReadableText:
    """Watches over one of WeasyPrint's page streams while a page is drawn into it."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401 # weasyprint's Stream
        self._stream = stream
        self._marked, stream.marked = stream.marked, self.marked
        self._begin_text, stream.begin_text = stream.begin_text, self.begin_text
        self._add_font, stream.add_font = stream.add_font, self.add_font
        self._set_font_size, stream.set_font_size = stream.set_font_size, self.set_font_size
        self._set_text_rise, stream.set_text_rise = stream.set_text_rise, self.set_text_rise
        self._show_text, stream.show_text = stream.show_text, self.show_text
        #: The line being drawn, when it has right-to-left script.
        self._box: Any = None
        self._clusters: Iterator[Cluster] = iter(())
        #: The font of the glyphs that come next, and the one that was asked for last.
        self._font: Any = None
        self._next_font: Any = None
        self._font_size = 1.0
        self._rise = 0.0
        #: Glyphs of the current cluster that are still to come.
        self._to_come = 0
        self._spelling = False
        #: Whether a cluster of the line was drawn, and whether the current one is the first.
        self._begun = False
        self._at_left_end = False

    @contextmanager
    def marked(self, box: object, tag: str) -> Iterator[None]:
        """Mark what is drawn as the content of `box`, with its text where glyphs can't tell."""
        text = box.text if isinstance(box, TextBox) else ""
        self._box = box if has_right_to_left(text) else None
        spelled: AbstractContextManager[None] = nullcontext()
        if self._box is None and not is_plain(text):
            spelled = self._reading(text)
        with self._marked(box, tag), spelled:
            yield
        self._box = None

    def begin_text(self) -> None:
        """Begin a line."""
        if self._box is not None:
            self._clusters, self._to_come = clusters_of(self._box.pango_layout), 0
            self._begun = False
        self._begin_text()

    def add_font(self, pango_font: object) -> tuple[Any, float]:
        """Return WeasyPrint's font and its size; what was shaped in the last one may still come."""
        self._next_font, size = self._add_font(pango_font)
        return self._next_font, size

    def set_font_size(self, font: str, size: float) -> None:
        """Draw what follows in this font."""
        self._font, self._font_size = self._next_font, size
        self._set_font_size(font, size)

    def set_text_rise(self, rise: float) -> None:
        """Draw what follows so much above the line."""
        self._rise = rise
        self._set_text_rise(rise)

    def show_text(self, string: str) -> None:
        """Draw glyphs."""
        if self._box is None:
            self._show_text(string)
            return
        pieces: list[str] = []
        for token in _TOKEN.finditer(string):
            if token["move"]:
                pieces.append(token["move"])
            else:
                self._show_glyph(token["glyph"], pieces)
        self._flush(pieces)
        self._end_spelling()

    def _show_glyph(self, glyph: str, pieces: list[str]) -> None:
        if not self._to_come:
            cluster = next(self._clusters)
            self._at_left_end, self._begun = not self._begun, True
            if self._spelling or not cluster.is_told_by(self._font.glyphs.texts):
                self._flush(pieces)
                self._end_spelling()
                self._spell(cluster)
            self._to_come = len(cluster.glyphs)
        pieces.append(f"<{glyph}>")
        self._to_come -= 1

    def _end_spelling(self) -> None:
        if self._spelling and not self._to_come:
            self._touch_line(0)
            self._stream.end_marked_content()
            self._spelling = False

    def _flush(self, pieces: list[str]) -> None:
        if pieces:
            self._show_text(" ".join(pieces))
            pieces.clear()

    def _spell(self, cluster: Cluster) -> None:
        """Say what `cluster` reads as; its glyphs come after this, under its first letter."""
        if cluster.is_told_by(self._font.glyphs.texts):
            return
        letters = cluster.text if cluster.right_to_left else [cluster.text]
        step = cluster.width / self._font_size / len(letters)
        start = -cluster.offset / self._font_size
        if self._at_left_end and unicodedata.combining(letters[-1][-1]):
            # Poppler would put a mark that ends the line before everything else.
            with self._reading(RIGHT_TO_LEFT_MARK):
                self._touch_line(start)
        for place, letter in enumerate(reversed(letters[1:])):
            with self._reading(letter):
                self._touch_line(start + place * step, start + (place + 1) * step)
        self._begin_reading(letters[0])
        self._touch_line(start + (len(letters) - 1) * step)
        self._spelling = True

    def _touch_line(self, *places: float) -> None:
        """Draw nothing on the line, at each of `places` (thousandths further), and go back."""
        nothing = self._font.glyphs.nothing
        if nothing is None:
            return
        self._font.to_unicode[nothing] = "\N{ZERO WIDTH SPACE}"
        self._font.widths[nothing] = 0
        self._set_text_rise(0)
        for place in places:
            self._show_text(f"{-place:.0f}<{nothing:04x}>{place:.0f}")
        self._set_text_rise(self._rise)

    @contextmanager
    def _reading(self, text: str) -> Iterator[None]:
        self._begin_reading(text)
        yield
        self._stream.end_marked_content()

    def _begin_reading(self, text: str) -> None:
        spelled = pydyf.Dictionary({"ActualText": pydyf.String(text)})
        self._stream.begin_marked_content("Span", spelled)
