"""What stands in a file, as values: the same for every kind of file."""

from dataclasses import dataclass

from app.monitor.export_rules import Part, Traits
from app.monitor.export_texts import Stretch
from app.programme.rules import ClusterKind


@dataclass(frozen=True)
class ExportCode:
    """A cluster, as a code."""

    guid: str
    kind: ClusterKind
    #: Unlike that of every other code.
    name: str
    description: str
    #: As `#1B6CA8`.
    colour: str


@dataclass(frozen=True)
class ExportPhoto:
    """A photo that may be shown."""

    guid: str
    #: Unlike that of every other photo; ends in `.jpg`.
    name: str
    alt: str
    #: In the storage.
    key: str


@dataclass(frozen=True)
class ExportQuote:
    """A quote that may be printed."""

    guid: str
    is_minority: bool
    #: Names of its codes.
    codes: tuple[str, ...]
    #: Where its words stand in the text of the story, in order.
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class ExportStory:
    """What may leave of a story."""

    guid: str
    #: Unlike that of every other story; it tells neither who nor when.
    name: str
    traits: Traits
    part: Part
    #: One of us wrote it.
    is_example: bool
    #: Names of its codes, that of the main one first.
    codes: tuple[str, ...]
    text: str
    quotes: tuple[ExportQuote, ...]
    photos: tuple[ExportPhoto, ...]
