"""Pictures in, upright pictures without metadata out. The one door to Pillow and pillow-heif.

Made for the process of `sandbox.py`: it reads what strangers sent, so it may die of it.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Final, NamedTuple

from PIL import Image, ImageCms, JpegImagePlugin
from pillow_heif import open_heif

from app.photos.opening import DAMAGE, FORMATS, Limits, opened, reading

_SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
#: Which profiles suit which pixels.
_COLOUR_SPACES: Final = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
_ORIENTATION: Final = 0x0112  # the Exif tag
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: Before the careful resampling the picture is shrunk by whole numbers, down to this much
#: more than what is wanted.
_GAP: Final = 1.01
#: Rows of a HEIC that are taken over at a time, counted in rows of the shrunk picture.
_STRIP: Final = 64
_OPTIONS: Final[dict[str, dict[str, int]]] = {
    "jpeg": {"quality": 80},
    "webp": {"quality": 80, "method": 2},
}
#: Bytes that a picture of this size may have: several of the smallest stand on one page.
_MOST_BYTES: Final = {400: 40_000}
#: Tried one after the other where a picture is so full of detail that it weighs too much.
_LOWER_QUALITIES: Final = (60, 40, 20)
#: What Pillow tells of a picture that carries nothing but pixels.
_BARE: Final = {
    "jpeg": {"jfif", "jfif_version", "jfif_unit", "jfif_density"},
    "webp": {"loop", "background"},
}
#: A concealed area is at most this many cells wide or high, and a cell at least so many pixels.
_CELLS: Final = 4
_CELL_PIXELS: Final = 24
#: Bits of each colour that a concealed cell keeps.
_CELL_BITS: Final = 4
#: A JPEG mixes pixels within blocks of this size, so areas grow to whole blocks.
_BLOCK: Final = 16

#: Left, top, right, bottom in fractions of the upright picture.
Area = tuple[float, float, float, float]


class MetadataLeftError(Exception):
    """An encoded picture says more than its pixels; it must not leave this process."""


class Encoded(NamedTuple):
    """One encoded picture."""

    size: int
    format: str
    width: int
    height: int
    content: bytes


def derive(content: bytes, sizes: Sequence[int], limits: Limits) -> list[Encoded]:
    """Return the picture upright, in each size and format, without metadata.

    Raises:
        UnusableError: the bytes give no picture, or one over the limits.
    """
    with opened(content, FORMATS, limits) as image:
        picture = _decoded(image, content, max(sizes))
    return _encoded(picture, sizes)


def conceal(
    content: bytes, areas: Sequence[Area], sizes: Sequence[int], limits: Limits
) -> list[Encoded]:
    """Return the JPEG with these areas made unrecognisable, in each size and format.

    Raises:
        UnusableError: the bytes are no JPEG within the limits.
    """
    with opened(content, ("JPEG",), limits) as image:
        picture = _decoded(image, content, max(sizes))
    for area in areas:
        _coarsen(picture, area)
    return _encoded(picture, sizes)


def _decoded(image: Image.Image, content: bytes, size: int) -> Image.Image:
    """Return the pixels alone: sRGB, upright, the long side at most `size`."""
    fitted = _fitted(image.size, size)
    small = _shrunk_heif(content, fitted) if image.format == "HEIF" else _shrunk(image, fitted)
    # Of a HEIC the library has already applied the direction.
    turn = None if image.format == "HEIF" else _UPRIGHT.get(_orientation(image))
    picture = _in_srgb(_opaque(small), image.info.get("icc_profile"))
    picture = picture if turn is None else picture.transpose(turn)
    picture.info = {}
    return picture


def _fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    scale = min(1, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _shrunk(image: Image.Image, fitted: tuple[int, int]) -> Image.Image:
    careful = Image.Resampling.BICUBIC
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        # The box must be the fitted one: a square one would leave many photos at full size.
        image.draft(None, fitted)
        # Most photos come this way. Half the work of BICUBIC, and nearly as sharp so near the
        # size that is wanted: it pays for the process that may die.
        careful = Image.Resampling.HAMMING
    with reading():
        image.load()
    if image.mode == "I;16":
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode in ("1", "P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.resize(fitted, careful, reducing_gap=_GAP)


def _shrunk_heif(content: bytes, fitted: tuple[int, int]) -> Image.Image:
    """Return the primary picture, taken over in strips so that it is never in memory twice."""
    with reading():
        heif = open_heif(content)
        image = heif[heif.primary_index]
        rows = memoryview(image.data)
    (width, height), stride = image.size, image.stride
    factor = max(1, int(max(width, height) / (max(fitted) * _GAP)))
    shrunk = Image.new(image.mode, (-(-width // factor), -(-height // factor)))
    for top in range(0, height, _STRIP * factor):
        bottom = min(top + _STRIP * factor, height)
        part = bytes(rows[top * stride : bottom * stride])
        strip = Image.frombuffer(
            image.mode, (width, bottom - top), part, "raw", image.mode, stride, 1
        )
        shrunk.paste(strip.reduce(factor), (0, top // factor))
    return shrunk.resize(fitted, Image.Resampling.BICUBIC)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except DAMAGE:  # the pixels are whole: only which way is up isn't known
        return 1


def _opaque(image: Image.Image) -> Image.Image:
    """Return the picture on white paper, as RGB, L or CMYK."""
    if image.mode in _COLOUR_SPACES:
        return image
    picture = image.convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    return paper.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in sRGB; a profile that can't be right is left out of account."""
    plain = image if image.mode == "RGB" else image.convert("RGB")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if source.profile.xcolor_space.strip() == _COLOUR_SPACES[image.mode]:
                converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
                assert converted is not None
                return converted
        except (ImageCms.PyCMSError, *DAMAGE):
            return plain
    return plain


