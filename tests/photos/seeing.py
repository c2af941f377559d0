"""What the tests look at in a derivative."""

from io import BytesIO

from PIL import Image

from app.photos.rules import SIZES, Derivative, Derivatives, PhotoFormat
from tests.photo_set import QUARTERS, SECRET

Colour = tuple[int, int, int]


def seen(derivative: Derivative) -> Image.Image:
    """Return the derivative as a browser would show it, direction included."""
    with Image.open(BytesIO(derivative.content)) as image:
        assert image.format == derivative.format.name
        image.load()
        return image


def colour_at(derivative: Derivative, across: float, down: float) -> Colour:
    """Return the colour at these fractions of the width and height."""
    image = seen(derivative).convert("RGB")
    found = image.getpixel((int(across * image.width), int(down * image.height)))
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def is_near(found: Colour, wanted: Colour, tolerance: int = 12) -> bool:
    """Return whether two colours look alike."""
    return all(abs(a - b) <= tolerance for a, b in zip(found, wanted, strict=True))


def shows_quarters(derivative: Derivative) -> bool:
    """Return whether the picture of `photo_set` is there, the right way up."""
    places = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
    found = [colour_at(derivative, *place) for place in places]
    return all(is_near(a, b) for a, b in zip(found, QUARTERS, strict=True))


def assert_sound(derivatives: Derivatives) -> None:
    """Check sizes, formats and the absence of anything but pixels."""
    kinds = [(each.size, each.format) for each in derivatives]
    assert kinds == [(size, kind) for size in SIZES for kind in PhotoFormat]
    for each in derivatives:
        image = seen(each)
        assert image.size == (each.width, each.height)
        assert max(image.size) <= each.size
        assert image.mode == "RGB"
        assert not image.getexif()
        assert not image.info.keys() & {"exif", "xmp", "icc_profile", "comment", "photoshop"}
        assert SECRET not in each.content
        assert b"Exif" not in each.content
        assert b"http" not in each.content
