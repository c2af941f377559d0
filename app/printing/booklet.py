"""Booklets: small pages two by two on sheets that are printed on both sides, folded and stapled.

The sheets are for paper: they carry no tags. The document that the pages come from is the one to
read on a screen or to have read aloud.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Final, NamedTuple

import pikepdf

#: Pages on one sheet: two on each side.
ON_A_SHEET: Final = 4
#: Width and height of A4 on its side, in points.
A4_ON_ITS_SIDE: Final = (841.89, 595.276)


class Side(NamedTuple):
    """One side of a sheet: the numbers of its pages from 1; None for a blank one."""

    left: int | None
    right: int | None


def saddle_order(pages: int) -> list[Side]:
    """Return which pages stand on which side, in the order in which a printer takes them.

    The outermost sheet comes first, its front before its back. Printed on both sides (flipped on
    the short edge), folded and stapled in the fold, the pages come in order; blank ones, as
    many as it takes, stand only behind the last.

    Raises:
        ValueError: there is no page.
    """
    if pages < 1:
        raise ValueError("a booklet without pages")
    places = -(-pages // ON_A_SHEET) * ON_A_SHEET
    numbers = [number if number <= pages else None for number in range(1, places + 1)]
    sides = []
    for first in range(0, places // 2, 2):
        last = places - 1 - first
        sides += [
            Side(numbers[last], numbers[first]),
            Side(numbers[first + 1], numbers[last - 1]),
        ]
    return sides


def impose(document: bytes, *, title: str) -> bytes:
    """Return the A5 pages of a PDF as a booklet on A4; the same input gives the same bytes.

    Raises:
        ValueError: there is no page.
    """
    made = pikepdf.new()
    with pikepdf.open(BytesIO(document)) as source:
        pages = list(source.pages)
        for side in saddle_order(len(pages)):
            made.add_blank_page(page_size=A4_ON_ITS_SIDE)
            _place(made, pages, side)
    made.docinfo["/Title"] = title
    target = BytesIO()
    made.save(
        target,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return target.getvalue()


def _place(made: pikepdf.Pdf, pages: Sequence[pikepdf.Page], side: Side) -> None:
    """Draw the pages of `side` on the sheet that was added last, each in its half.

    Pages are drawn as forms, so that what belongs to a page alone, such as its links and its
    place in the tag tree, stays behind.
    """
    sheet, (width, height) = made.pages[-1], A4_ON_ITS_SIDE
    drawn = b""
    for name, number, left in (("/Left", side.left, 0.0), ("/Right", side.right, width / 2)):
        if number is None:
            continue
        form = made.copy_foreign(pages[number - 1].as_form_xobject())
        if "/StructParents" in form:
            del form["/StructParents"]
        half = pikepdf.Rectangle(left, 0, left + width / 2, height)
        drawn += sheet.calc_form_xobject_placement(form, pikepdf.Name(name), half)
        sheet.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(name))
    sheet.obj.Contents = made.make_stream(drawn)
