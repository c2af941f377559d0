"""Hiding stretches of a story: what staff may mark, and what is shown instead. Pure.

The original never changes. What is shown is made from it, anew each time.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from app.core.errors import InvalidError
from app.core.text import is_boundary

HIDDEN: Final = "…"
#: Code points.
MAX_ROLE: Final = 40

_BETWEEN_WORDS: Final = re.compile("[ -]")


class RedactionReason(StrEnum):
    """Why a redaction can't be accepted."""

    EMPTY = "empty"
    OUT_OF_RANGE = "out_of_range"
    OVERLAP = "overlap"
    #: It starts or ends between a letter and its accent, or inside an emoji.
    SPLITS_CHARACTER = "splits_character"
    BAD_ROLE = "bad_role"


@dataclass(frozen=True, order=True)
class Redaction:
    """A stretch of an original that is not shown."""

    #: Code points of the original; the end is exclusive.
    start: int
    end: int
    #: A role such as `buurvrouw`, shown as `[buurvrouw]`; None shows `[…]`.
    replacement: str | None = None

    @property
    def mark(self) -> str:
        """What is shown instead."""
        return f"[{self.replacement or HIDDEN}]"


class RedactionError(InvalidError):
    """A redaction can't be accepted."""

    def __init__(self, reason: RedactionReason, redaction: Redaction) -> None:
        super().__init__(reason)
        self.reason = reason
        self.redaction = redaction


class SegmentKind(StrEnum):
    """Whether a segment is the teller's or stands for something hidden."""

    TEXT = "text"
    MARK = "mark"


@dataclass(frozen=True)
class Segment:
    """A piece of what is shown, with the stretch of the original that it stands for."""

    kind: SegmentKind
    text: str
    start: int
    end: int


def is_role(words: str) -> bool:
    """Whether `words` can stand in a mark without passing for the teller's own text.

    Words of letters, one space or hyphen between them: no figures, brackets or points.
    """
    return len(words) <= MAX_ROLE and all(word.isalpha() for word in _BETWEEN_WORDS.split(words))


def check_redactions(original: str, redactions: Iterable[Redaction]) -> None:
    """Raise `RedactionError` unless each stands in `original` and none touches another's text."""
    ordered = sorted(redactions, key=_place)
    for redaction in ordered:
        if reason := _refusal(original, redaction):
            raise RedactionError(reason, redaction)
    for before, after in pairwise(ordered):
        if after.start < before.end:
            raise RedactionError(RedactionReason.OVERLAP, after)


def normalise(redactions: Iterable[Redaction]) -> tuple[Redaction, ...]:
    """Return redactions in order that hide the same text, without overlaps.

    Where different replacements overlap, `[…]` stands for the whole; equal ones that touch become
    one.
    """
    apart: list[Redaction] = []
    for redaction in sorted(redactions, key=_place):
        if apart and redaction.start < apart[-1].end:
            apart[-1] = _join(apart[-1], redaction)
        else:
            apart.append(redaction)
    joined: list[Redaction] = []
    for redaction in apart:
        if joined and _continues(joined[-1], redaction):
            joined[-1] = _join(joined[-1], redaction)
        else:
            joined.append(redaction)
    return tuple(joined)


def segments(original: str, redactions: Iterable[Redaction]) -> list[Segment]:
    """Return what is shown of `original`, piece by piece; together they cover all of it.

    Raises:
        RedactionError: a redaction doesn't fit this original.
    """
    ordered = sorted(redactions, key=_place)
    check_redactions(original, ordered)
    pieces: list[Segment] = []
    at = 0
    for redaction in ordered:
        pieces += _text(original, at, redaction.start)
        pieces.append(
            Segment(SegmentKind.MARK, redaction.mark, redaction.start, redaction.end),
        )
        at = redaction.end
    return pieces + _text(original, at, len(original))


def public_text(original: str, redactions: Iterable[Redaction]) -> str:
    """Return `original` with its redactions, as everyone may read it.

    Raises:
        RedactionError: a redaction doesn't fit this original.
    """
    return "".join(piece.text for piece in segments(original, redactions))


def _place(redaction: Redaction) -> tuple[int, int]:
    return redaction.start, redaction.end


def _refusal(original: str, redaction: Redaction) -> RedactionReason | None:
    start, end = redaction.start, redaction.end
    if not 0 <= start <= len(original) or not 0 <= end <= len(original):
        return RedactionReason.OUT_OF_RANGE
    if start >= end:
        return RedactionReason.EMPTY
    if not (is_boundary(original, start) and is_boundary(original, end)):
        return RedactionReason.SPLITS_CHARACTER
    if redaction.replacement is not None and not is_role(redaction.replacement):
        return RedactionReason.BAD_ROLE
    return None


def _continues(before: Redaction, after: Redaction) -> bool:
    return before.end == after.start and before.replacement == after.replacement


def _join(one: Redaction, other: Redaction) -> Redaction:
    same = one.replacement == other.replacement
    end = max(one.end, other.end)
    return Redaction(one.start, end, one.replacement if same else None)


def _text(original: str, start: int, end: int) -> list[Segment]:
    return [Segment(SegmentKind.TEXT, original[start:end], start, end)] if start < end else []
