"""Good photos of every format that phones, cameras and editors make; drawn here, nobody's own.

Each shows the same four coloured quarters, and carries `SECRET` wherever its format has room
for more than pixels.
"""

import struct
import zlib
from collections.abc import Callable
from functools import cache, partial
from io import BytesIO
from typing import Any, Final

import pillow_heif
from PIL import ExifTags, Image, ImageCms

SECRET: Final = b"SECRET-4711"
WIDTH, HEIGHT = 1000, 750
RED, GREEN, BLUE, YELLOW = (200, 40, 40), (40, 160, 60), (40, 60, 190), (230, 210, 50)
#: Colours of the quarters: top left, top right, bottom left, bottom right.
QUARTERS: Final = (RED, GREEN, BLUE, YELLOW)
#: How an upright picture was laid down by a camera that notes this Exif orientation.
_LAID_DOWN: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
#: Primaries of Display P3 as profiles write them: red, green, blue; X, Y, Z each.
_P3: Final = (
    (0.51512, 0.24120, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.15710, 0.06657, 0.78407),
)

pillow_heif.register_heif_opener()


def quarters(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Return the upright picture."""
    picture = Image.new("RGB", (width, height))
    for index, colour in enumerate(QUARTERS):
        column, row = index % 2, index // 2
        picture.paste(colour, (width // 2 * column, height // 2 * row, width, height))
    return picture


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """Return the picture as bytes of a file."""
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def exif(orientation: int = 1) -> bytes:
    """Return Exif with a place, a serial number, a maker's note and a thumbnail inside it."""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Model] = SECRET.decode()
    place = tags.get_ifd(ExifTags.IFD.GPSInfo)
    place.update({1: "N", 2: (50.0, 56.0, 48.0), 3: "E", 4: (5.0, 58.0, 12.0)})
    camera = tags.get_ifd(ExifTags.IFD.Exif)
    camera[ExifTags.Base.BodySerialNumber] = SECRET.decode()
    camera[ExifTags.Base.UserComment] = b"ASCII\0\0\0" + SECRET
    camera[ExifTags.Base.MakerNote] = SECRET + saved(quarters(160, 120), "JPEG", comment=SECRET)
    return tags.tobytes()


def xmp() -> bytes:
    """Return an XMP packet."""
    return b'<x:xmpmeta xmlns:x="adobe:ns:meta/">%b</x:xmpmeta>' % SECRET


@cache
def display_p3() -> bytes:
    """Return a Display P3 profile: that of sRGB with other primaries."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for entry in range(132, 132 + 12 * int.from_bytes(profile[128:132], "big"), 12):
        name, start = struct.unpack_from(">4sI", profile, entry)
        if name in (b"rXYZ", b"gXYZ", b"bXYZ"):
            values = _P3[b"rgb".index(name[:1])]
            struct.pack_into(">3i", profile, start + 8, *(round(v * 65536) for v in values))
    return bytes(profile)


def sideways(orientation: int, kind: str = "JPEG", **options: Any) -> bytes:
    """Return a photo that is upright only to who follows its Exif orientation."""
    picture = quarters()
    if orientation in _LAID_DOWN:
        picture = picture.transpose(_LAID_DOWN[orientation])
    return saved(picture, kind, exif=exif(orientation), **options)


def with_segments(jpeg: bytes, *segments: tuple[int, bytes]) -> bytes:
    """Return the JPEG with these (marker, content) segments behind its start."""
    added = b"".join(
        bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body
        for marker, body in segments
    )
    return jpeg[:2] + added + jpeg[2:]


def png_chunk(name: bytes, body: bytes) -> bytes:
    """Return one chunk of a PNG file."""
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def png_of_16_bits() -> bytes:
    """Return a PNG of 16 bits a channel; no library at hand writes one."""
    picture = quarters(400, 300)
    rows = b"".join(
        b"\0"
        + b"".join(bytes([value, 0x37]) for value in picture.crop((0, y, 400, y + 1)).tobytes())
        for y in range(300)
    )
    header = struct.pack(">2I5B", 400, 300, 16, 2, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(rows, 1))
    return b"\x89PNG\r\n\x1a\n" + chunks + png_chunk(b"IEND", b"")


def see_through() -> Image.Image:
    """Return the quarters with a fully transparent middle."""
    picture = quarters().convert("RGBA")
    picture.paste((0, 0, 0, 0), (440, 330, 560, 420))
    return picture


def heic(picture: Image.Image | None = None, **options: Any) -> bytes:
    """Return a HEIC, encoded as quickly as can be."""
    picture = quarters(800, 600) if picture is None else picture
    return saved(picture, "HEIF", quality=80, enc_params={"preset": "ultrafast"}, **options)


def many_metadata(kind: str) -> bytes:
    """Return a photo with Exif, XMP and a colour profile at once."""
    return saved(quarters(), kind, exif=exif(), xmp=xmp(), icc_profile=_srgb_with_secret())


def _srgb_with_secret() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile + SECRET


def _jpeg_with_everything() -> bytes:
    plain = saved(
        quarters(), "JPEG", exif=exif(), comment=SECRET, xmp=xmp(), icc_profile=_srgb_with_secret()
    )
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x78\0\x0b" + SECRET
    return with_segments(plain, (0xED, iptc), (0xEC, b"Ducky" + SECRET), (0xE5, SECRET))


def _png_with_text() -> bytes:
    whole = saved(quarters(), "PNG", exif=exif(), icc_profile=_srgb_with_secret())
    text = png_chunk(b"tEXt", b"Author\0" + SECRET) + png_chunk(
        b"zTXt", b"C\0\0" + zlib.compress(SECRET)
    )
    return (
        whole[:33] + text + whole[33:-12] + png_chunk(b"tIME", b"\x07\xea\1\1\1\1\1") + whole[-12:]
    )


def _album() -> bytes:
    hidden = Image.new("RGB", (WIDTH, HEIGHT), "black")
    return saved(quarters(), "MPO", save_all=True, append_images=[hidden], exif=exif())


def _motion_photo() -> bytes:
    film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\1\0mdat" + SECRET * 20
    return saved(quarters(), "JPEG", exif=exif(), xmp=xmp()) + film


#: In colour, opaque, upright once decoded.
GOOD: Final[dict[str, Callable[[], bytes]]] = {
    **{f"jpeg of orientation {n}": partial(sideways, n) for n in range(1, 9)},
    "jpeg with everything": _jpeg_with_everything,
    "jpeg with a comment": lambda: saved(quarters(), "JPEG", comment=SECRET),
    "jpeg with an unknown orientation": lambda: sideways(77),
    "jpeg, progressive": lambda: saved(quarters(), "JPEG", progressive=True),
    "jpeg, full chroma": lambda: saved(quarters(), "JPEG", subsampling=0),
    "jpeg, with restarts": lambda: saved(quarters(), "JPEG", restart_marker_rows=1),
    "jpeg, small": lambda: saved(quarters(300, 200), "JPEG"),
    "jpeg, upright format": lambda: saved(quarters(900, 2000), "JPEG"),
    "jpeg of ink": lambda: saved(quarters().convert("CMYK"), "JPEG"),
    "jpeg with others behind it": _album,
    "jpeg with a film behind it": _motion_photo,
    "png": lambda: saved(quarters(), "PNG"),
    "png with everything": _png_with_text,
    "png sideways": lambda: sideways(6, "PNG"),
    "png with a palette": lambda: saved(quarters().quantize(8), "PNG"),
    "png of 16 bits": png_of_16_bits,
    "png with an unused transparent colour": lambda: saved(
        quarters(), "PNG", transparency=(1, 2, 3)
    ),
    "webp": lambda: saved(quarters(), "WEBP"),
    "webp, lossless": lambda: saved(quarters(), "WEBP", lossless=True),
    "webp with everything": lambda: many_metadata("WEBP"),
    "webp sideways": lambda: sideways(8, "WEBP"),
    "avif": lambda: saved(quarters(800, 600), "AVIF", speed=10),
    "avif with everything": lambda: many_metadata("AVIF"),
    "avif sideways": lambda: sideways(6, "AVIF", speed=10),
    "heic": heic,
    "heic with everything": lambda: heic(exif=exif(), xmp=xmp(), icc_profile=_srgb_with_secret()),
    "heic sideways": lambda: heic(quarters(800, 600).transpose(_LAID_DOWN[6]), exif=exif(6)),
    "heic in tiles": lambda: heic(quarters(1100, 900), tile_size=512),
    "heic with a small copy": lambda: heic(quarters(1700, 1200), thumbnails=[400]),
    "heic of several": lambda: heic(
        save_all=True, append_images=[Image.new("RGB", (640, 480))], primary_index=0
    ),
}
