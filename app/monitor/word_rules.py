"""Which words of residents are told, and of how many of them. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: A word that fewer tellers use could be somebody's own.
LEAST_TELLERS: Final = 5
#: Words told of each subject.
TOLD: Final = 8
#: Words kept of each subject: some may fall below `LEAST_TELLERS` before words are looked for anew.
KEPT: Final = 12
#: Uses kept of each word; enough to see that it may still be told.
USES: Final = 25


class About(StrEnum):
    """What a word stands out for."""

    CLUSTER = "cluster"
    PERIOD = "period"


@dataclass(frozen=True)
class Text:
    """What everybody can read of one public story, and what it is about."""

    story_id: int
    words: str
    district_id: int | None
    cluster_ids: frozenset[int]
    #: First day of the quarter in which it was told, as ISO.
    period: str


@dataclass(frozen=True)
class Standing:
    """A word that stands out, with the places in the list of those texts that use it."""

    word: str
    places: tuple[int, ...]
