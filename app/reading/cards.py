"""Public stories as pages show them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from app.core.prepared import Reader
from app.core.text import ELLIPSIS, excerpt
from app.moderation.rules import Redaction, public_text
from app.photos import queries as photos
from app.photos.models import PhotoOwner
from app.photos.queries import PhotoView
from app.photos.rules import SIZES
from app.reading import queries
from app.reading.filters import Cluster, Names
from app.reading.queries import StoryRow
from app.stories.consent_rules import default_signature
from app.stories.rules import Consent, TellerKind

#: Characters of the words that a card opens with, and of what follows.
OPENING: Final = 90
REST: Final = 150
#: Pixels of the largest photo on a card.
THUMBNAIL: Final = 800
#: Cards that a process remembers: what most readers see.
REMEMBERED: Final = 400
#: Characters that are looked at for a card; stories may be as long as a booklet.
_HEAD: Final = 1_000
#: A first sentence of some length; shorter ones take the next one along.
_SENTENCE: Final = re.compile(r".{12,}?[.!?…؟。]['\"”’»)]*(?=\s)")
_LANGUAGE_OF_PAGES: Final = "nl"


@dataclass(frozen=True, eq=False)
class Card:
    """A story in a list, with what `components/story_card.html` needs."""

    url: str
    opening: str
    rest: str
    lang: str
    signed: str
    district: str
    when: datetime
    #: The subjects in a few words each.
    tags: tuple[str, ...]
    photo: PhotoView | None


class Frame(NamedTuple):
    """What is the same for every card of a list."""

    #: The reader's choice, as it stands behind the address of each story.
    choice: str
    names: Names
    municipality: str


def make_cards(reader: Reader, stories: Sequence[StoryRow], frame: Frame) -> list[Card]:
    """Return the cards of a page of stories, whose links keep what the reader chose."""
    hidden = queries.redactions(reader, stories)
    tags = queries.cluster_ids(reader, stories)
    shown = shown_photos(reader, stories, largest=THUMBNAIL)
    return [
        _card(
            story,
            hidden.get(story.id, ()),
            tags.get(story.id, ()),
            next(iter(shown.get(story.ref, ())), None),
            frame,
        )
        for story in stories
    ]


@lru_cache(maxsize=REMEMBERED)
def _card(
    story: StoryRow,
    hidden: tuple[Redaction, ...],
    tags: tuple[int, ...],
    photo: PhotoView | None,
    frame: Frame,
) -> Card:
    """Return the card for exactly this; when nothing of it has changed, the same one."""
    opening, rest = opening_of(public_text(story.original, hidden))
    clusters = clusters_of(tags, frame.names)
    return Card(
        url=f"/verhalen/{story.ref}{frame.choice}",
        opening=opening,
        rest=rest,
        lang=lang_of(story),
        signed=signed(story, frame.municipality),
        district=district_of(story, frame.names),
        when=story.published_at,
        tags=tuple(cluster.short_title for cluster in clusters),
        photo=photo,
    )


def clusters_of(tags: Sequence[int], names: Names) -> list[Cluster]:
    """Return the clusters with these numbers, in their order."""
    return [names.clusters[tag] for tag in tags if tag in names.clusters]


def shown_photos(
    reader: Reader, stories: Sequence[StoryRow], *, largest: int = max(SIZES)
) -> dict[str, list[PhotoView]]:
    """Return by story the photos that teller and staff both let everyone see."""
    agreed = [story.ref for story in stories if story.consent_photos == Consent.YES]
    return photos.shown_photos(reader, PhotoOwner.STORY, agreed, largest=largest)


def opening_of(text: str) -> tuple[str, str]:
    """Return the first sentence of a story, or as much of it as fits, and some of what follows."""
    words = " ".join(text[:_HEAD].split())
    sentence = _SENTENCE.match(f"{words} "[: OPENING + 1])
    opening = sentence[0] if sentence else excerpt(words, OPENING)
    rest = words.removeprefix(opening.removesuffix(ELLIPSIS)).strip().removeprefix(ELLIPSIS)
    return opening, excerpt(rest, REST)


def lang_of(story: StoryRow) -> str:
    """Return the language of a story where it differs from the page's, else nothing."""
    return "" if story.language == _LANGUAGE_OF_PAGES else story.language


def signed(story: StoryRow, municipality: str) -> str:
    """Return how the teller of a public story is signed."""
    return story.signed_as or default_signature(TellerKind(story.teller), municipality)


def district_of(story: StoryRow, names: Names) -> str:
    """Return the name of a story's district; empty when the teller didn't say."""
    found = names.districts.get(story.district_id or 0)
    return found.name if found else ""
