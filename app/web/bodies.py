"""What to do with a request body that is too large to be read."""

from typing import Final

from flask import request

_CHUNK: Final = 1 << 16
#: Nobody sends more by mistake; whoever does gets no answer.
_MOST: Final = 1_000_000_000


def drain_body() -> None:
    """Read the rest of the body and drop it: a browser that is still sending reads no answer."""
    stream = request.environ["wsgi.input"]
    left = min(request.content_length or 0, _MOST)
    while left > 0:
        chunk = stream.read(min(_CHUNK, left))
        if not chunk:
            return
        left -= len(chunk)
