"""XML written element by element, for documents that are too large to keep in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl


class XmlWriter:
    """Writes one document into a binary file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._out = XMLGenerator(file, encoding="utf-8", short_empty_elements=True)
        self._out.startDocument()

    @contextmanager
    def element(self, tag: str, /, **attributes: str) -> Iterator[None]:
        """Give an element, in which others can be written."""
        self._out.startElement(tag, AttributesImpl(attributes))
        yield
        self._out.endElement(tag)

    def empty(self, tag: str, /, **attributes: str) -> None:
        """Write an element with nothing in it."""
        self._out.startElement(tag, AttributesImpl(attributes))
        self._out.endElement(tag)

    def text(self, tag: str, words: str) -> None:
        """Write an element with nothing but `words` in it."""
        self._out.startElement(tag, AttributesImpl({}))
        self._out.characters(words)
        self._out.endElement(tag)
