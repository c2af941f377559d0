"""Boxes on a photo as a form sends them: percentages, with a comma or a point."""

from typing import Final

from werkzeug.datastructures import MultiDict

from app.photos.rules import Box, InvalidBoxError

#: More than anybody draws by hand.
MAX_BOXES: Final = 50
_FIELDS: Final = ("left", "top", "width", "height")
#: Rounding of a script may put a box this far over the edge of the photo.
_SLACK: Final = 0.005


def read_boxes(form: MultiDict[str, str]) -> list[Box]:
    """Return the boxes of the rows that were filled in.

    Raises:
        InvalidBoxError: there is none, or one isn't within the photo.
    """
    columns = [form.getlist(name) for name in _FIELDS]
    rows = list(zip(*columns, strict=False))
    if len({len(column) for column in columns}) != 1 or len(rows) > MAX_BOXES:
        raise InvalidBoxError(f"{len(rows)} rows")
    boxes = [_box(row) for row in rows if any(cell.strip() for cell in row)]
    if not boxes:
        raise InvalidBoxError("no box")
    return boxes


def _box(row: tuple[str, ...]) -> Box:
    try:
        left, top, width, height = (float(cell.strip().replace(",", ".")) / 100 for cell in row)
    except ValueError as error:
        raise InvalidBoxError(str(row)) from error
    return Box(left, top, _within(left + width), _within(top + height))


def _within(edge: float) -> float:
    return 1.0 if 1 < edge <= 1 + _SLACK else edge
