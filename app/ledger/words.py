"""The ledger in Dutch: what an entry tells, what is wrong, and the line on printed packs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session

from app.ledger import queries
from app.ledger.rules import (
    START,
    Entry,
    Wrong,
    canonical,
    facts_of,
    flaw_of,
    grouped,
    moment_of,
)

#: Hexadecimal digits of a hash that stand in a list; the whole hash is one tap away.
_SHORT: Final = 8
_WRONG: Final = {
    Wrong.GAP: _l("Hier ontbreekt een regel, of er is een regel tussen gezet."),
    Wrong.FORM: _l("Deze regel is beschadigd."),
    Wrong.PREVIOUS: _l("Deze regel past niet meer op de regel ervoor."),
    Wrong.HASH: _l("De tekst van deze regel is veranderd."),
}


@dataclass(frozen=True)
class Told:
    """An entry in words, and where there is more about it."""

    text: str
    url: str | None = None


#: Tells an entry of one kind from its payload; `create_app` collects them by kind.
Describer = Callable[[Mapping[str, Any]], Told]


@dataclass(frozen=True)
class Line:
    """An entry as the list shows it."""

    seq: int
    kind: str
    subject: str | None
    #: None where it is damaged.
    at: datetime | None
    #: None where nobody has words for its kind, or it is damaged.
    told: Told | None
    #: Name and value of each fact, for entries that nobody has words for.
    facts: list[tuple[str, str]]
    #: Its payload as it is stored.
    payload: str
    short: str
    digest: str
    previous: str
    wrong: str


def line_of(entry: Entry, describers: Mapping[str, Describer]) -> Line:
    """Return an entry in words; one that is damaged is shown as it is and never interpreted."""
    flaw = flaw_of(entry)
    facts = facts_of(entry) if flaw is None else None
    describer = describers.get(entry.kind)
    return Line(
        seq=entry.seq,
        kind=_shown(entry.kind),
        subject=entry.subject if flaw is None else None,
        at=moment_of(entry) if flaw is None else None,
        told=describer(facts) if describer and facts is not None else None,
        facts=[(name, _value(value)) for name, value in (facts or {}).items()],
        payload=_shown(entry.payload),
        short=grouped(_shown(entry.hash[:_SHORT])),
        digest=grouped(_shown(entry.hash)),
        previous=grouped(_shown(entry.previous)),
        wrong=wrong_in_words(flaw) if flaw else "",
    )


def wrong_in_words(wrong: Wrong) -> str:
    """Return what is wrong with an entry of the stored ledger."""
    return str(_WRONG[wrong])


def head_line(session: Session) -> str:
    """Return the line that printed packs carry, so that paper proves what stood here."""
    head = queries.head(session)
    if head == START:
        return str(_("Stand van het logboek: nog leeg"))
    return str(
        _(
            "Stand van het logboek: nr %(number)s, %(hash)s",
            number=head.seq,
            hash=grouped(head.hash),
        )
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(_("ja") if value else _("nee"))
    return value if isinstance(value, str) else canonical(value).decode()


def _shown(stored: str) -> str:
    """Return stored text with a question mark for each byte that is no text."""
    return stored.encode("utf-8", "replace").decode()
