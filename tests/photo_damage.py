"""Files that are no photos, or no longer: what each should come to.

`None` stands for a photo that can still be used; a set of several answers is for files of which
either is right. Whatever a file is, nothing else may happen.
"""

import random
import struct
import zlib
from collections.abc import Callable
from functools import cache, partial
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

from PIL import Image

from app.photos.rules import MAX_BYTES, Refusal
from tests import photo_set
from tests.photo_set import SECRET, png_chunk, quarters, saved, with_segments

Answer = Refusal | None
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_EITHER: Final = frozenset({None, Refusal.BROKEN})


@cache
def whole(kind: str) -> bytes:
    """Return a small good photo of this format."""
    picture = quarters(640, 480)
    return photo_set.heic(picture) if kind == "HEIF" else saved(picture, kind)


def cut(kind: str, share: float) -> bytes:
    """Return only the first part of a photo."""
    content = whole(kind)
    return content[: int(len(content) * share)]


def flipped(kind: str, seed: int) -> bytes:
    """Return a photo of which a few bytes were changed, the same ones for the same seed."""
    content, dice = bytearray(whole(kind)), random.Random(seed)  # noqa: S311 # not a secret
    for _ in range(8):
        content[dice.randrange(len(content))] ^= dice.randrange(1, 256)
    return bytes(content)


def jpeg_that_claims(width: int, height: int) -> bytes:
    """Return a JPEG with another size in its frame header."""
    content = bytearray(whole("JPEG"))
    struct.pack_into(">2H", content, content.index(b"\xff\xc0") + 5, height, width)
    return bytes(content)


def png_that_claims(width: int, height: int, *rest: bytes) -> bytes:
    """Return a PNG with this size in its header and then these chunks."""
    header = png_chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0))
    return _PNG + header + b"".join(rest) + png_chunk(b"IEND", b"")


def _png_data(size: int) -> bytes:
    return png_chunk(b"IDAT", zlib.compress(bytes(size), 9))


def with_size_box(kind: str, width: int, height: int) -> bytes:
    """Return a HEIC or AVIF that claims another size for each of its pictures."""
    content = bytearray(whole(kind))
    at = content.find(b"ispe")
    while at >= 0:
        struct.pack_into(">2I", content, at + 8, width, height)
        at = content.find(b"ispe", at + 1)
    return bytes(content)


