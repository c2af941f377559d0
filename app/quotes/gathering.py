"""Reading what stands in a quote book: only what may be printed, each quote proven."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.core.errors import InvalidError
from app.moderation.models import StoryCluster
from app.programme import queries as programme_queries
from app.programme.models import Cluster
from app.quotes.checking import Checked, Untrue, book_quote, check_quotes, photos_by_story
from app.quotes.contents import BookContents, BookQuote, Chapter
from app.quotes.counting import Counts, count_people, count_stories, counted
from app.quotes.frame import Frame, figures_note, figures_of, open_frame
from app.quotes.models import Quote, QuoteBook
from app.quotes.queries import clusters_by_quote
from app.stories.models import Story


class UntrueQuotesError(InvalidError):
    """Stored quotes are not their tellers' words; no book is made of them."""

    def __init__(self, found: Sequence[Untrue]) -> None:
        super().__init__("not word for word: " + ", ".join(f"quote {each.ref}" for each in found))
        self.found = tuple(found)


@dataclass(frozen=True)
class Gathered:
    """What stands in a book, and what can't stand in it because it is not true."""

    contents: BookContents
    untrue: tuple[Untrue, ...]


def book_contents(session: Session, book: QuoteBook) -> BookContents:
    """Return what stands in `book` now: only what may be printed, each quote proven.

    Raises:
        UntrueQuotesError: a stored quote is not its teller's words; nothing is made.
    """
    gathered = gather(session, book)
    if gathered.untrue:
        raise UntrueQuotesError(gathered.untrue)
    return gathered.contents


def gather(session: Session, book: QuoteBook) -> Gathered:
    """Return what stands in `book` now, and apart from it the quotes that prove untrue."""
    frame = open_frame(session, book)
    quotes, untrue = _usable(session, frame)
    homes = _homes(session, frame.clusters, quotes)
    programme = programme_queries.get_programme(session)
    contents = BookContents(
        title=book.title,
        foreword=book.foreword,
        round_title=frame.round.title,
        round_key=frame.round.key,
        programme=programme.name,
        districts=tuple(name for id_, name in frame.districts.items() if id_ is not None),
        district_keys=tuple(book.districts),
        stories=count_stories(session, frame),
        people=count_people(session, frame),
        is_example=programme.is_example,
        figures_note=figures_note(programme),
        homeless=sum(homes[checked.quote.ref] is None for checked in quotes),
        chapters=_chapters(session, frame, quotes, homes),
    )
    return Gathered(contents, untrue)


def _usable(session: Session, frame: Frame) -> tuple[list[Checked], tuple[Untrue, ...]]:
    wanted = (
        select(Quote, Story)
        .where(col(Story.id) == col(Quote.story_id), *counted(frame))
        .order_by(col(Story.received_at), col(Story.id), col(Quote.id))
    )
    return check_quotes(session, [(quote, story) for quote, story in session.exec(wanted)])


def _chapters(
    session: Session, frame: Frame, quotes: Sequence[Checked], homes: dict[str, int | None]
) -> tuple[Chapter, ...]:
    order = {ref: place for place, ref in enumerate(frame.book.quote_order)}
    out = set(frame.book.left_out)
    placed: dict[int | None, list[Checked]] = {}
    for checked in quotes:
        placed.setdefault(homes[checked.quote.ref], []).append(checked)
    photos = photos_by_story(session, (checked.story for checked in quotes))
    counts = Counts(session, frame)
    printed: set[str] = set()
    chapters = []
    for cluster in frame.clusters:
        # Another voice stands behind the others; within each, what was ordered by hand is first.
        mine = sorted(
            placed.get(cluster.id, ()),
            key=lambda each: (
                each.quote.is_minority,
                order.get(each.quote.ref, len(order)),
            ),
        )
        views = []
        for checked in (each for each in mine if each.quote.ref not in out):
            # A story's photos stand once, beside its first quote.
            ref = checked.story.ref
            own = () if ref in printed else photos.get(ref, ())
            printed.add(ref)
            kept = tuple(photo for photo in own if photo.ref not in out)
            district = frame.districts.get(checked.story.district_id, "")
            views.append(book_quote(checked, frame.municipality, district, kept))
        chapters.append(_chapter(frame, cluster, counts, views, usable=len(mine)))
    return tuple(chapter for chapter in chapters if chapter.quotes or chapter.stories)


def _homes(
    session: Session, clusters: Sequence[Cluster], quotes: Sequence[Checked]
) -> dict[str, int | None]:
    """Return in which chapter each quote stands: its story's main subject, else its own first."""
    chosen = {cluster.id for cluster in clusters}
    tagged = clusters_by_quote(session, [each.quote.id or 0 for each in quotes])
    mains = _main_clusters(session, {each.story.id or 0 for each in quotes})
    homes: dict[str, int | None] = {}
    for each in quotes:
        mine = [found.id for found in tagged.get(each.quote.id or 0, []) if found.id in chosen]
        main = mains.get(each.story.id or 0)
        homes[each.quote.ref] = main if main in mine else next(iter(mine), None)
    return homes


def _main_clusters(session: Session, story_ids: Iterable[int]) -> dict[int, int]:
    wanted = select(StoryCluster.story_id, StoryCluster.cluster_id).where(
        col(StoryCluster.is_main), col(StoryCluster.story_id).in_(list(story_ids))
    )
    return dict(session.exec(wanted).all())


def _chapter(
    frame: Frame, cluster: Cluster, counts: Counts, quotes: Sequence[BookQuote], *, usable: int
) -> Chapter:
    told = counts.of(cluster)
    return Chapter(
        key=cluster.key,
        kind=cluster.kind,
        title=cluster.title,
        description=cluster.description,
        stories=sum(told.values()),
        people=counts.people(cluster),
        by_district=tuple(
            (name, told[id_]) for id_, name in frame.districts.items() if told.get(id_)
        ),
        usable=usable,
        quotes=tuple(quotes),
        figures=figures_of(frame, cluster),
    )
