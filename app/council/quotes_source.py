"""Quotes and photos for the pack: only what may be printed, each quote proven."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, or_, select

from app.core.text import excerpt
from app.council.figures_source import in_districts
from app.council.rules import PackKind
from app.council.subjects import PackSubject
from app.moderation.models import StoryCluster
from app.programme import queries as programme
from app.programme.models import Cluster, District
from app.quotes.checking import Checked, Untrue, book_quote, check_quotes, photos_by_story
from app.quotes.contents import BookPhoto
from app.quotes.frame import place_name
from app.quotes.models import Quote
from app.quotes.queries import clusters_by_quote
from app.stories.models import Story
from app.stories.rules import Outcome, StoryStatus

#: Characters of a quote where it is named.
_NAMED: Final = 90


def quote_subjects(
    session: Session, since: datetime, until: datetime, districts: Sequence[District]
) -> list[PackSubject]:
    """Return the quotes picked in this time, subject by subject, and the photos of their stories.

    Of a quote that proves untrue only that is told.
    """
    wanted = (
        select(Quote, Story)
        .where(col(Story.id) == col(Quote.story_id), in_districts(session, districts))
        .where(col(Quote.picked_at) > since, col(Quote.picked_at) <= until)
        .where(col(Story.status) != StoryStatus.WITHDRAWN)
        .where(or_(col(Story.outcome).is_(None), col(Story.outcome) != Outcome.REFUSED))
        .order_by(col(Story.received_at), col(Story.id), col(Quote.id))
    )
    pairs = [(quote, story) for quote, story in session.exec(wanted)]
    checked, untrue = check_quotes(session, pairs)
    names = {each.id: each.name for each in programme.districts(session)}
    municipality = place_name(programme.get_programme(session).municipality)
    quotes = [
        _quote(each, home, municipality, names.get(each.story.district_id, ""))
        for home, each in _by_subject(session, checked)
    ]
    stories = {each.story.ref: each.story for each in checked}
    photos = photos_by_story(session, stories.values())
    return [*quotes, *_photos(stories, photos), *(_untrue(each, pairs) for each in untrue)]


def _quote(
    checked: Checked, home: tuple[int, Cluster | None], municipality: str, district: str
) -> PackSubject:
    quote, (rank, cluster) = book_quote(checked, municipality, district), home
    return PackSubject(
        PackKind.QUOTE,
        quote.ref,
        excerpt(" ".join(quote.text.split()), _NAMED),
        group=cluster.title if cluster else "",
        rank=rank,
        districts=_district(checked.story),
        quote=quote,
        story_ref=checked.story.ref,
    )


def _photos(
    stories: Mapping[str, Story], photos: Mapping[str, Sequence[BookPhoto]]
) -> Iterator[PackSubject]:
    for ref, story in stories.items():
        for photo in photos.get(ref, ()):
            yield PackSubject(
                PackKind.PHOTO,
                photo.ref,
                photo.alt,
                districts=_district(story),
                photo=photo,
                story_ref=ref,
            )


def _untrue(untrue: Untrue, pairs: Iterable[tuple[Quote, Story]]) -> PackSubject:
    story = next(story for _quote, story in pairs if story.ref == untrue.story_ref)
    return PackSubject(
        PackKind.QUOTE,
        untrue.ref,
        untrue.ref,
        districts=_district(story),
        story_ref=untrue.story_ref,
        is_untrue=True,
    )


def _by_subject(
    session: Session, checked: Sequence[Checked]
) -> Iterator[tuple[tuple[int, Cluster | None], Checked]]:
    """Yield each quote with the cluster that it stands under and its place, in their order.

    That is the main one of its story where the quote is about it too, else the quote's own first;
    within one, other voices come last.
    """
    tagged = clusters_by_quote(session, [each.quote.id or 0 for each in checked])
    mains = _mains(session, {each.story.id or 0 for each in checked})
    placed: dict[int | None, list[Checked]] = {}
    for each in checked:
        mine = [cluster.id for cluster in tagged.get(each.quote.id or 0, [])]
        main = mains.get(each.story.id or 0)
        home = main if main in mine else next(iter(mine), None)
        placed.setdefault(home, []).append(each)
    for rank, cluster in enumerate([*programme.clusters(session, retired=True), None]):
        here = placed.get(cluster.id if cluster else None, [])
        for each in sorted(here, key=lambda checked: checked.quote.is_minority):
            yield (rank, cluster), each


def _mains(session: Session, story_ids: Iterable[int]) -> dict[int, int]:
    wanted = select(StoryCluster.story_id, StoryCluster.cluster_id).where(
        col(StoryCluster.is_main), col(StoryCluster.story_id).in_(list(story_ids))
    )
    return dict(session.exec(wanted).all())


def _district(story: Story) -> frozenset[int]:
    return frozenset() if story.district_id is None else frozenset({story.district_id})
