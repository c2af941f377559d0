"""QR codes: as SVG for a page's own picture or a document, as PNG to print and to save."""

from io import BytesIO
from typing import Final

import segno

#: Modules of white around the code, as ISO/IEC 18004 asks.
QUIET_ZONE: Final = 4
#: Pixels of a module in a PNG that is to be looked at on a screen.
SCREEN_SCALE: Final = 8


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


def _code(text: str) -> segno.QRCode:
    return segno.make(text, micro=False, error="m")
