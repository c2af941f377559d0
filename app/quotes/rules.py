"""Quotes (citaten): which may be used, and how they are made from an original. Pure.

A quote is its teller's words. The only changes are marks: `[…]` for words left out, `[role]` for a
person or place that is not named. `app.quotes.proof` checks by another road what is made here, so
that a mistake in one of the two is never a false quote on paper.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import InvalidError
from app.core.text import is_boundary
from app.moderation.rules import HIDDEN, Redaction, Segment, SegmentKind, is_role, segments
from app.stories.rules import AgeGroup, Consent, needs_guardian

#: Stands between two spans; the spaces belong to it.
GAP: Final = " […] "

_BRACKETS: Final = re.compile(r"\[([^\[\]]+)\]")


class Approval(StrEnum):
    """What the teller said of the very words of a quote."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class SpansError(InvalidError):
    """These spans can't be a quote of this original."""


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of an original in code points; the end is exclusive."""

    start: int
    end: int


def may_use(
    consent: Consent, approval: Approval, *, age_group: AgeGroup | None, guardian_agreed: bool
) -> bool:
    """Whether a quote may be shown where `consent` was given; without an answer it may not.

    Under 16 a parent must have agreed as well.
    """
    if needs_guardian(age_group) and not guardian_agreed:
        return False
    if consent is Consent.ASK:
        return approval is Approval.APPROVED
    return consent is Consent.YES and approval is not Approval.REFUSED


def tidy_spans(original: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, joined where they overlap or touch, without spaces at their ends.

    Spans that hold nothing but spaces disappear. Others keep every word.
    """
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    trimmed = (_trim(original, span) for span in joined)
    return tuple(span for span in trimmed if span.start < span.end)


def check_spans(original: str, spans: Sequence[Span]) -> None:
    """Raise `SpansError` unless there are spans, in order, apart, and of whole characters."""
    if not spans:
        raise SpansError("no spans")
    last = 0
    for span in spans:
        if not last <= span.start < span.end <= len(original):
            raise SpansError(f"{span} after {last} of {len(original)}")
        if not (is_boundary(original, span.start) and is_boundary(original, span.end)):
            raise SpansError(f"{span} splits a character")
        last = span.end


def quote_segments(
    original: str, spans: Sequence[Span], redactions: Iterable[Redaction]
) -> list[Segment]:
    """Return the pieces of a quote: the teller's words and the marks, told apart.

    Raises:
        SpansError: the spans don't fit this original, or show no word of it.
        RedactionError: a redaction doesn't fit this original.
    """
    check_spans(original, spans)
    shown = segments(original, redactions)
    pieces: list[Segment] = []
    for number, span in enumerate(spans):
        if number and spans[number - 1].end < span.start:
            _add(pieces, Segment(SegmentKind.MARK, GAP, spans[number - 1].end, span.start))
        for segment in shown:
            if segment.start < span.end and span.start < segment.end:
                _add(pieces, _clip(segment, span))
    if not any(piece.kind is SegmentKind.TEXT and piece.text.strip() for piece in pieces):
        raise SpansError("no word is left")
    return pieces


def render_quote(original: str, spans: Sequence[Span], redactions: Iterable[Redaction]) -> str:
    """Return a quote as it is shown and printed.

    Raises:
        SpansError: the spans don't fit this original, or show no word of it.
        RedactionError: a redaction doesn't fit this original.
    """
    return "".join(piece.text for piece in quote_segments(original, spans, redactions))


def marks_of(quote: str) -> tuple[str, ...]:
    """Return everything in a quote that looks like a mark, the teller's own brackets included.

    Where the difference matters, ask `quote_segments`.
    """
    found = _BRACKETS.finditer(quote)
    return tuple(mark[0] for mark in found if mark[1] == HIDDEN or is_role(mark[1]))


def _trim(original: str, span: Span) -> Span:
    start, end = span.start, span.end
    while (
        start < end and original[start : start + 1].isspace() and is_boundary(original, start + 1)
    ):
        start += 1
    while start < end and original[end - 1 : end].isspace() and is_boundary(original, end - 1):
        end -= 1
    return Span(start, end)


def _clip(segment: Segment, span: Span) -> Segment:
    start, end = max(segment.start, span.start), min(segment.end, span.end)
    if segment.kind is SegmentKind.TEXT:
        text = segment.text[start - segment.start : end - segment.start]
        return Segment(SegmentKind.TEXT, text, start, end)
    return Segment(SegmentKind.MARK, segment.text, start, end)


def _add(pieces: list[Segment], piece: Segment) -> None:
    """Append a piece; equal marks side by side become one, with their outer blanks."""
    last = pieces[-1] if pieces else piece
    marks = SegmentKind.MARK is last.kind is piece.kind
    if not pieces or not marks or last.text.strip() != piece.text.strip():
        pieces.append(piece)
        return
    after = piece.text[len(piece.text.rstrip()) :]
    pieces[-1] = Segment(SegmentKind.MARK, last.text.rstrip() + after, last.start, piece.end)
