"""What can be seen on a printed page: the colours of a photo, and where they are."""

from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image

from tests.photo_set import QUARTERS, SECRET

#: How far a printed colour may be from the one that was photographed, in each channel.
NEAR = 30


def assert_photos_are_upright(pdf: bytes, count: int) -> None:
    """Check that each photo has its four colours where they belong, and nothing but pixels."""
    with pikepdf.open(BytesIO(pdf)) as document:
        found = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
        assert len(found) == count
        for raw in found:
            assert SECRET not in raw.read_raw_bytes()
            image = pikepdf.PdfImage(raw).as_pil_image()
            assert image.width > image.height
            assert [_colour(image, x, y) for y in (1, 3) for x in (1, 3)] == list(QUARTERS)


def _colour(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    """Return which of the four colours the middle of a quarter has, or its own."""
    place = (image.width * x // 4, image.height * y // 4)
    seen: Any = image.convert("RGB").getpixel(place)
    for colour in QUARTERS:
        if all(abs(one - other) < NEAR for one, other in zip(seen, colour, strict=True)):
            return colour
    return tuple(seen)
