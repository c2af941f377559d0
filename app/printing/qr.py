"""QR codes: as SVG for a page's own picture or a document, as PNG to print and to save."""

import re
from io import BytesIO
from typing import Final

import segno

#: Modules of white around the code, as ISO/IEC 18004 asks.
QUIET_ZONE: Final = 4
#: Pixels of a module in a PNG that is to be looked at on a screen.
SCREEN_SCALE: Final = 8

_DARK: Final = re.compile(rb"\x01+")


def qr_svg(text: str, *, title: str) -> str:
    """Return a QR code of `text` as an SVG document whose title, read aloud, is `title`."""
    picture = BytesIO()
    _code(text).save(
        picture,
        kind="svg",
        border=QUIET_ZONE,
        xmldecl=False,
        light="#fff",
        title=title,
        omitsize=True,
        nl=False,
    )
    return picture.getvalue().decode()


def qr_png(text: str, *, scale: int = SCREEN_SCALE) -> bytes:
    """Return a QR code of `text` as a PNG of `scale` pixels a module; 1 is enough for a PDF."""
    picture = BytesIO()
    _code(text).save(picture, kind="png", border=QUIET_ZONE, scale=scale)
    return picture.getvalue()


def qr_runs(text: str) -> tuple[int, list[tuple[int, int, int]]]:
    """Return how many modules wide a QR code of `text` is, and its dark stretches.

    A stretch is (row, first column, how many modules), from the top left, without the quiet zone.
    """
    rows = _code(text).matrix
    return len(rows), [
        (number, found.start(), found.end() - found.start())
        for number, row in enumerate(rows)
        for found in _DARK.finditer(row)
    ]


def _code(text: str) -> segno.QRCode:
    return segno.make(text, micro=False, error="m")
