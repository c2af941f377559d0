"""What stands in an edition, seen from today: what may not be shown any more is named, not shown.

An edition keeps of each quote and photo its reference and a hash without words. So its page can
show what was printed for as long as it still reads like that, and nothing else.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from app.editions import queries as edition_queries
from app.editions.models import Edition, EditionItem
from app.programme import queries as programme_queries
from app.programme.rules import ClusterKind
from app.quotes.checking import book_quote, check_quotes, photos_by_story
from app.quotes.contents import BookContents, BookPhoto, BookQuote, Chapter, Figure
from app.quotes.frame import place_name
from app.quotes.models import Quote
from app.stories.models import Story

#: Facts of a chapter that an edition keeps as they are: no resident's words.
_KEPT: Final = ("key", "kind", "title", "description", "stories", "people", "by_district", "usable")


def composition(contents: BookContents) -> dict[str, Any]:
    """Return what an edition keeps about the book besides its items; no resident's words."""
    return {
        "foreword": contents.foreword,
        "programme": contents.programme,
        "round_title": contents.round_title,
        "districts": list(contents.districts),
        "district_keys": list(contents.district_keys),
        "is_example": contents.is_example,
        "stories": contents.stories,
        "people": contents.people,
        "figures_note": contents.figures_note,
        "chapters": [_kept(chapter) for chapter in contents.chapters],
    }


def edition_contents(session: Session, edition: Edition) -> BookContents:
    """Return the book as it was printed, without what may not be shown any more."""
    items = edition_queries.items_of(session, edition)
    now = _Now(session, items)
    kept = edition.composition
    return BookContents(
        title=edition.title,
        foreword=kept.get("foreword", ""),
        round_title=kept.get("round_title", ""),
        round_key=edition.round_key or "",
        programme=kept.get("programme", ""),
        districts=tuple(kept.get("districts", ())),
        district_keys=tuple(kept.get("district_keys", ())),
        stories=kept.get("stories", 0),
        people=kept.get("people", 0),
        is_example=kept.get("is_example", False),
        figures_note=kept.get("figures_note", ""),
        homeless=0,
        chapters=tuple(_chapter(now, chapter) for chapter in kept.get("chapters", ())),
    )


def is_fit(session: Session, edition: Edition) -> bool:
    """Whether everything in the edition may be printed today, just as it was."""
    contents = edition_contents(session, edition)
    photos = sum(
        len(quote["photos"])
        for chapter in edition.composition.get("chapters", ())
        for quote in chapter["quotes"]
    )
    shown = [quote for quote in contents.quotes if not quote.is_gone]
    there = len(shown) + sum(len(quote.photos) for quote in shown)
    printed = len(contents.quotes) + photos
    return there == printed == len(edition_queries.items_of(session, edition))


class _Now:
    """What of the printed quotes and photos may be shown today."""

    def __init__(self, session: Session, items: Sequence[EditionItem]) -> None:
        self.stories = {item.reference: item.story_ref for item in items}
        wanted = (
            select(Quote, Story)
            .where(col(Story.id) == col(Quote.story_id))
            .where(col(Quote.ref).in_(self.stories))
        )
        pairs = [(quote, story) for quote, story in session.exec(wanted)]
        true, _ = check_quotes(session, pairs)
        municipality = place_name(programme_queries.get_programme(session).municipality)
        names = {each.id: each.name for each in programme_queries.districts(session)}
        self.quotes = {
            each.quote.ref: book_quote(
                each, municipality, names.get(each.story.district_id, "") or ""
            )
            for each in true
        }
        photos = photos_by_story(session, (each.story for each in true))
        self.photos = {photo.ref: photo for mine in photos.values() for photo in mine}


def _kept(chapter: Chapter) -> dict[str, Any]:
    return {
        **{name: getattr(chapter, name) for name in _KEPT},
        "figures": [[each.title, each.unit, each.values, each.remark] for each in chapter.figures],
        "quotes": [
            {
                "ref": quote.ref,
                "seen": quote.fingerprint,
                "minority": quote.is_minority,
                "photos": [[photo.ref, photo.fingerprint] for photo in quote.photos],
            }
            for quote in chapter.quotes
        ],
    }


def _chapter(now: _Now, kept: dict[str, Any]) -> Chapter:
    return Chapter(
        key=kept["key"],
        kind=ClusterKind(kept["kind"]),
        title=kept["title"],
        description=kept["description"],
        stories=kept["stories"],
        people=kept["people"],
        by_district=tuple((name, count) for name, count in kept["by_district"]),
        usable=kept["usable"],
        quotes=tuple(_quote(now, quote) for quote in kept["quotes"]),
        figures=tuple(
            Figure(title, unit, tuple((area, value) for area, value in values), remark)
            for title, unit, values, remark in kept["figures"]
        ),
    )


def _quote(now: _Now, kept: dict[str, Any]) -> BookQuote:
    found = now.quotes.get(kept["ref"])
    if found is None or found.fingerprint != kept["seen"]:
        return _gone(now, kept)
    photos = tuple(_photos(now, kept["photos"]))
    return BookQuote(
        **{**vars(found), "photos": photos, "is_minority": kept["minority"]},
    )


def _photos(now: _Now, kept: Iterable[tuple[str, str]]) -> Iterable[BookPhoto]:
    for ref, seen in kept:
        photo = now.photos.get(ref)
        if photo is not None and photo.fingerprint == seen:
            yield photo


def _gone(now: _Now, kept: dict[str, Any]) -> BookQuote:
    return BookQuote(
        ref=kept["ref"],
        story_ref=now.stories.get(kept["ref"], ""),
        text="",
        language="nl",
        signed_as="",
        district="",
        is_minority=kept["minority"],
        is_example=False,
        told_on=date.min,
        photos=(),
        fingerprint=kept["seen"],
        is_gone=True,
    )
