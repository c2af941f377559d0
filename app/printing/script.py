"""In which direction a text is written. WeasyPrint knows no `dir="auto"`, so templates say it."""

import unicodedata
from typing import Literal


def direction_of(text: str) -> Literal["ltr", "rtl"]:
    """Return the direction of the first letter of `text` that has one (HTML's `dir="auto"`)."""
    for letter in text:
        match unicodedata.bidirectional(letter):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return "ltr"
