"""What stands in a quote book, as values: the same for paper and screen."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Final

from app.editions.models import ItemKind
from app.editions.services import Item
from app.programme.rules import ClusterKind

#: Raised when the look of the book changes, so that a kept PDF of the old look isn't handed out.
TEMPLATE_VERSION: Final = 2
#: A quote with more characters than this may run over to the next page.
LONG_QUOTE: Final = 900

#: A chapter with no more quotes than this stands on one page with its neighbours.
SHORT_CHAPTER: Final = 3


@dataclass(frozen=True)
class BookPhoto:
    """A photo in the book."""

    ref: str
    alt: str
    #: In the storage, for paper.
    key: str
    #: On this site, for the screen.
    address: str
    width: int
    height: int

    @property
    def fingerprint(self) -> str:
        """Hash of the picture: another one means that something was blurred."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class BookQuote:
    """A quote in the book, as it is read."""

    ref: str
    story_ref: str
    text: str
    language: str
    signed_as: str
    #: Name of the district; empty when the story has none.
    district: str
    is_minority: bool
    #: One of us wrote it.
    is_example: bool
    told_on: date
    photos: tuple[BookPhoto, ...]
    #: Hash of what the quote is made of, without its words: another one means that it changed.
    fingerprint: str
    #: It was printed and may not be shown any more, or reads otherwise by now; it has no text.
    is_gone: bool = False

    @property
    def is_long(self) -> bool:
        """Whether it may run over to the next page."""
        return len(self.text) > LONG_QUOTE


@dataclass(frozen=True)
class Figure:
    """An indicator beside the stories."""

    title: str
    unit: str
    #: (area, value) with the value as it is read; unknown ones are absent.
    values: tuple[tuple[str, str], ...]
    remark: str


@dataclass(frozen=True)
class Chapter:
    """Everything about one cluster."""

    key: str
    kind: ClusterKind
    title: str
    description: str
    #: Stories of the round in these districts that are about it, and how many people told them.
    stories: int
    people: int
    #: (district, stories), those without a district under an empty name.
    by_district: tuple[tuple[str, int], ...]
    #: How many quotes could have stood here.
    usable: int
    #: Minority voices last.
    quotes: tuple[BookQuote, ...]
    figures: tuple[Figure, ...]

    @property
    def groups(self) -> tuple[tuple[bool, tuple[BookQuote, ...]], ...]:
        """(whether these are minority voices, quotes) as the pages show them; none is empty."""
        split = (
            (minority, tuple(each for each in self.quotes if each.is_minority is minority))
            for minority in (False, True)
        )
        return tuple(group for group in split if group[1])

    @property
    def is_short(self) -> bool:
        """Whether it takes so little room that a page of its own would stay nearly empty."""
        height = sum(1 + len(quote.photos) * 2 + quote.is_long * 2 for quote in self.quotes)
        return height <= SHORT_CHAPTER

    @property
    def voices(self) -> int:
        """From how many stories the quotes come."""
        return len({quote.story_ref for quote in self.quotes})

    @property
    def most_from_one(self) -> int:
        """How many of the quotes come from one and the same story, at most."""
        refs = [quote.story_ref for quote in self.quotes]
        return max(map(refs.count, refs), default=0)


@dataclass(frozen=True)
class BookContents:
    """A whole book."""

    title: str
    foreword: str
    round_title: str
    round_key: str
    programme: str
    districts: tuple[str, ...]
    #: Keys of the districts that were chosen; none means all, and stories without one too.
    district_keys: tuple[str, ...]
    stories: int
    people: int
    is_example: bool
    #: Where the figures in the margins come from.
    figures_note: str
    #: Quotes that may be printed but are about none of the chosen clusters.
    homeless: int
    chapters: tuple[Chapter, ...]

    @property
    def quotes(self) -> list[BookQuote]:
        """Every quote, in the order of the pages."""
        return [quote for chapter in self.chapters for quote in chapter.quotes]

    def items(self) -> tuple[Item, ...]:
        """Return what an edition notes: every quote and photo, in the order of the pages."""
        found = []
        for quote in self.quotes:
            found.append(Item(ItemKind.QUOTE, quote.ref, quote.story_ref))
            found += [Item(ItemKind.PHOTO, photo.ref, quote.story_ref) for photo in quote.photos]
        return tuple(found)

    @cached_property
    def digest(self) -> str:
        """Return a hash of everything that would be printed; the same content has the same."""
        facts = {"template": TEMPLATE_VERSION, **asdict(self)}
        packed = json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(packed.encode()).hexdigest()
