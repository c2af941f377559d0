"""What stands in a quote book: read in one moment, proven, and the same for paper and screen."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, func, or_, select

from app.core.dates import local_day
from app.editions.models import ItemKind
from app.editions.services import Item
from app.moderation.models import StoryCluster
from app.photos.models import PhotoOwner
from app.photos.queries import PhotoView, photos_by_owner
from app.programme import queries as programme_queries
from app.programme.models import Cluster, District, Indicator, Programme, Round
from app.programme.rules import ClusterKind
from app.quotes import services
from app.quotes.models import Quote, QuoteBook
from app.quotes.queries import clusters_by_quote, is_usable
from app.stories.consent_rules import Use, may_show_photos, signature
from app.stories.models import Story
from app.stories.rules import Outcome, StoryStatus

#: Raised when the look of the book changes, so that a kept PDF of the old look isn't handed out.
TEMPLATE_VERSION: Final = 1
#: A quote with more characters than this may run over to the next page.
LONG_QUOTE: Final = 900


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
    quotes: tuple[BookQuote, ...]
    figures: tuple[Figure, ...]

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

    def digest(self) -> str:
        """Return a hash of everything that would be printed; the same content has the same."""
        facts = {"template": TEMPLATE_VERSION, **asdict(self)}
        packed = json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(packed.encode()).hexdigest()


@dataclass(frozen=True)
class _Frame:
    """What all chapters of a book share."""

    book: QuoteBook
    round: Round
    municipality: str
    #: Of the districts that the book is about, by id; None stands for stories without one.
    districts: dict[int | None, str]
    indicators: dict[str, Indicator]
    areas: tuple[tuple[str, str], ...]


def book_contents(session: Session, book: QuoteBook) -> BookContents:
    """Return what stands in `book` now: only what may be printed, each quote proven.

    Raises:
        QuoteNotVerbatimError: a stored quote is not its teller's words; nothing is made.
    """
    frame = _frame(session, book)
    chosen = set(book.clusters)
    clusters = [
        cluster
        for cluster in programme_queries.clusters(session, retired=True)
        if (cluster.key in chosen if chosen else not cluster.retired)
    ]
    quotes = _usable(session, frame)
    chapters = _chapters(session, frame, clusters, quotes)
    programme = programme_queries.get_programme(session)
    stories = session.exec(select(func.count(col(Story.id))).where(*_told(frame))).one()
    return BookContents(
        title=book.title,
        foreword=book.foreword,
        round_title=frame.round.title,
        round_key=frame.round.key,
        programme=programme.name,
        districts=tuple(name for id_, name in frame.districts.items() if id_ is not None),
        district_keys=tuple(book.districts),
        stories=stories,
        people=stories,
        is_example=programme.is_example,
        figures_note=_figures_note(programme),
        chapters=chapters,
    )


def _frame(session: Session, book: QuoteBook) -> _Frame:
    round_ = session.get(Round, book.round_id)
    assert round_ is not None
    every: Sequence[District] = programme_queries.districts(session)
    names: dict[int | None, str] = {
        district.id: district.name
        for district in every
        if not book.districts or district.key in book.districts
    }
    if not book.districts:
        names[None] = ""
    municipality = place_name(programme_queries.get_programme(session).municipality)
    areas = [("netherlands", "Nederland"), ("municipality", municipality)]
    areas += [(district.key, district.name) for district in every if district.id in names]
    return _Frame(
        book=book,
        round=round_,
        municipality=municipality,
        districts=names,
        indicators={found.key: found for found in programme_queries.indicators(session)},
        areas=tuple(areas),
    )


def _told(frame: _Frame) -> list[Any]:
    """Return the conditions of a story that counts in this book."""
    ids = [id_ for id_ in frame.districts if id_ is not None]
    unplaced = [col(Story.district_id).is_(None)] if None in frame.districts else []
    here = or_(col(Story.district_id).in_(ids), *unplaced)
    refused = col(Story.outcome) == Outcome.REFUSED
    return [
        here,
        Story.round_id == frame.round.id,
        col(Story.status) != StoryStatus.WITHDRAWN,
        col(Story.outcome).is_(None) | ~refused,
    ]


def _usable(session: Session, frame: _Frame) -> list[tuple[Quote, Story]]:
    wanted = (
        select(Quote, Story)
        .where(col(Story.id) == col(Quote.story_id), *_told(frame))
        .order_by(col(Story.received_at), col(Story.id), col(Quote.id))
    )
    found = []
    for quote, story in session.exec(wanted):
        if is_usable(story, quote, Use.PAPER):
            services.prove(session, story, quote)
            found.append((quote, story))
    return found


def _chapters(
    session: Session,
    frame: _Frame,
    clusters: Sequence[Cluster],
    quotes: Sequence[tuple[Quote, Story]],
) -> tuple[Chapter, ...]:
    homes = _homes(session, clusters, quotes)
    order = {ref: place for place, ref in enumerate(frame.book.quote_order)}
    sorted_quotes = sorted(quotes, key=lambda pair: order.get(pair[0].ref, len(order)))
    photos = _photos(session, frame, [story for _, story in sorted_quotes])
    printed: set[str] = set()
    chapters = []
    for cluster in clusters:
        mine = [(quote, story) for quote, story in sorted_quotes if homes[quote.ref] == cluster.id]
        shown = [pair for pair in mine if pair[0].ref not in frame.book.left_out]
        views = []
        for quote, story in shown:
            # A story's photos stand once, beside its first quote.
            own = () if story.ref in printed else photos.get(story.ref, ())
            printed.add(story.ref)
            views.append(_quote(frame, quote, story, own))
        chapters.append(_chapter(session, frame, cluster, views, usable=len(mine)))
    return tuple(chapter for chapter in chapters if chapter.quotes or chapter.stories)


def _homes(
    session: Session, clusters: Sequence[Cluster], quotes: Sequence[tuple[Quote, Story]]
) -> dict[str, int | None]:
    """Return in which chapter each quote stands: its story's main subject, else its own first."""
    chosen = [cluster.id for cluster in clusters]
    tagged = clusters_by_quote(session, [quote.id or 0 for quote, _ in quotes])
    mains = _main_clusters(session, [story.id or 0 for _, story in quotes])
    homes: dict[str, int | None] = {}
    for quote, story in quotes:
        mine = [found.id for found in tagged.get(quote.id or 0, []) if found.id in chosen]
        main = mains.get(story.id or 0)
        homes[quote.ref] = main if main in mine else next(iter(mine), None)
    return homes


