"""The check outside the sandbox finds anything that isn't pixels, wherever it sits."""

import pytest

from app.photos.bareness import is_bare_jpeg, is_bare_webp
from tests import photo_set
from tests.photo_set import SECRET, quarters, saved, with_segments

PICTURE = quarters(320, 240)
JPEG = saved(PICTURE, "JPEG")
WEBP = saved(PICTURE, "WEBP")


def _chunk(name: bytes) -> bytes:
    return name + len(SECRET).to_bytes(4, "little") + SECRET + b"\0" * (len(SECRET) % 2)


def _riff(body: bytes) -> bytes:
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def test_pixels_alone_are_bare() -> None:
    assert is_bare_jpeg(JPEG)
    assert is_bare_jpeg(saved(PICTURE, "JPEG", progressive=True))
    assert is_bare_jpeg(saved(PICTURE, "JPEG", restart_marker_rows=1))
    assert is_bare_webp(WEBP)
    assert is_bare_webp(saved(quarters(31, 17), "WEBP"))


@pytest.mark.parametrize("marker", [*range(0xE0, 0xF0), 0xFE, 0xC8, 0xF3, 0x01])
def test_no_other_segment_may_be_in_a_jpeg(marker: int) -> None:
    assert not is_bare_jpeg(with_segments(JPEG, (marker, SECRET)))
    end = JPEG[:-2] + bytes([0xFF, marker, 0, 2 + len(SECRET)]) + SECRET + b"\xff\xd9"
    assert not is_bare_jpeg(end)


def test_a_thumbnail_or_a_density_makes_a_jpeg_header_more_than_bare() -> None:
    assert not is_bare_jpeg(saved(PICTURE, "JPEG", dpi=(300, 300)))
    assert not is_bare_jpeg(JPEG.replace(b"JFIF\0\1\1\0\0\1\0\1\0\0", b"JFIF\0\1\1\0\0\1\0\1\1\1"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9"[:3],
        JPEG[:-1],
        JPEG[: len(JPEG) // 2],
        JPEG + b"\0",
        JPEG + JPEG,
        b"\0" + JPEG,
        WEBP,
        saved(PICTURE, "PNG"),
        saved(PICTURE, "JPEG", exif=photo_set.exif()),
        saved(PICTURE, "JPEG", comment=SECRET),
        saved(PICTURE, "JPEG", icc_profile=photo_set.display_p3()),
    ],
)
def test_other_bytes_are_no_bare_jpeg(content: bytes) -> None:
    assert not is_bare_jpeg(content)


@pytest.mark.parametrize("name", [b"EXIF", b"XMP ", b"ICCP", b"ANIM", b"JUNK", b"VP8 "])
def test_no_other_chunk_may_be_in_a_webp(name: bytes) -> None:
    assert not is_bare_webp(_riff(WEBP[8:] + _chunk(name)))
    assert not is_bare_webp(_riff(b"WEBP" + _chunk(name) + WEBP[12:]))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        WEBP[:-1],
        WEBP + b"\0",
        JPEG,
        saved(PICTURE, "WEBP", lossless=True),
        saved(PICTURE, "WEBP", exif=photo_set.exif()),
        saved(PICTURE, "WEBP", xmp=photo_set.xmp()),
    ],
)
def test_other_bytes_are_no_bare_webp(content: bytes) -> None:
    assert not is_bare_webp(content)
