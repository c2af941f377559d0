"""Whether an encoded picture is pixels and nothing else, told from its bytes alone.

The process that decodes reads what strangers sent, so its own word isn't enough: this runs
outside of it, on what it gave back, and uses no library that parses pictures.
"""

import re
from typing import Final

_START: Final = b"\xff\xd8"
_END: Final = b"\xff\xd9"
_SCAN: Final = 0xDA
#: Tables, the frame of a baseline or progressive picture, restart interval: no free text fits.
_NEEDED: Final = frozenset({0xC0, 0xC2, 0xC4, 0xDB, 0xDD})
#: Version 1.1, no unit, 1 by 1, without a thumbnail.
_JFIF: Final = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
#: Within a scan 0xFF is followed by 0 or a restart mark; anything else is a new marker.
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)


def is_bare_jpeg(content: bytes) -> bool:
    """Return whether this is one JPEG without a byte before, after or beside its picture."""
    if not content.startswith(_START):
        return False
    at = len(_START)
    if content.startswith(_JFIF, at):
        at += len(_JFIF)
    while content[at : at + 1] == b"\xff":
        if content[at : at + 2] == _END:
            return at + 2 == len(content)
        at = _after_segment(content, at)
    return False


def _after_segment(content: bytes, at: int) -> int:
    """Return where the segment at `at` ends, or the end of all when it shouldn't be there."""
    kind = int.from_bytes(content[at + 1 : at + 2], "big")
    end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    if kind in _NEEDED:
        return end
    following = _MARKER.search(content, end) if kind == _SCAN else None
    return len(content) if following is None else following.start()


def is_bare_webp(content: bytes) -> bool:
    """Return whether this is one lossy WebP: a single chunk `VP8 ` and nothing else."""
    length = int.from_bytes(content[16:20], "little")
    return (
        content[:4] == b"RIFF"
        and int.from_bytes(content[4:8], "little") + 8 == len(content)
        and content[8:16] == b"WEBPVP8 "
        and 20 + length + length % 2 == len(content)
    )
