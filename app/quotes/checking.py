"""What may be printed of quotes and photos, and the proof that it is true."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.core.dates import local_day
from app.core.errors import InvalidError
from app.moderation.queries import redactions_by_story
from app.photos.models import PhotoOwner
from app.photos.queries import PhotoView, photos_by_owner
from app.quotes.contents import BookPhoto, BookQuote
from app.quotes.models import Quote
from app.quotes.proving import fingerprint, prove_text
from app.quotes.queries import is_usable
from app.stories.consent_rules import Use, may_show_photos, signature
from app.stories.models import Story


@dataclass(frozen=True)
class Untrue:
    """A stored quote that is not its teller's words."""

    ref: str
    story_ref: str


@dataclass(frozen=True)
class Checked:
    """A quote that may be printed, proven, with its story and what is hidden there."""

    quote: Quote
    story: Story
    fingerprint: str


def check_quotes(
    session: Session, pairs: Sequence[tuple[Quote, Story]]
) -> tuple[list[Checked], tuple[Untrue, ...]]:
    """Return those quotes that may be printed and are true, and those that aren't true."""
    usable = [(quote, story) for quote, story in pairs if is_usable(story, quote, Use.PAPER)]
    hidden = redactions_by_story(session, {story.id or 0 for _, story in usable})
    true, untrue = [], []
    for quote, story in usable:
        redactions = hidden.get(story.id or 0, ())
        try:
            prove_text(story.original or "", quote, redactions)
        except InvalidError:
            untrue.append(Untrue(quote.ref, story.ref))
        else:
            true.append(Checked(quote, story, fingerprint(quote, redactions)))
    return true, tuple(untrue)


def book_quote(
    checked: Checked, municipality: str, district: str, photos: tuple[BookPhoto, ...] = ()
) -> BookQuote:
    """Return the quote as it is read, on paper and screen."""
    quote, story = checked.quote, checked.story
    return BookQuote(
        ref=quote.ref,
        story_ref=story.ref,
        text=quote.text,
        language=story.language,
        signed_as=signature(story, municipality),
        district=district,
        is_minority=quote.is_minority,
        is_example=story.is_example,
        told_on=local_day(story.received_at),
        photos=photos,
        fingerprint=checked.fingerprint,
    )


def photos_by_story(session: Session, stories: Iterable[Story]) -> dict[str, tuple[BookPhoto, ...]]:
    """Return the photos that may be printed, by the reference of their story."""
    refs = {story.ref for story in stories if may_show_photos(story)}
    found = photos_by_owner(session, PhotoOwner.STORY, sorted(refs))
    return {
        ref: tuple(_photo(view) for view in views if view.shown) for ref, views in found.items()
    }


def _photo(view: PhotoView) -> BookPhoto:
    return BookPhoto(
        ref=view.ref,
        alt=view.alt,
        key=view.print_key,
        address=view.sources.jpeg[-1][0],
        width=view.width,
        height=view.height,
    )