def _coarsen(picture: Image.Image, area: Area) -> None:
    """Replace the area by a few flat cells; what was in it can't be worked out from them."""
    left, right = _in_blocks(area[0], area[2], picture.width)
    top, bottom = _in_blocks(area[1], area[3], picture.height)
    part = picture.crop((left, top, right, bottom))
    cells = [max(1, min(_CELLS, side // _CELL_PIXELS)) for side in part.size]
    coarse = part.resize((cells[0], cells[1]), Image.Resampling.BOX)
    kept = -(1 << (8 - _CELL_BITS)) & 0xFF
    coarse = coarse.point([value & kept | (~kept & 0xFF) // 2 for value in range(256)] * 3)
    picture.paste(coarse.resize(part.size, Image.Resampling.NEAREST), (left, top))


def _in_blocks(start: float, end: float, side: int) -> tuple[int, int]:
    """Return the pixels from and up to which whole blocks cover this stretch of a side."""
    first, last = int(start * side), min(int(end * side), side - 1)
    return first // _BLOCK * _BLOCK, min((last // _BLOCK + 1) * _BLOCK, side)


def _encoded(picture: Image.Image, sizes: Sequence[int]) -> list[Encoded]:
    results = []
    for size in sorted(sizes, reverse=True):
        picture = _smaller(picture, size)
        for kind, options in _OPTIONS.items():
            content = _saved(picture, kind, options)
            for quality in _LOWER_QUALITIES:
                if len(content) <= _MOST_BYTES.get(size, len(content)):
                    break
                content = _saved(picture, kind, options | {"quality": quality})
            result = Encoded(size, kind, *picture.size, content)
            _check(result)
            results.append(result)
    return results


def _saved(picture: Image.Image, kind: str, options: dict[str, int]) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def _smaller(picture: Image.Image, size: int) -> Image.Image:
    longest = max(picture.size)
    if longest <= size:
        return picture
    if longest == 2 * size:
        return picture.reduce(2)
    fitted = _fitted(picture.size, size)
    return picture.resize(fitted, Image.Resampling.BICUBIC, reducing_gap=_GAP)


def _check(result: Encoded) -> None:
    """Open what was made, as a stranger would, and fail when it says more than its pixels."""
    with Image.open(BytesIO(result.content), formats=[result.format]) as image:
        whole = image.size == (result.width, result.height) and image.mode == "RGB"
        if not whole or image.info.keys() - _BARE[result.format] or image.getexif():
            raise MetadataLeftError(f"{result.format} {image.size} {sorted(image.info)}")
