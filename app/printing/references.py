"""The list of a PDF's page references, made once and not for every tag.

pydyf makes this list anew at each look, and WeasyPrint looks at it for each tag: in a book of 400
pages a tenth of all time. WeasyPrint makes its `pydyf.PDF` itself and offers no other way in.
"""

from typing import Any

import pydyf

_anew = pydyf.PDF.page_references.fget


def page_references(pdf: Any) -> tuple[bytes, ...]:  # noqa: ANN401 # pydyf ships no types
    """Return what `pydyf.PDF.page_references` does, from memory while no page is added."""
    count = len(pdf.pages["Kids"])
    known: tuple[int, tuple[bytes, ...]] | None = getattr(pdf, "known_references", None)
    if known is None or known[0] != count:
        known = pdf.known_references = (count, _anew(pdf))
    return known[1]


def remember_page_references() -> None:
    """Let every PDF made from here on remember its page references."""
    pydyf.PDF.page_references = property(page_references)
