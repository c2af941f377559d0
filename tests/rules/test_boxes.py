import pytest
from werkzeug.datastructures import MultiDict

from app.moderation.boxes import read_boxes
from app.photos.rules import Box, InvalidBoxError


def rows(*values: tuple[str, str, str, str]) -> MultiDict[str, str]:
    names = ("left", "top", "width", "height")
    return MultiDict([(name, row[at]) for row in values for at, name in enumerate(names)])


def test_rows_become_boxes_and_empty_rows_are_left_out() -> None:
    form = rows(("10", "20", "30", "30"), ("", "", "", ""), ("0", "0", "12,5", "100"))

    assert read_boxes(form) == [Box(0.1, 0.2, 0.4, 0.5), Box(0, 0, 0.125, 1)]


def test_rounding_over_the_edge_is_forgiven() -> None:
    assert read_boxes(rows(("90", "0", "10.1", "50"))) == [Box(0.9, 0, 1, 0.5)]


@pytest.mark.parametrize(
    "form",
    [
        MultiDict(),
        rows(("", "", "", "")),
        rows(("a", "0", "1", "1")),
        rows(("10", "", "10", "10")),
        rows(("nan", "0", "10", "10")),
        rows(("0", "0", "inf", "10")),
        rows(("0", "0", "0", "10")),
        rows(("-1", "0", "10", "10")),
        rows(("95", "0", "10", "10")),
        MultiDict([("left", "1")]),
        rows(*[("0", "0", "1", "1")] * 51),
    ],
)
def test_what_is_no_box_within_the_photo_is_refused(form: MultiDict[str, str]) -> None:
    with pytest.raises(InvalidBoxError):
        read_boxes(form)