def _main_clusters(session: Session, story_ids: Iterable[int]) -> dict[int, int]:
    wanted = select(StoryCluster.story_id, StoryCluster.cluster_id).where(
        col(StoryCluster.is_main), col(StoryCluster.story_id).in_(list(story_ids))
    )
    return dict(session.exec(wanted).all())


def _photos(
    session: Session, frame: _Frame, stories: Sequence[Story]
) -> dict[str, tuple[BookPhoto, ...]]:
    refs = [story.ref for story in stories if may_show_photos(story)]
    found = photos_by_owner(session, PhotoOwner.STORY, refs)
    return {
        ref: tuple(
            _photo(view) for view in views if view.shown and view.ref not in frame.book.left_out
        )
        for ref, views in found.items()
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


def _quote(frame: _Frame, quote: Quote, story: Story, photos: tuple[BookPhoto, ...]) -> BookQuote:
    return BookQuote(
        ref=quote.ref,
        story_ref=story.ref,
        text=quote.text,
        language=story.language,
        signed_as=signature(story, frame.municipality),
        district=frame.districts.get(story.district_id, ""),
        is_minority=quote.is_minority,
        is_example=story.is_example,
        told_on=local_day(story.received_at),
        photos=photos,
    )


def _chapter(
    session: Session, frame: _Frame, cluster: Cluster, quotes: Sequence[BookQuote], *, usable: int
) -> Chapter:
    tagged = select(StoryCluster.story_id).where(StoryCluster.cluster_id == cluster.id)
    counted = (
        select(Story.district_id, func.count(col(Story.id)))
        .where(*_told(frame), col(Story.id).in_(tagged))
        .group_by(col(Story.district_id))
    )
    counts = dict(session.exec(counted).all())
    return Chapter(
        key=cluster.key,
        kind=cluster.kind,
        title=cluster.title,
        description=cluster.description,
        stories=sum(counts.values()),
        people=sum(counts.values()),
        by_district=tuple(
            (name, counts[id_]) for id_, name in frame.districts.items() if counts.get(id_)
        ),
        usable=usable,
        quotes=tuple(quotes),
        figures=_figures(frame, cluster),
    )


def _figures(frame: _Frame, cluster: Cluster) -> tuple[Figure, ...]:
    found = [frame.indicators[key] for key in cluster.indicators if key in frame.indicators]
    return tuple(
        Figure(
            title=indicator.title,
            unit=indicator.unit,
            values=tuple(
                (name, _decimal(indicator.values[area]))
                for area, name in frame.areas
                if area in indicator.values
            ),
            remark=indicator.remark,
        )
        for indicator in found
    )


def _figures_note(programme: Programme) -> str:
    source = programme.texts.get("figures_source", "")
    note = programme.texts.get("figures_note", "")
    return f"{note} ({source})" if note and source else note


def place_name(municipality: str) -> str:
    """Return `Brunssum` for `Gemeente Brunssum`."""
    return municipality.removeprefix("Gemeente ")


def _decimal(value: float) -> str:
    """Return a figure as the Dutch write it."""
    return f"{value:g}".replace(".", ",")
