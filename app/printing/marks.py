"""Words with letters that have no composed form get a font that can place their marks."""

import re
import unicodedata
from typing import Final
from xml.etree.ElementTree import Comment, Element

#: Class of the spans that `set_marks_apart` makes; `print/base.css` gives it its font.
CLASS: Final = "with-marks"

_MARKS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0"
_WORD: Final = re.compile(rf"(\S*[{_MARKS}]\S*)")
_UNREADABLE: Final[frozenset[object]] = frozenset(
    {"head", "style", "script", "{http://www.w3.org/2000/svg}svg", Comment}
)


def set_marks_apart(element: Element) -> None:
    """Put each word within `element` that needs it in a span of the class `CLASS`.

    A font places a mark on a letter only if it has both; else the mark stands beside it.
    """
    if element.tag in _UNREADABLE:
        return
    for child in list(element):
        set_marks_apart(child)
        if parts := _apart(child.tail):
            child.tail = parts[0]
            _insert(element, list(element).index(child) + 1, parts[1:])
    if parts := _apart(element.text):
        element.text = parts[0]
        _insert(element, 0, parts[1:])


def _apart(text: str | None) -> list[str] | None:
    """Return `text` as plain, marked, plain, … or None where nothing needs care."""
    if not text or text.isascii():
        return None
    parts: list[str] = [""]
    for place, part in enumerate(_WORD.split(text)):
        composed = unicodedata.normalize("NFC", part)
        if place % 2 and _WORD.search(composed):
            parts += [part, ""]
        else:
            parts[-1] += part
    return parts if len(parts) > 1 else None


def _insert(parent: Element, place: int, parts: list[str]) -> None:
    for word, after in zip(reversed(parts[::2]), reversed(parts[1::2]), strict=True):
        span = Element("span", {"class": CLASS})
        span.text, span.tail = word, after
        parent.insert(place, span)
