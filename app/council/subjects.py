"""What can stand in a pack, as values: each room that has something new tells it.

`create_app` keeps a list of functions under `pack_sources`; each returns what is new in a stretch
of time in some districts. So a pack can hold figures of rooms that this one doesn't know.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.council.rules import PackKind
from app.programme.models import District
from app.quotes.contents import BookPhoto, BookQuote

#: Name of the list of sources in `app.extensions`.
SOURCES: Final = "pack_sources"


@dataclass(frozen=True)
class PackTable:
    """Figures: every cell is as it is read."""

    caption: str
    head: tuple[str, ...]
    #: The first cell of each says what the row is about.
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PackBar:
    """A line of a chart, which its words tell as well."""

    words: str
    #: In hundredths of the whole line.
    share: float
    is_first: bool = False


@dataclass(frozen=True)
class PackSubject:
    """One thing that can stand in a pack."""

    kind: PackKind
    #: Reference of the quote, poll, promise or whatever it is; unique within its kind.
    ref: str
    title: str
    #: Paragraphs.
    words: tuple[str, ...] = ()
    #: The heading that it stands under within its part; empty for none.
    group: str = ""
    #: Where that heading stands among those of its part, smallest first.
    rank: int = 0
    #: Where it stands, in words, as on a label.
    label: str = ""
    #: Ids of the districts whose staff may see it before it is printed; none: all of them.
    districts: frozenset[int] = frozenset()
    tables: tuple[PackTable, ...] = ()
    bars: tuple[PackBar, ...] = ()
    quote: BookQuote | None = None
    photo: BookPhoto | None = None
    #: The story that it came from.
    story_ref: str | None = None
    #: Where everybody reads more, as a path on this site; empty where they can't.
    path: str = ""
    #: A stored quote that is not its teller's words: nothing is made while it is chosen.
    is_untrue: bool = False


#: Tells what is new: (session, since, until, districts).
PackSource = Callable[[Session, datetime, datetime, Sequence[District]], Sequence[PackSubject]]


def ask_all(
    sources: Sequence[PackSource],
    session: Session,
    since: datetime,
    until: datetime,
    districts: Sequence[District],
) -> list[PackSubject]:
    """Return what every source tells, in their order."""
    return [subject for source in sources for subject in source(session, since, until, districts)]
