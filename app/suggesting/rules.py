"""Matching a story with clusters by its words, with weights that were learned before. Pure."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

#: At most so many clusters are suggested.
SUGGESTED: Final = 3
#: Words that are named with each.
NAMED: Final = 4
#: A word that fewer texts use is not learned: it could be a name.
LEAST_TEXTS: Final = 3
#: Fewer tagged stories teach nothing.
LEAST_STORIES: Final = 20
#: More than this many of the newest tell nothing new.
MOST_STORIES: Final = 5_000
_WORD: Final = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Example:
    """What everybody of the staff may read of a story, and its clusters, the main one first."""

    text: str
    cluster_ids: tuple[int, ...]


@dataclass(frozen=True)
class Trial:
    """How often the main cluster of a story that was held back was among the first three."""

    stories: int
    hits: int
    #: The same for always naming the three commonest.
    common_hits: int

    @property
    def percent(self) -> int:
        """Of the stories, how many in a hundred."""
        return round(100 * self.hits / self.stories) if self.stories else 0

    @property
    def common_percent(self) -> int:
        """The same for the three commonest."""
        return round(100 * self.common_hits / self.stories) if self.stories else 0


@dataclass(frozen=True)
class Learned:
    """What was learned; nothing of it is anybody's text."""

    cluster_ids: tuple[int, ...]
    #: By word: how rare it is, and what it says for each cluster beside the others.
    words: Mapping[str, tuple[float, tuple[float, ...]]]
    trial: Trial


@dataclass(frozen=True)
class Suggestion:
    """A cluster that may fit, and the words of the story that say so, the strongest first."""

    cluster_id: int
    words: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, in order."""
    return _WORD.findall(text.lower())


def scores(learned: Learned, text: str) -> tuple[list[float], dict[str, float]]:
    """Return how well each cluster fits, in their order, and what each word counts for."""
    counted = Counter(words_of(text))
    raw = {
        word: (1 + math.log(count)) * learned.words[word][0]
        for word, count in counted.items()
        if word in learned.words
    }
    length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    weights = {word: value / length for word, value in raw.items()}
    found = [
        sum(value * learned.words[word][1][place] for word, value in weights.items())
        for place in range(len(learned.cluster_ids))
    ]
    return found, weights


def suggest(
    learned: Learned, text: str, offered: Sequence[int], tagged: Sequence[int] = ()
) -> list[Suggestion]:
    """Return the clusters that fit best, of those `offered` and not `tagged` yet."""
    found, weights = scores(learned, text)
    best = sorted(range(len(found)), key=lambda place: -found[place])
    fitting = [
        place
        for place in best
        if found[place] > 0
        and learned.cluster_ids[place] in offered
        and learned.cluster_ids[place] not in tagged
    ]
    return [
        Suggestion(learned.cluster_ids[place], tuple(_named(learned, weights, place)))
        for place in fitting[:SUGGESTED]
    ]


def pack(learned: Learned) -> dict[str, Any]:
    """Return what was learned as JSON holds it."""
    trial = learned.trial
    return {
        "clusters": list(learned.cluster_ids),
        "words": {word: [rare, *weights] for word, (rare, weights) in learned.words.items()},
        "trial": [trial.stories, trial.hits, trial.common_hits],
    }


def unpack(packed: Mapping[str, Any]) -> Learned:
    """Return what `pack` packed."""
    return Learned(
        tuple(packed["clusters"]),
        {word: (rare, tuple(weights)) for word, (rare, *weights) in packed["words"].items()},
        Trial(*packed["trial"]),
    )


def _named(learned: Learned, weights: Mapping[str, float], place: int) -> Iterator[str]:
    said = {word: value * learned.words[word][1][place] for word, value in weights.items()}
    strongest = sorted((word for word in said if said[word] > 0), key=lambda word: -said[word])
    yield from strongest[:NAMED]
