"""A chain of entries, each of which holds the hash of the one before. Pure.

Whoever changes an old entry has to change the hash of every later one; so a head that somebody
has on paper proves all that came before it.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from app.core.errors import InvalidError

#: What the first entry has for the hash of the one before it.
GENESIS: Final = "0" * 64
#: Beyond it a reader that counts in floating point, such as a browser, sees another number.
MAX_INTEGER: Final = 2**53 - 1
_KIND: Final = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
_GROUP: Final = 4


class NotCanonicalError(InvalidError):
    """A value has no single canonical form, so that it can't be hashed."""


class Wrong(StrEnum):
    """What can be wrong with an entry."""

    #: Its number is not the one that comes next: something was removed, added or moved.
    GAP = "gap"
    #: It is not written as entries are.
    FORM = "form"
    #: It doesn't hold the hash of the entry before it.
    PREVIOUS = "previous"
    #: Its own hash doesn't fit what it says.
    HASH = "hash"
    #: It fits the others, and is not the one that was known by this number.
    HEAD = "head"
    #: It was known once, and is no longer there.
    CUT = "cut"


@dataclass(frozen=True)
class Entry:
    """One entry, as it is stored and as it is hashed."""

    seq: int
    #: Such as `2026-11-23T13:05:00Z`.
    time: str
    kind: str
    #: JSON text in canonical form.
    payload: str
    previous: str
    hash: str
    #: What the list can be searched by; the same as `subject` in the payload.
    subject: str | None


@dataclass(frozen=True)
class Head:
    """The last entry that somebody knows of: it proves all entries up to it."""

    seq: int
    hash: str


#: The head of a ledger without entries.
START: Final = Head(0, GENESIS)


@dataclass(frozen=True)
class Fault:
    """The first entry that is broken, and what is wrong with it."""

    #: The number that an entry should have had in this place.
    seq: int
    wrong: Wrong


@dataclass(frozen=True)
class Examined:
    """How far a chain holds."""

    #: The last entry up to which everything holds.
    head: Head
    fault: Fault | None
    #: What stands in the place of the first broken entry, if anything does.
    broken: Entry | None = None


def canonical(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON can hold, refused below if not
    """Return the one way to write `value` as JSON, in UTF-8.

    No spaces, keys in order, texts exactly as given (nothing is normalised). Keys are ASCII, so
    that every program sorts them alike. Fractions are refused: how to print them is what programs
    disagree on, and the long part of the standard that this otherwise follows.

    Raises:
        NotCanonicalError: it is no text, whole number, yes or no, nothing, list or dict of those.

    Source: RFC 8785, JSON Canonicalization Scheme.
    """
    _check(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError("half of a surrogate pair") from error


def entry_hash(seq: int, time: str, kind: str, payload: Mapping[str, Any], previous: str) -> str:
    """Return the SHA-256, in hexadecimal, of an entry: of its canonical JSON without its hash.

    Raises:
        NotCanonicalError: the payload has no canonical form.
    """
    fields = {"seq": seq, "time": time, "kind": kind, "payload": payload, "previous": previous}
    return hashlib.sha256(canonical(fields)).hexdigest()


def time_text(moment: datetime) -> str:
    """Return a moment as it is hashed: UTC, whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def moment_of(entry: Entry) -> datetime:
    """Return when a sound entry was made."""
    return datetime.fromisoformat(entry.time)


def facts_of(entry: Entry) -> dict[str, Any] | None:
    """Return the payload; None when it isn't an object in canonical form."""
    try:
        facts = json.loads(entry.payload)
        is_canonical = canonical(facts) == entry.payload.encode()
    except (ValueError, RecursionError, NotCanonicalError):
        return None
    return facts if is_canonical and isinstance(facts, dict) else None


def is_kind(kind: str) -> bool:
    """Whether `kind` is written as kinds are: what it is about, a point, what happened."""
    return _KIND.fullmatch(kind) is not None


def flaw_of(entry: Entry) -> Wrong | None:
    """Return what is wrong with an entry by itself, whatever stands around it."""
    facts = facts_of(entry)
    if facts is None or facts.get("subject") != entry.subject:
        return Wrong.FORM
    if not (is_kind(entry.kind) and _is_time(entry.time)):
        return Wrong.FORM
    try:
        found = entry_hash(entry.seq, entry.time, entry.kind, facts, entry.previous)
    except NotCanonicalError:
        return Wrong.FORM
    return None if found == entry.hash else Wrong.HASH


def examine(entries: Iterable[Entry], *, head: Head | None = None) -> Examined:
    """Return how far `entries`, in their order, hold together, and where they no longer do.

    Only with a `head` that was known before, on paper say, can it tell that entries were cut off
    at the end, or that the whole chain was made anew.
    """
    last = START
    for entry in entries:
        wrong = _wrong(entry, last, head)
        if wrong is not None:
            return Examined(last, Fault(last.seq + 1, wrong), entry)
        last = Head(entry.seq, entry.hash)
    if head is not None and head.seq > last.seq:
        return Examined(last, Fault(last.seq + 1, Wrong.CUT))
    return Examined(last, None)


def verify(entries: Iterable[Entry], *, head: Head | None = None) -> Fault | None:
    """Return the first broken entry and what is wrong with it, or None: see `examine`."""
    return examine(entries, head=head).fault


def grouped(digest: str) -> str:
    """Return a hash in groups of four, as people read and compare it."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


def _wrong(entry: Entry, last: Head, head: Head | None) -> Wrong | None:
    if entry.seq != last.seq + 1:
        return Wrong.GAP
    flaw = flaw_of(entry)
    if flaw is Wrong.FORM:
        return flaw
    if entry.previous != last.hash:
        return Wrong.PREVIOUS
    if flaw is None and head is not None and entry.seq == head.seq and entry.hash != head.hash:
        return Wrong.HEAD
    return flaw


def _is_time(text: str) -> bool:
    try:
        return time_text(datetime.fromisoformat(text)) == text
    except (ValueError, OverflowError):
        return False


def _check(value: object) -> None:
    """Raise `NotCanonicalError` where a value could be written in more ways than one."""
    inner: Iterable[object] = ()
    if isinstance(value, dict):
        if not all(isinstance(key, str) and key.isascii() for key in value):
            raise NotCanonicalError("a key that is no ASCII text")
        inner = value.values()
    elif isinstance(value, list):
        inner = value
    elif not isinstance(value, str | int | None):
        raise NotCanonicalError(f"{type(value).__name__} has no one form")
    elif isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise NotCanonicalError(f"{value} is too large")
    for each in inner:
        _check(each)
