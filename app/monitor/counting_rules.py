"""What a story adds to the counts of the monitor. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from app.stories.rules import Outcome, StoryStatus

#: What stands where a trait isn't known.
UNKNOWN: Final = ""
#: The one value of `Trait.ALL`.
EVERY: Final = ""


class Trait(StrEnum):
    """By what stories are counted."""

    #: Every story once.
    ALL = "all"
    #: Id of each of its clusters; a story can have several.
    CLUSTER = "cluster"
    CHANNEL = "channel"
    LANGUAGE = "language"
    AGE = "age"
    #: Working days until its first answer; unknown while there is none.
    ANSWER = "answer"


class Mark(NamedTuple):
    """Where a story is counted."""

    #: First day of the month in which it was told.
    month: date
    #: None when nobody knows.
    district_id: int | None
    round_id: int | None
    trait: Trait
    value: str


@dataclass(frozen=True)
class Telling:
    """What counts of one story; nothing of its words."""

    month: date
    district_id: int | None
    round_id: int | None
    channel: str
    language: str
    age: str
    #: Working days until the first answer; None while there is none.
    days: int | None
    cluster_ids: tuple[int, ...] = ()


def counts(status: StoryStatus, outcome: Outcome | None) -> bool:
    """Whether a story is one of those counted: not withdrawn and not refused."""
    return status is not StoryStatus.WITHDRAWN and outcome is not Outcome.REFUSED


def marks(telling: Telling) -> Iterator[Mark]:
    """Yield every place where this story is counted, each once."""
    values = [
        (Trait.ALL, EVERY),
        (Trait.CHANNEL, telling.channel),
        (Trait.LANGUAGE, telling.language),
        (Trait.AGE, telling.age),
        (Trait.ANSWER, UNKNOWN if telling.days is None else str(telling.days)),
        *((Trait.CLUSTER, str(each)) for each in telling.cluster_ids),
    ]
    for trait, value in values:
        yield Mark(telling.month, telling.district_id, telling.round_id, trait, value)
