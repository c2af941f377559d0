"""Public stories as pages show them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from sqlmodel import Session

from app.core.text import ELLIPSIS, excerpt
from app.moderation.rules import Redaction, public_text
from app.photos.models import PhotoOwner
from app.photos.queries import PhotoView, photos_by_owner
from app.reading import queries
from app.reading.filters import Cluster, Names, Wanted
from app.reading.queries import StoryRow
from app.stories.consent_rules import default_signature
from app.stories.rules import Consent

#: Characters of the words that a card opens with, and of what follows.
OPENING: Final = 90
REST: Final = 150
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


@dataclass(frozen=True)
class Frame:
    """What is the same for every card of a list."""

    wanted: Wanted
    names: Names
    municipality: str


class _Around(NamedTuple):
    """What stands around the words of a story."""

    signed: str
    district: str
    tags: tuple[str, ...]


def make_cards(session: Session, stories: Sequence[StoryRow], frame: Frame) -> list[Card]:
    """Return the cards of a page of stories, whose links keep what the reader chose."""
    hidden = queries.redactions(session, stories)
    tags = queries.cluster_ids(session, stories)
    photos = shown_photos(session, stories)
    return [
        _card(
            story,
            hidden.get(story.id, ()),
            _Around(
                signed(story, frame.municipality),
                district_of(story, frame.names),
                tuple(cluster.short_title for cluster in clusters_of(tags, story, frame.names)),
            ),
            next(iter(photos.get(story.ref, ())), None),
            frame.wanted,
        )
        for story in stories
    ]


@lru_cache(maxsize=REMEMBERED)
def _card(
    story: StoryRow,
    hidden: tuple[Redaction, ...],
    around: _Around,
    photo: PhotoView | None,
    wanted: Wanted,
) -> Card:
    """Return the card for exactly this; when nothing of it has changed, the same one."""
    opening, rest = opening_of(public_text(story.original, hidden))
    return Card(
        url=wanted.address(f"/verhalen/{story.ref}"),
        opening=opening,
        rest=rest,
        lang=lang_of(story),
        signed=around.signed,
        district=around.district,
        when=story.published_at,
        tags=around.tags,
        photo=photo,
    )


def clusters_of(
    tags: Mapping[int, tuple[int, ...]], story: StoryRow, names: Names
) -> list[Cluster]:
    """Return the clusters of a story, the main one first."""
    return [names.clusters[tag] for tag in tags.get(story.id, ()) if tag in names.clusters]


def shown_photos(session: Session, stories: Sequence[StoryRow]) -> dict[str, list[PhotoView]]:
    """Return by story the photos that teller and staff both let everyone see."""
    agreed = [story.ref for story in stories if story.consent_photos is Consent.YES]
    if not agreed:
        return {}
    found = photos_by_owner(session, PhotoOwner.STORY, agreed)
    return {ref: [photo for photo in photos if photo.shown] for ref, photos in found.items()}


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
    return story.signed_as or default_signature(story.teller, municipality)


def district_of(story: StoryRow, names: Names) -> str:
    """Return the name of a story's district; empty when the teller didn't say."""
    found = names.districts.get(story.district_id or 0)
    return found.name if found else ""
