"""Small photos for tests, made when asked for."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from app.photos.decoder import decode_photo
from app.photos.rules import Derivatives


@cache
def jpeg(colour: str = "teal", size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG with a frame of another colour, so that it isn't flat."""
    return _encoded(colour, size, "JPEG")


@cache
def png(colour: str = "orange", size: tuple[int, int] = (320, 240)) -> bytes:
    return _encoded(colour, size, "PNG")


def _encoded(colour: str, size: tuple[int, int], kind: str) -> bytes:
    picture = Image.new("RGB", size, colour)
    width, height = size
    ImageDraw.Draw(picture).rectangle((10, 10, width - 10, height // 2), fill="white")
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()


@cache
def derivatives(colour: str = "teal", size: tuple[int, int] = (640, 480)) -> Derivatives:
    """What the decoder makes of such a JPEG."""
    return decode_photo(jpeg(colour, size))
