"""The ledger as one JSON file that anybody can check without this program."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.core.errors import InvalidError
from app.ledger.rules import START, Entry, Head, NotCanonicalError, canonical, facts_of

#: Version of the file's form, raised when a reader of the old form would be wrong.
FORMAT: Final = 1


class NotALedgerError(InvalidError):
    """A file is no ledger in the form that can be downloaded here."""


@dataclass(frozen=True)
class Download:
    """What such a file holds."""

    entries: list[Entry]
    #: What the file says its last entry is.
    head: Head


def write_download(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the file bit by bit: the entries, one a line, and the last one's number and hash."""
    head, between = START, "\n"
    yield f'{{"format":{FORMAT},"entries":['
    for entry in entries:
        yield between + _line(entry)
        head, between = Head(entry.seq, entry.hash), ",\n"
    yield '\n],"head":' + _json({"seq": head.seq, "hash": head.hash}) + "}\n"


def read_download(content: bytes) -> Download:
    """Return what a file says; whether its entries hold together is for `rules.examine` to tell.

    Raises:
        NotALedgerError: it can't be read, or is something else.
    """
    try:
        read = json.loads(content, object_pairs_hook=_each_key_once)
    except (ValueError, RecursionError) as error:
        raise NotALedgerError(str(error)) from error
    match read:
        case {"format": 1, "entries": list(entries), "head": {"seq": int(seq), "hash": str(found)}}:
            told = [_entry(place, value) for place, value in enumerate(entries, 1)]
            return Download(told, Head(seq, found))
    raise NotALedgerError(f"no object with format {FORMAT}, entries and head")


def _line(entry: Entry) -> str:
    facts = facts_of(entry)
    return _json(
        {
            "seq": entry.seq,
            "time": entry.time,
            "kind": entry.kind,
            "payload": entry.payload if facts is None else facts,
            "previous": entry.previous,
            "hash": entry.hash,
        }
    )


def _json(fields: dict[str, Any]) -> str:
    try:
        return canonical(fields).decode()
    except NotCanonicalError:
        # A damaged entry is handed out as it is, so that the damage can be seen.
        return json.dumps(fields, sort_keys=True)


def _entry(place: int, value: object) -> Entry:
    """Return an entry of the file; what is none becomes one without a form."""
    match value:
        case {
            "seq": int(seq),
            "time": str(time),
            "kind": str(kind),
            "payload": dict(facts),
            "previous": str(previous),
            "hash": str(found),
            **others,
        } if not others and not isinstance(seq, bool):
            about = facts.get("subject")
            subject = about if isinstance(about, str) else None
            return Entry(seq, time, kind, _payload(facts), previous, found, subject)
    return Entry(place, "", "", "", "", "", None)


def _payload(facts: dict[str, Any]) -> str:
    try:
        return canonical(facts).decode()
    except NotCanonicalError:
        return ""


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key that stands in an object twice")
    return found
