"""Which files are pictures that may be decoded: told from their headers alone, by Pillow.

Part of the adapter in `imaging.py`; knows nothing of the app.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final, Literal, NamedTuple

from PIL import (
    AvifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)
from pillow_heif import register_heif_opener

#: Loaded here, with what they need: in the sandbox no file can be opened any more.
READERS: Final = (
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
    AvifImagePlugin,
    TiffImagePlugin,  # Exif is a TIFF directory
)
#: AVIF before HEIF: both may call themselves `mif1`, and only the AVIF reader then says no.
FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
#: What the readers raise at damaged files; anything else is our mistake and ends the process.
DAMAGE: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    RuntimeError,
    IndexError,
    TypeError,
    struct.error,
)
#: How files begin that mean to be photos: (offset, bytes).
_BEGINNINGS: Final = (
    (0, b"\xff\xd8\xff"),
    (0, b"\x89PNG\r\n\x1a\n"),
    (8, b"WEBP"),
    *((4, b"ftyp" + brand) for brand in (b"hei", b"hev", b"mif1", b"msf1", b"avi")),
)
_JPEG_START: Final = b"\xff\xd8"
_JPEG_SCAN: Final = b"\xda"
#: Containers of several pictures of which the first, or the primary, is the photo.
_ALBUMS: Final = {"MPO", "HEIF"}

Cause = Literal["not_a_photo", "broken", "too_many_pixels", "animated"]

# No embedded thumbnail may stand in for the photo, and nothing beside it is looked at.
Image.preinit()
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


class UnusableError(Exception):
    """These bytes give no picture; `cause` says why."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause = cause


class Limits(NamedTuple):
    """What a header may announce before anything is decoded."""

    pixels: int
    #: A HEIC is decoded at full size, whatever is asked of it.
    heif_pixels: int
    side: int
    #: Bytes of a JPEG together with what its several passes hold back in memory.
    held_back: int


@contextmanager
def opened(content: bytes, formats: tuple[str, ...], limits: Limits) -> Iterator[Image.Image]:
    """Give the picture with its header read and its pixels not yet decoded.

    Raises:
        UnusableError: the bytes give no picture, or one over the limits.
    """
    with _identified(content, formats) as image:
        _check_size(image, content, limits)
        if _is_animated(image):
            raise UnusableError("animated")
        yield image


@contextmanager
def reading() -> Iterator[None]:
    """Tell damage that a reader meets in this block apart from our own mistakes."""
    try:
        yield
    except DAMAGE as error:
        raise UnusableError("broken") from error


def _identified(content: bytes, formats: tuple[str, ...]) -> Image.Image:
    try:
        return Image.open(BytesIO(content), formats=formats)
    except Image.DecompressionBombError as error:
        raise UnusableError("too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise UnusableError("broken" if _means_to_be_a_photo(content) else "not_a_photo") from error
    except DAMAGE as error:
        raise UnusableError("broken") from error


def _means_to_be_a_photo(content: bytes) -> bool:
    return any(content.startswith(beginning, offset) for offset, beginning in _BEGINNINGS)


def _check_size(image: Image.Image, content: bytes, limits: Limits) -> None:
    width, height = image.size
    if min(width, height) < 1:
        raise UnusableError("broken")
    pixels = limits.heif_pixels if image.format == "HEIF" else limits.pixels
    if width * height > pixels or max(width, height) > limits.side:
        raise UnusableError("too_many_pixels")
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        held_back = _held_back(image, content)
        if held_back and held_back + len(content) > limits.held_back:
            raise UnusableError("too_many_pixels")


def _held_back(image: JpegImagePlugin.JpegImageFile, content: bytes) -> int:
    """Return how many bytes of coefficients (two a sample) wait for the last pass."""
    if "progressive" not in image.info and _layers_of_first_scan(content) == image.layers:
        return 0
    most = max(across * down for _, across, down, _ in image.layer) or 1
    samples = sum(across * down for _, across, down, _ in image.layer) / most
    return int(image.width * image.height * samples * 2)


def _layers_of_first_scan(content: bytes) -> int:
    at = len(_JPEG_START)
    while content[at : at + 1] == b"\xff" and content[at + 1 : at + 2] != _JPEG_SCAN:
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return int.from_bytes(content[at + 4 : at + 5], "big")


def _is_animated(image: Image.Image) -> bool:
    kind = str(getattr(image, "custom_mimetype", None))
    several = getattr(image, "n_frames", 1) > 1 and image.format not in _ALBUMS
    return several or kind.endswith("-sequence")
