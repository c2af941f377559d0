"""What stands in the report of a period, as values."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Final

from app.journal.rules import Period

#: Raised when the look of the report changes, so that a kept PDF of the old look isn't used.
TEMPLATE_VERSION: Final = 1


@dataclass(frozen=True)
class ReportEntry:
    """One entry on paper."""

    ref: str
    day: date
    title: str
    text: str
    #: Name of the district; empty when it is for all.
    district: str
    #: Key in the storage of the picture for paper, and what is to be seen; empty without one.
    picture: str
    picture_words: str
    #: What it is about, in words.
    about: tuple[str, ...]

    @property
    def paragraphs(self) -> list[str]:
        """Its text, line by line."""
        return [line for line in self.text.split("\n") if line.strip()]


@dataclass(frozen=True)
class Month:
    """The entries of one month."""

    first: date
    entries: tuple[ReportEntry, ...]


@dataclass(frozen=True)
class Report:
    """A whole period, oldest entry first."""

    period: Period
    programme: str
    municipality: str
    entries: tuple[ReportEntry, ...]
    is_example: bool

    @property
    def months(self) -> list[Month]:
        """The entries by month."""
        by_month = groupby(self.entries, key=lambda entry: entry.day.replace(day=1))
        return [Month(first, tuple(entries)) for first, entries in by_month]

    @property
    def pictures(self) -> frozenset[str]:
        """Keys of all pictures."""
        return frozenset(entry.picture for entry in self.entries if entry.picture)

    @cached_property
    def digest(self) -> str:
        """Hash of everything that would be printed; the same content has the same."""
        facts = {"template": TEMPLATE_VERSION, **asdict(self)}
        packed = json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(packed.encode()).hexdigest()
