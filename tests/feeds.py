"""Reading a feed of ours."""

from xml.etree.ElementTree import Element, fromstring


def read_feed(feed: bytes) -> Element:
    """Return the feed; it has to be well-formed."""
    return fromstring(feed)  # noqa: S314 - the app wrote it itself, a moment ago
