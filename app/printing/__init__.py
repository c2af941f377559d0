"""The one door to WeasyPrint: HTML in, PDF/UA out; fonts, QR codes and the print stylesheet."""

from app.printing.counting import count_pages
from app.printing.pdf import (
    ForbiddenResourceError,
    PrintingUnavailableError,
    Progress,
    ResourceLoader,
    Stage,
    TooManyPagesError,
    available,
    render_pdf,
)
from app.printing.press import render_apart

__all__ = [
    "ForbiddenResourceError",
    "PrintingUnavailableError",
    "Progress",
    "ResourceLoader",
    "Stage",
    "TooManyPagesError",
    "available",
    "count_pages",
    "render_apart",
    "render_pdf",
]