def _webp_that_claims(width: int, height: int) -> bytes:
    content = bytearray(saved(quarters(640, 480), "WEBP", exif=photo_set.exif()))
    content[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(content)


def moving(kind: str, **options: Any) -> bytes:
    """Return three pictures one after the other."""
    frames = [Image.new("RGB", (64, 48), colour) for colour in photo_set.QUARTERS[1:]]
    first = quarters(64, 48)
    return saved(first, kind, save_all=True, append_images=frames, duration=100, **options)


def _zip() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("run.sh", SECRET)
    return buffer.getvalue()


def _without(content: bytes, marker: int) -> bytes:
    """Return the JPEG without its first segment of this kind."""
    at = content.index(bytes([0xFF, marker]))
    return content[:at] + content[at + 2 + int.from_bytes(content[at + 2 : at + 4], "big") :]


def _with_exif(body: bytes) -> bytes:
    return with_segments(whole("JPEG"), (0xE1, b"Exif\0\0" + body))


def _with_profile(kind: str, profile: bytes) -> bytes:
    return saved(quarters(640, 480), kind, icc_profile=profile)


def _ink_profile() -> bytes:
    profile = bytearray(photo_set.display_p3())
    profile[16:20] = b"CMYK"
    return bytes(profile)


def _crc_damaged(name: bytes) -> bytes:
    content = bytearray(whole("PNG"))
    at = content.index(name)
    content[at + 4 + int.from_bytes(content[at - 4 : at], "big")] ^= 0xFF
    return bytes(content)


def _nested(depth: int) -> bytes:
    """Return a JPEG with a thumbnail with a thumbnail with a thumbnail."""
    inner = saved(quarters(64, 48), "JPEG")
    for _ in range(depth):
        inner = with_segments(saved(quarters(64, 48), "JPEG"), (0xE1, b"Exif\0\0" + inner))
    return inner


#: An Exif directory that names itself as the next one.
_LOOP: Final = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\x08\0\0\0"
_HTML: Final = b"<!doctype html><script>alert(1)</script>"
_SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def _one(answer: Answer) -> frozenset[Answer]:
    return frozenset({answer})


_NOT_A_PHOTO: Final[dict[str, Callable[[], bytes]]] = {
    "html": lambda: _HTML,
    "svg": lambda: _SVG,
    "svg after an xml line": lambda: b'<?xml version="1.0"?>' + _SVG,
    "javascript": lambda: b"fetch('https://example.org')",
    "php": lambda: b"<?php system($_GET['c']); ?>",
    "pdf": lambda: b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF",
    "pdf with a photo in it": lambda: b"%PDF-1.7\nstream\n" + whole("JPEG") + b"\nendstream",
    "zip": _zip,
    "program": lambda: b"\x7fELF\x02\x01\x01" + bytes(200),
    "text": lambda: b"Dit is geen foto. " * 40,
    "nothing but zeros": lambda: bytes(5000),
    "one byte": lambda: b"\xff",
    "noise": lambda: random.Random(1).randbytes(5000),  # noqa: S311
    "gif": lambda: saved(quarters(64, 48), "GIF"),
    "gif that moves": lambda: moving("GIF"),
    "gif and jpeg in one": lambda: b"GIF89a" + whole("JPEG"),
    "tiff": lambda: saved(quarters(64, 48), "TIFF"),
    "bmp": lambda: saved(quarters(64, 48), "BMP"),
    "ico": lambda: saved(quarters(64, 48), "ICO"),
    "jpeg 2000": lambda: saved(quarters(64, 48), "JPEG2000"),
    "postscript": lambda: saved(quarters(64, 48), "EPS"),
    "html before a jpeg": lambda: _HTML + whole("JPEG"),
    "film": lambda: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(500),
    "sound in a riff": lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
}
_BROKEN: Final[dict[str, Callable[[], bytes]]] = {
    **{
        f"{kind} cut at {share:.0%}": partial(cut, kind, share)
        for kind in ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
        for share in (0.1, 0.5, 0.9)
    },
    "jpeg start alone": lambda: b"\xff\xd8\xff",
    "png start alone": lambda: _PNG,
    "webp start alone": lambda: b"RIFF\x10\0\0\0WEBPVP8 ",
    "heic start alone": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "avif start alone": lambda: b"\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf",
    "jpeg without a frame": lambda: _without(whole("JPEG"), 0xC0),
    "jpeg without height": lambda: jpeg_that_claims(640, 0),
    "jpeg without width": lambda: jpeg_that_claims(0, 480),
    "jpeg of 12 bits": lambda: whole("JPEG").replace(b"\xff\xc0\0\x11\x08", b"\xff\xc0\0\x11\x0c"),
    "png without width": lambda: png_that_claims(0, 480, _png_data(100)),
    "png without pixels": lambda: png_that_claims(640, 480),
    "png with too few pixels": lambda: png_that_claims(640, 480, _png_data(5000)),
    "png with a damaged header": lambda: _crc_damaged(b"IHDR"),
    "heic without size": lambda: with_size_box("HEIF", 0, 480),
    "avif without size": lambda: with_size_box("AVIF", 0, 480),
    "profile that is a bomb": lambda: _with_profile("PNG", bytes(20_000_000)),
    "png that is a jpeg inside": lambda: _PNG + whole("JPEG"),
    "webp that is html inside": lambda: b"RIFF\x40\0\0\0WEBPVP8 " + _HTML,
}
_TOO_MANY: Final[dict[str, Callable[[], bytes]]] = {
    "png bomb": lambda: png_that_claims(20_000, 20_000, _png_data(9_000_000)),
    "png just over the pixels": lambda: png_that_claims(7_100, 7_100, _png_data(100)),
    "png too wide": lambda: png_that_claims(12_001, 1, _png_data(100)),
    "png too high": lambda: png_that_claims(1, 2_000_000_000, _png_data(100)),
    "jpeg bomb": lambda: jpeg_that_claims(65_500, 65_500),
    "jpeg just over the pixels": lambda: jpeg_that_claims(7_100, 7_100),
    "webp bomb": lambda: _webp_that_claims(16_000, 16_000),
    "heic bomb": lambda: with_size_box("HEIF", 11_000, 11_000),
    "avif bomb": lambda: with_size_box("AVIF", 11_000, 11_000),
    "jpeg of many passes": lambda: saved(Image.new("L", (7_000, 7_000)), "JPEG", progressive=True),
}
_ANIMATED: Final[dict[str, Callable[[], bytes]]] = {
    "png that moves": lambda: moving("PNG"),
    "webp that moves": lambda: moving("WEBP"),
    "avif that moves": lambda: moving("AVIF", speed=10),
}
_USABLE: Final[dict[str, Callable[[], bytes]]] = {
    "jpeg with a zip behind it": lambda: whole("JPEG") + _zip(),
    "jpeg with html behind it": lambda: whole("JPEG") + _HTML,
    "jpeg with a script as comment": lambda: with_segments(whole("JPEG"), (0xFE, _HTML + SECRET)),
    "png with php behind it": lambda: whole("PNG") + b"<?php " + SECRET,
    "thumbnails in thumbnails": lambda: _nested(8),
    "exif of noise": lambda: _with_exif(random.Random(2).randbytes(3000)),  # noqa: S311
    "exif that ends at once": lambda: _with_exif(b"II"),
    "exif that goes round": lambda: _with_exif(_LOOP),
    "exif that points far away": lambda: _with_exif(b"II*\0\xff\xff\xff\x7f"),
    "profile of noise": lambda: _with_profile("JPEG", random.Random(3).randbytes(900)),  # noqa: S311
    "profile cut short": lambda: _with_profile("PNG", photo_set.display_p3()[:300]),
    "profile for ink": lambda: _with_profile("JPEG", _ink_profile()),
    "text that is a bomb": lambda: (
        whole("PNG")[:33] + png_chunk(b"tEXt", b"Title\0" + bytes(900_000)) + whole("PNG")[33:]
    ),
}
_ODD: Final[dict[str, tuple[Callable[[], bytes], frozenset[Answer]]]] = {
    "nothing": (lambda: b"", _one(Refusal.EMPTY)),
    "too many bytes": (lambda: whole("JPEG") + bytes(MAX_BYTES), _one(Refusal.TOO_LARGE_FILE)),
    "jpeg without its last bytes": (lambda: whole("JPEG")[:-2], _EITHER),
    "png without its end": (lambda: whole("PNG")[:-12], _EITHER),
    "png with damaged pixels": (lambda: _crc_damaged(b"IDAT"), _EITHER),
    "png with far too many pixels in it": (
        lambda: png_that_claims(64, 48, _png_data(20_000_000)),
        _EITHER,
    ),
    "jpeg without its first table": (lambda: _without(whole("JPEG"), 0xC4), _EITHER),
    "jpeg without quantisation": (lambda: _without(whole("JPEG"), 0xDB), _EITHER),
    **{
        f"{kind} with flipped bytes, {seed}": (
            partial(flipped, kind, seed),
            _EITHER | {Refusal.TOO_MANY_PIXELS, Refusal.NOT_A_PHOTO, Refusal.ANIMATED},
        )
        for kind in ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
        for seed in range(6)
    },
}
#: Every bad or odd file with the answers that are right for it.
DAMAGED: Final[dict[str, tuple[Callable[[], bytes], frozenset[Answer]]]] = {
    **{name: (make, _one(Refusal.NOT_A_PHOTO)) for name, make in _NOT_A_PHOTO.items()},
    **{name: (make, _one(Refusal.BROKEN)) for name, make in _BROKEN.items()},
    **{name: (make, _one(Refusal.TOO_MANY_PIXELS)) for name, make in _TOO_MANY.items()},
    **{name: (make, _one(Refusal.ANIMATED)) for name, make in _ANIMATED.items()},
    **{name: (make, _one(None)) for name, make in _USABLE.items()},
    **_ODD,
}
