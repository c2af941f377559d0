"""What stands in a pack, as values: the same for paper and screen."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Final

from app.council.rules import PackKind
from app.council.subjects import PackSubject
from app.editions.models import ItemKind
from app.editions.services import Item
from app.quotes.contents import BookPhoto

#: Raised when the look of the pack changes, so that a kept PDF of the old look isn't handed out.
TEMPLATE_VERSION: Final = 1


@dataclass(frozen=True)
class PackPhoto:
    """A photo beside a quote."""

    #: Reference of the gathered item.
    item: str
    photo: BookPhoto
    chosen: bool = True


@dataclass(frozen=True)
class PackEntry:
    """One thing in a pack, with what staff wrote above it."""

    #: Reference of the gathered item.
    item: str
    subject: PackSubject
    intro: str = ""
    chosen: bool = True
    photos: tuple[PackPhoto, ...] = ()


@dataclass(frozen=True)
class PackGroup:
    """Things of one part under one heading."""

    title: str
    entries: tuple[PackEntry, ...]


@dataclass(frozen=True)
class PackPart:
    """A part of a pack, such as the quotes."""

    item: str
    kind: PackKind
    intro: str
    chosen: bool
    entries: tuple[PackEntry, ...]

    @property
    def groups(self) -> list[PackGroup]:
        """The entries by heading: by its rank, then by which comes first."""
        order = list(dict.fromkeys(each.subject.group for each in self.entries))
        in_order = sorted(
            self.entries,
            key=lambda each: (each.subject.rank, order.index(each.subject.group)),
        )
        grouped = groupby(in_order, key=lambda each: each.subject.group)
        return [PackGroup(title, tuple(entries)) for title, entries in grouped]


@dataclass(frozen=True)
class PackContents:
    """A whole pack."""

    meeting: str
    title: str
    programme: str
    municipality: str
    place: str
    starts_at: datetime
    agenda: tuple[str, ...]
    districts: tuple[str, ...]
    #: From which day on it tells what is new, and until which.
    since: date
    until: date
    is_example: bool
    parts: tuple[PackPart, ...]

    @property
    def entries(self) -> list[PackEntry]:
        """Everything, in the order of the pages."""
        return [entry for part in self.parts for group in part.groups for entry in group.entries]

    @property
    def photo_keys(self) -> frozenset[str]:
        """Keys in the storage of all photos."""
        return frozenset(each.photo.key for entry in self.entries for each in entry.photos)

    def items(self) -> tuple[Item, ...]:
        """Return what an edition notes: every quote and photo, in the order of the pages."""
        found = []
        for entry in self.entries:
            if entry.subject.quote is None:
                continue
            story = entry.subject.quote.story_ref
            found.append(Item(ItemKind.QUOTE, entry.subject.ref, story))
            found += [Item(ItemKind.PHOTO, each.photo.ref, story) for each in entry.photos]
        return tuple(found)

    def fingerprints(self) -> dict[str, str]:
        """Return a hash without words for each quote and photo, by its reference."""
        found = {}
        for entry in self.entries:
            if entry.subject.quote is not None:
                found[entry.subject.ref] = entry.subject.quote.fingerprint
            found.update({each.photo.ref: each.photo.fingerprint for each in entry.photos})
        return found

    @cached_property
    def digest(self) -> str:
        """Return a hash of everything that would be printed; the same content has the same."""
        facts = {"template": TEMPLATE_VERSION, **asdict(self)}
        packed = json.dumps(facts, sort_keys=True, default=_plain, ensure_ascii=False)
        return hashlib.sha256(packed.encode()).hexdigest()


def photos_of(
    entries: Iterable[PackEntry], photos: Sequence[tuple[str, PackPhoto]]
) -> list[PackEntry]:
    """Return the entries with the photos, given by story: each story's beside its first quote."""
    mine: dict[str, list[PackPhoto]] = {}
    for story, photo in photos:
        mine.setdefault(story, []).append(photo)
    return [
        PackEntry(
            each.item,
            each.subject,
            each.intro,
            each.chosen,
            tuple(mine.pop(each.subject.story_ref or "", ())),
        )
        for each in entries
    ]


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)
