"""Public stories as pages show them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.core.text import ELLIPSIS, excerpt
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
#: Characters that are looked at for a card; stories may be as long as a booklet.
_HEAD: Final = 1_000
#: A first sentence of some length; shorter ones take the next one along.
_SENTENCE: Final = re.compile(r".{12,}?[.!?…؟。]['\"”’»)]*(?=\s)")
_LANGUAGE_OF_PAGES: Final = "nl"


@dataclass(frozen=True)
class Card:
    """A story in a list, with what `components/story_card.html` needs."""

    url: str
    opening: str
    rest: str
    lang: str
    signed: str
    district: str
    when: datetime
    clusters: Sequence[Cluster]
    photo: PhotoView | None

    @property
    def tags(self) -> list[str]:
        """The subjects in a few words each."""
        return [cluster.short_title for cluster in self.clusters]


def make_cards(
    session: Session,
    stories: Sequence[StoryRow],
    wanted: Wanted,
    *,
    names: Names,
    municipality: str,
) -> list[Card]:
    """Return the cards of `stories`, whose links keep what the reader chose."""
    texts = queries.public_texts(session, stories)
    tags = queries.cluster_ids(session, stories)
    photos = shown_photos(session, stories)
    cards = []
    for story in stories:
        opening, rest = opening_of(texts[story.id])
        shown = photos.get(story.ref)
        cards.append(
            Card(
                url=wanted.address(f"/verhalen/{story.ref}"),
                opening=opening,
                rest=rest,
                lang=lang_of(story),
                signed=signed(story, municipality),
                district=district_of(story, names),
                when=story.published_at,
                clusters=[names.clusters[tag] for tag in tags[story.id] if tag in names.clusters],
                photo=shown[0] if shown else None,
            )
        )
    return cards


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
