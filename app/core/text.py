"""Text as residents write it: kept as it is, refused with a reason, never cut inside a character.

Controls of writing direction and zero-width characters are legitimate (Arabic and Persian need
them) and stay. So whatever shows a resident's text isolates it: a block of its own with
`dir="auto"`, or `<bdi>` within a line.
"""

import re
import unicodedata
from enum import StrEnum
from typing import Final

import regex  # type: ignore[import-untyped] # ships no types

from app.core.errors import InvalidError

ELLIPSIS: Final = "…"

_GRAPHEME: Final = regex.compile(r"\X")
_LINE_END: Final = re.compile(r"\r\n?")
_SPACES: Final = "\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BLANK_LINE: Final = re.compile(f"[{_SPACES}]*")
_BIDI: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_SURROGATE: Final = "\ud800-\udfff"
_LAST_OF_PLANES: Final = "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17)
)
_FORBIDDEN: Final = re.compile(f"([{_CONTROL}])|([{_SURROGATE}])|[\ufdd0-\ufdef{_LAST_OF_PLANES}]")
#: General categories of what leaves no ink by itself.
_INKLESS: Final = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"})


class TextReason(StrEnum):
    """Why a text can't be accepted."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    #: NUL and other C0 and C1 controls but tab and line feed.
    CONTROL = "control"
    #: Half of a pair, which no file or database can hold.
    SURROGATE = "surrogate"
    #: A code point that Unicode keeps for programs, and XML refuses.
    NONCHARACTER = "noncharacter"


class TextError(InvalidError):
    """A text can't be accepted."""

    def __init__(self, reason: TextReason, *, length: int, maximum: int, position: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        #: Code points of the text, and how many it may have.
        self.length = length
        self.maximum = maximum
        #: Where the first forbidden character is; 0 for the other reasons.
        self.position = position


def clean_text(raw: str) -> str:
    """Return `raw` with line feeds as line ends and without blank lines around it.

    Nothing else changes: no normalising, no trimming within a line, no tidying.
    """
    lines = _LINE_END.sub("\n", raw).split("\n")
    written = [at for at, line in enumerate(lines) if not _BLANK_LINE.fullmatch(line)]
    return "\n".join(lines[written[0] : written[-1] + 1]) if written else ""


def check_text(text: str, maximum: int) -> None:
    """Raise `TextError` unless `text` shows something, fits and can be stored and printed.

    Length counts code points.
    """
    length = len(text)
    if length > maximum:
        raise TextError(TextReason.TOO_LONG, length=length, maximum=maximum)
    if found := _FORBIDDEN.search(text):
        reasons = (TextReason.NONCHARACTER, TextReason.CONTROL, TextReason.SURROGATE)
        reason = reasons[found.lastindex or 0]
        raise TextError(reason, length=length, maximum=maximum, position=found.start())
    if all(unicodedata.category(character) in _INKLESS for character in text):
        raise TextError(TextReason.EMPTY, length=length, maximum=maximum)


def without_forbidden(text: str) -> str:
    """Return `text` without the characters that `check_text` refuses: nobody can see them."""
    return _FORBIDDEN.sub("", text)


def has_bidi_controls(text: str) -> bool:
    """Whether a text sets its writing direction by hand, so that staff can be told to look."""
    return _BIDI.search(text) is not None


def is_boundary(text: str, position: int) -> bool:
    """Whether a cut at `position` leaves each character whole as people see it.

    Combining marks, emoji sequences and flags stay together (extended grapheme clusters).
    """
    if not 0 < position < len(text):
        return position in {0, len(text)}
    # Wherever a match starts, regex decides on its end with all that comes before in sight.
    return bool(_GRAPHEME.match(text, position - 1).end() == position)


def excerpt(text: str, limit: int) -> str:
    """Return `text`, or its beginning and an ellipsis, in at most `limit` code points.

    It is cut after a word; within one only where that would lose more than half of the room.

    Raises:
        ValueError: not even an ellipsis fits.
    """
    if limit < len(ELLIPSIS):
        raise ValueError(f"limit {limit}")
    if len(text) <= limit:
        return text
    room = limit - len(ELLIPSIS)
    for end in range(room, (room + 1) // 2 - 1, -1):
        if end and text[end].isspace() and not text[end - 1].isspace() and is_boundary(text, end):
            return text[:end] + ELLIPSIS
    for end in range(room, 0, -1):
        if not text[end - 1].isspace() and is_boundary(text, end):
            return text[:end] + ELLIPSIS
    return ELLIPSIS
