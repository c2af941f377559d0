"""Texts as residents write them, and ways to mark them; for property tests."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from app.core.text import is_boundary
from app.moderation.rules import Redaction
from app.quotes.rules import Span, SpansError, render_quote

T = TypeVar("T")

FAMILY = "👨‍👩‍👧‍👦"
E_ACUTE = "e\u0301"
#: Pieces that are easily broken, or taken for something else.
PIECES = (
    *("Mijn ", "buurvrouw ", "het park", " ", "  ", "\n", "\n\n", "\t", ", ", ".", "ë", "ĳ"),
    *(E_ACUTE, "o\u0308", "q\u0303\u0323", "\u0301", "Z\u0338\u0300\u0315\u0361", "\u00a0"),
    *(FAMILY, "🏳️‍🌈", "👍🏽", "🇳🇱", "🇧🇪🇺🇦", "1\ufe0f\u20e3", "❤️", "\u200d"),
    *("مرحبا", "بِسْمِ", "שָׁלוֹם", "Żółć", "ığüş", "Ґанок", "क्षि", "각", "ก็"),
    *("\u202e", "\u202c", "\u2067", "\u2069", "\u200f", "\u200b", "\ufeff", "\u2028"),
    *("[…]", " […] ", "[buurvrouw]", "[", "]", "…", "[ …]", "<b>", "&amp;", "\\", "%s", "{0}"),
)


def texts(*, min_pieces: int = 0) -> st.SearchStrategy[str]:
    """Text with diacritics, emoji, right-to-left script, line breaks, marks of the teller's own."""
    anything = st.characters(exclude_categories=["Cs"])
    piece = st.sampled_from(PIECES) | st.text(anything, min_size=1, max_size=3)
    return st.lists(piece, min_size=min_pieces, max_size=14).map("".join)


@dataclass(frozen=True)
class Marked:
    """An original with what staff marked in it."""

    original: str
    spans: list[Span]
    redactions: list[Redaction]


def stretches(original: str, make: Callable[[int, int], T]) -> st.SearchStrategy[list[T]]:
    """Some stretches of whole characters, apart or touching, in order."""
    places = [at for at in range(len(original) + 1) if is_boundary(original, at)]
    cuts = st.lists(st.sampled_from(places), unique=True, max_size=8).map(sorted)

    def keep(cuts: list[int]) -> st.SearchStrategy[list[T]]:
        pairs = list(pairwise(cuts))
        chosen = st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs))
        return chosen.map(lambda kept: [make(*pair) for pair in compress(pairs, kept)])

    return cuts.flatmap(keep)


def redactions_of(original: str) -> st.SearchStrategy[list[Redaction]]:
    """Redactions that fit `original`."""
    roles = st.sampled_from([None, None, "buurvrouw", "mijn straat", "oud-collega"])
    return roles.flatmap(
        lambda role: stretches(
            original, lambda start, end: Redaction(start, end, role if start % 3 else None)
        )
    )


@st.composite
def marked(draw: st.DrawFn) -> Marked:
    """An original with spans to quote and redactions."""
    original = draw(texts(min_pieces=1))
    spans = draw(stretches(original, Span)) or [Span(0, len(original))]
    return Marked(original, spans, draw(redactions_of(original)))


def quoted(case: Marked) -> str:
    """Return the quote, or drop this example where no word is left to quote."""
    try:
        return render_quote(case.original, case.spans, case.redactions)
    except SpansError:
        assume(condition=False)
        raise
