"""The proof that a quote is its teller's words. Pure.

Written apart from the making of quotes, and sharing nothing with it but the facts: it says of each
code point of the original what became of it, and reads the quote along with that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from app.core.errors import InvalidError
from app.core.text import is_boundary
from app.moderation.rules import MAX_ROLE, Redaction
from app.quotes.rules import Span


class QuoteNotVerbatimError(InvalidError):
    """A quote differs from its original in something that is not a mark."""

    def __init__(self, why: str, position: int = 0) -> None:
        super().__init__(f"{why} at {position}")
        #: Code point of the quote where it goes wrong.
        self.position = position


@dataclass(frozen=True)
class _Hidden:
    """Why a code point is not shown."""

    #: What the mark says.
    words: str
    #: Around a gap there are blanks; a redaction takes the place of words that have their own.
    margin: str


_LEFT_OUT: Final = _Hidden("…", " ")


def prove_quote(
    original: str, spans: Sequence[Span], redactions: Iterable[Redaction], quote: str
) -> None:
    """Prove that `quote` is what spans and redactions leave of `original`, word for word.

    Brackets that the teller wrote prove nothing: a mark counts only where the original has
    something that is left out or hidden, and exactly there.

    Raises:
        QuoteNotVerbatimError: it is not.
    """
    fates = _fates(original, spans, redactions)
    place, at = spans[0].start, 0
    words = ""
    for run in _runs(fates[place : spans[-1].end]):
        is_shown = run[0] is None
        expected = original[place : place + len(run)] if is_shown else _marks(run)
        if quote[at : at + len(expected)] != expected:
            raise QuoteNotVerbatimError("not what the original has", at)
        words += expected if is_shown else ""
        at += len(expected)
        place += len(run)
    if at != len(quote) or not words.strip():
        raise QuoteNotVerbatimError("not the end that the original has", at)


def _fates(
    original: str, spans: Sequence[Span], redactions: Iterable[Redaction]
) -> list[_Hidden | None]:
    """Return for each code point of `original` why it is not shown, or None where it is."""
    fates: list[_Hidden | None] = [_LEFT_OUT] * len(original)
    if not spans:
        raise QuoteNotVerbatimError("nothing quoted")
    last = 0
    for span in spans:
        last = _end(original, span, last)
        fates[span.start : span.end] = [None] * (span.end - span.start)
    last = 0
    for redaction in sorted(redactions, key=lambda redaction: redaction.start):
        last = _end(original, redaction, last)
        hidden = _Hidden(_words(redaction), "")
        for place in range(redaction.start, redaction.end):
            fates[place] = fates[place] or hidden
    return fates


def _end(original: str, stretch: Span | Redaction, last: int) -> int:
    """Return where a stretch ends, once sure that it comes after `last` and cuts no character."""
    start, end = stretch.start, stretch.end
    if not last <= start < end <= len(original):
        raise QuoteNotVerbatimError(f"impossible stretch {start}-{end}")
    if not (is_boundary(original, start) and is_boundary(original, end)):
        raise QuoteNotVerbatimError(f"half a character in {start}-{end}")
    return end


def _runs(fates: Iterable[_Hidden | None]) -> list[list[_Hidden | None]]:
    return [list(run) for _, run in groupby(fates, key=lambda fate: fate is None)]


def _marks(run: Iterable[_Hidden | None]) -> str:
    """Return the marks of one hidden stretch; what says the same is said once."""
    hidden = [fate for fate in run if fate is not None]
    marks = ""
    for words, fates in groupby(hidden, key=lambda fate: fate.words):
        same = list(fates)
        marks += f"{same[0].margin}[{words}]{same[-1].margin}"
    return marks


def _words(redaction: Redaction) -> str:
    """Return what the mark of a redaction says, once sure that it can't pass for a quote."""
    words = redaction.replacement
    if words is None:
        return _LEFT_OUT.words
    plain = words.replace(" ", "").replace("-", "")
    if len(words) > MAX_ROLE or not plain.isalpha():
        raise QuoteNotVerbatimError("a role that is not a role")
    return words
