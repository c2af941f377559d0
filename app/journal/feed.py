"""Public news as an Atom feed. Source: RFC 4287."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_OID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM: Final = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class News:
    """Something that everybody may know."""

    #: Never changes and is never used again, such as `reisverslag/bcdfghjkmnpq`.
    key: str
    title: str
    text: str
    #: On this site.
    path: str
    published_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Frame:
    """What the feed itself is called, and where it is."""

    title: str
    author: str
    public_url: str
    #: Of the feed, on this site.
    path: str


def atom(frame: Frame, news: Iterable[News], *, empty_since: datetime) -> bytes:
    """Return the feed, news in the given order; one without news says so since `empty_since`."""
    items = list(news)
    updated = max((item.changed_at for item in items), default=empty_since)
    # Prefixes that other libraries register hold for the whole process; this one is our own.
    feed = Element("feed", {"xmlns": ATOM, "{http://www.w3.org/XML/1998/namespace}lang": "nl"})
    _add(feed, "id", f"{frame.public_url}{frame.path}")
    _add(feed, "title", frame.title)
    _add(feed, "updated", _moment(updated))
    _add(SubElement(feed, "author"), "name", frame.author)
    _link(feed, f"{frame.public_url}{frame.path}", "self")
    _link(feed, f"{frame.public_url}/", "alternate")
    for item in items:
        _entry(feed, frame, item)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: Element, frame: Frame, item: News) -> None:
    entry = SubElement(feed, "entry")
    # Stays the same when the site moves to another address.
    _add(entry, "id", uuid5(NAMESPACE_OID, item.key).urn)
    _add(entry, "title", item.title)
    _add(entry, "published", _moment(item.published_at))
    _add(entry, "updated", _moment(item.changed_at))
    _link(entry, f"{frame.public_url}{item.path}", "alternate")
    content = SubElement(entry, "content", {"type": "text"})
    content.text = item.text


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _link(parent: Element, address: str, kind: str) -> None:
    SubElement(parent, "link", {"rel": kind, "href": address})


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
