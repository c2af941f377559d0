"""What was quoted of a story and in which editions it was printed, in what became of it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col, select

from app.core.dates import local_day
from app.editions.models import Edition, EditionItem
from app.quotes.making import KIND
from app.quotes.models import Quote
from app.quotes.queries import is_usable
from app.stories.chain import ChainStep
from app.stories.consent_rules import Use
from app.stories.models import Story

#: A story's reference and something that came of it.
_Step = tuple[str, ChainStep]


def quote_steps(session: Session, story_refs: Collection[str]) -> Mapping[str, Sequence[ChainStep]]:
    """Return what was picked of each of these stories and where it was printed, in two reads.

    Everybody reads only of what may be used now; the teller reads of all of it.
    """
    refs = list(story_refs)
    picked = (
        select(Quote, Story)
        .join(Story, col(Story.id) == col(Quote.story_id))
        .where(col(Story.ref).in_(refs))
        .order_by(col(Quote.id))
    )
    quotes = session.exec(picked).all()
    on_paper = {quote.ref for quote, story in quotes if is_usable(story, quote, Use.PAPER)}
    found: dict[str, list[ChainStep]] = {}
    for ref, step in chain(_picked(quotes, on_paper), _printed(session, refs, on_paper)):
        found.setdefault(ref, []).append(step)
    return found


def _picked(quotes: Sequence[tuple[Quote, Story]], on_paper: Collection[str]) -> Iterator[_Step]:
    """Yield one step for each story and day, and one more where some of it isn't for all."""
    days = Counter(
        (
            story.ref,
            local_day(quote.picked_at),
            quote.ref in on_paper or is_usable(story, quote, Use.ONLINE),
        )
        for quote, story in quotes
    )
    for (ref, day, is_public), count in days.items():
        words = ngettext(
            "Er is een stukje uit dit verhaal gekozen",
            "Er zijn %(num)s stukjes uit dit verhaal gekozen",
            count,
        )
        yield ref, ChainStep(day, str(words), is_public=is_public)


def _printed(session: Session, refs: Collection[str], on_paper: Collection[str]) -> Iterator[_Step]:
    """Yield one step for each story and edition."""
    wanted = (
        select(EditionItem.story_ref, EditionItem.reference, Edition)
        .join(Edition, col(Edition.id) == col(EditionItem.edition_id))
        .where(col(EditionItem.story_ref).in_(list(refs)), Edition.kind == KIND)
        .order_by(col(Edition.number))
    )
    printed: dict[tuple[str, int], tuple[Edition, bool]] = {}
    for ref, reference, edition in session.exec(wanted):
        place = ref, edition.number
        known = printed.get(place, (edition, False))[1]
        printed[place] = edition, known or reference in on_paper
    for (ref, number), (edition, is_public) in printed.items():
        words = _(
            "Gedrukt in citatenboek “%(title)s”, uitgave %(number)s",
            title=edition.title,
            number=number,
        )
        yield ref, ChainStep(local_day(edition.made_at), str(words), is_public=is_public)
