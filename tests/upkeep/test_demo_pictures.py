"""The drawn pictures of the example stories can be drawn, and stay the same."""

import io

import pytest
from PIL import Image

from app.upkeep.demo.canvas import Canvas
from app.upkeep.demo.pictures import SCENES, draw


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_is_a_large_jpeg_with_many_inks(scene: str) -> None:
    picture = Image.open(io.BytesIO(draw(scene, 3)))

    small = picture.convert("RGB").resize((80, 60)).quantize(16).getcolors() or []
    assert (picture.format, picture.size) == ("JPEG", (1600, 1200))
    assert len(small) == 16
    assert max(count for count, _ in small) < 80 * 60 / 2


def test_the_same_seed_draws_the_same_picture() -> None:
    assert draw("bench", 5) == draw("bench", 5)


def test_another_seed_draws_another_picture() -> None:
    assert draw("bench", 5) != draw("bench", 6)


def test_shapes_outside_the_sheet_leave_no_mark() -> None:
    sheet = Canvas(1)
    before = sheet.image.tobytes()

    sheet.oval((-500, -500), (40, 40), "#000000")
    sheet.line([(2000, 10), (2100, 90)], 9, "#000000")
    sheet.glow((-900, 40), 200, "#000000")
    sheet.polygons([], "#000000")

    assert sheet.image.tobytes() == before
