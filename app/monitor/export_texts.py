"""Texts as files want them, and where a quote stands in them. Pure.

REFI-QDA wants UTF-8 without a byte order mark, line feeds, and positions in code points; programs
that read it trip over anything else. So texts are normalised before positions are counted.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from app.core.errors import InvalidError
from app.core.text import without_forbidden
from app.moderation.rules import Redaction, Segment, SegmentKind, segments
from app.quotes.rules import Span, render_quote

_LINE_END: Final = re.compile(r"\r\n?")
#: Taken for the mark of a byte order by whoever reads the file.
_ORDER_MARK: Final = "\ufeff"


class StretchError(InvalidError):
    """A quote can't be found in the text that was made of its story."""


@dataclass(frozen=True)
class Stretch:
    """Words of a quote, and where they stand in the text: code points, the end is exclusive."""

    start: int
    end: int
    text: str


def normal(text: str) -> str:
    """Return `text` with line feeds, composed letters, and nothing that XML refuses."""
    return unicodedata.normalize("NFC", bare(text))


def bare(text: str) -> str:
    """Return `text` with line feeds and without what XML refuses; letters as they were typed."""
    return without_forbidden(_LINE_END.sub("\n", text)).replace(_ORDER_MARK, "")


def whole_text(
    original: str, redactions: Sequence[Redaction], quotes: Sequence[Sequence[Span]]
) -> tuple[str, list[list[Stretch]]]:
    """Return what may be read of a story, and the stretches of each of its quotes in it.

    Raises:
        RedactionError: a redaction doesn't fit this original.
        SpansError: the spans of a quote don't fit it.
        StretchError: a quote reads otherwise there.
    """
    shown = _joined(segments(original, redactions))
    for tidy in (normal, bare):
        found = _try(partial(_stretch, original, redactions, shown, tidy), quotes)
        if found is not None:
            return tidy("".join(piece.text for piece in shown)), found
    raise StretchError("a quote reads otherwise in the text of its story")


def quoted_text(quotes: Sequence[str]) -> tuple[str, list[list[Stretch]]]:
    """Return a text of nothing but these quotes, a blank line between them, and where each is."""
    text, places = "", []
    for quote in map(normal, quotes):
        text += "\n\n" if text else ""
        places.append([Stretch(len(text), len(text) + len(quote), quote)])
        text += quote
    return text, places


def _try(
    find: Callable[[Span], Stretch | None], quotes: Sequence[Sequence[Span]]
) -> list[list[Stretch]] | None:
    """Return the stretches of all quotes; None when one of them can't be found."""
    every: list[list[Stretch]] = []
    for spans in quotes:
        found = [stretch for stretch in map(find, spans) if stretch is not None]
        if len(found) < len(spans):
            return None
        every.append(found)
    return every


def _stretch(
    original: str,
    redactions: Iterable[Redaction],
    shown: Sequence[Segment],
    tidy: Callable[[str], str],
    span: Span,
) -> Stretch | None:
    raw = "".join(piece.text for piece in shown)
    start = len(tidy(raw[: _place(shown, span.start, is_end=False)]))
    end = len(tidy(raw[: _place(shown, span.end, is_end=True)]))
    words = tidy(render_quote(original, [span], redactions))
    return Stretch(start, end, words) if tidy(raw)[start:end] == words else None


def _place(shown: Sequence[Segment], position: int, *, is_end: bool) -> int:
    """Return where a position of the original is in what is shown; a mark is never cut."""
    at = 0
    for piece in shown:
        if position < piece.end or (is_end and position == piece.end):
            if piece.kind is SegmentKind.TEXT:
                return at + position - piece.start
            return at + (len(piece.text) if is_end and position > piece.start else 0)
        at += len(piece.text)
    return at


def _joined(pieces: Iterable[Segment]) -> list[Segment]:
    """Return the pieces with equal marks side by side as one, as quotes have them."""
    joined: list[Segment] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and SegmentKind.MARK is last.kind is piece.kind and last.text == piece.text:
            joined[-1] = Segment(piece.kind, piece.text, last.start, piece.end)
        else:
            joined.append(piece)
    return joined
