"""Facts about finished PDF files."""

from io import BytesIO

import pikepdf


def count_pages(pdf: bytes) -> int:
    """Return how many pages the PDF has."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)
