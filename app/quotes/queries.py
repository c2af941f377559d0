"""Reading quotes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, true

from app.core.errors import NotFoundError
from app.editions.models import Edition
from app.editions.queries import editions_by_item
from app.programme.models import Cluster
from app.quotes.models import Quote, QuoteBook, QuoteCluster
from app.quotes.rules import Approval, may_use
from app.staff.rules import Scope
from app.stories.consent_rules import Use, effective_consent
from app.stories.models import Story
from app.stories.rules import Consent, Outcome

LIST_SIZE = 30


@dataclass(frozen=True)
class QuoteView:
    """A quote with what a page says about it."""

    quote: Quote
    clusters: list[Cluster]
    editions: list[Edition]
    on_paper: bool
    online: bool
    #: The teller wants to read it and has not said yes or no.
    waits: bool


def get_quote(session: Session, story: Story, ref: str) -> Quote:
    """Return this quote of `story`; raise `NotFoundError` when it has none called so."""
    wanted = select(Quote).where(Quote.ref == ref, Quote.story_id == story.id)
    quote = session.exec(wanted).one_or_none()
    if quote is None:
        raise NotFoundError(ref)
    return quote


def quotes_of(session: Session, story: Story) -> list[QuoteView]:
    """Return the quotes of one story, in the order of its text."""
    wanted = select(Quote).where(Quote.story_id == story.id).order_by(col(Quote.id))
    quotes = sorted(session.exec(wanted), key=lambda quote: quote.spans)
    return views_of(session, [(quote, story) for quote in quotes])


def views_of(session: Session, pairs: Sequence[tuple[Quote, Story]]) -> list[QuoteView]:
    """Return what pages say about these quotes, in three reads for all of them."""
    clusters = clusters_by_quote(session, [quote.id or 0 for quote, _ in pairs])
    editions = editions_by_item(session, [quote.ref for quote, _ in pairs])
    return [
        QuoteView(
            quote=quote,
            clusters=clusters.get(quote.id or 0, []),
            editions=editions[quote.ref],
            on_paper=is_usable(story, quote, Use.PAPER),
            online=is_usable(story, quote, Use.ONLINE),
            waits=waits_for_teller(story, quote),
        )
        for quote, story in pairs
    ]


def is_usable(story: Story, quote: Quote, use: Use) -> bool:
    """Whether the quote may be shown for `use`: consent, approval, age, and no refusal by staff."""
    if story.outcome is Outcome.REFUSED:
        return False
    return may_use(
        effective_consent(story, use),
        quote.approval,
        age_group=story.age_group,
        guardian_agreed=story.guardian_consent_at is not None,
    )


def waits_for_teller(story: Story, quote: Quote) -> bool:
    """Whether the teller asked to read quotes first and has not answered about this one."""
    asks = Consent.ASK in {effective_consent(story, use) for use in (Use.PAPER, Use.ONLINE)}
    return asks and quote.approval is Approval.WAITING


def clusters_by_quote(session: Session, ids: Iterable[int]) -> dict[int, list[Cluster]]:
    """Return the clusters of each quote that has any, in their order."""
    found: dict[int, list[Cluster]] = {}
    tagged = (
        select(QuoteCluster.quote_id, Cluster)
        .where(col(Cluster.id) == col(QuoteCluster.cluster_id))
        .where(col(QuoteCluster.quote_id).in_(list(ids)))
        .order_by(col(Cluster.kind).desc(), col(Cluster.position), col(Cluster.id))
    )
    for quote_id, cluster in session.exec(tagged):
        found.setdefault(quote_id, []).append(cluster)
    return found


def in_scope(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a story is within `scope`."""
    if scope.everything:
        return true()
    mine = col(Story.district_id).in_(scope.district_ids)
    return mine | col(Story.district_id).is_(None)


def newest_quotes(
    session: Session, scope: Scope, *, cluster: Cluster | None, before: int | None, limit: int
) -> list[tuple[Quote, Story]]:
    """Return up to `limit` quotes within `scope`, newest first, older than the id `before`."""
    wanted = (
        select(Quote, Story)
        .where(col(Story.id) == col(Quote.story_id), in_scope(scope))
        .order_by(col(Quote.id).desc())
        .limit(limit)
    )
    if cluster is not None:
        tagged = select(QuoteCluster.quote_id).where(QuoteCluster.cluster_id == cluster.id)
        wanted = wanted.where(col(Quote.id).in_(tagged))
    if before is not None:
        wanted = wanted.where(col(Quote.id) < before)
    return [(quote, story) for quote, story in session.exec(wanted)]


def get_book(session: Session, ref: str) -> QuoteBook:
    """Return the book that is being put together; raise `NotFoundError` without one."""
    book = session.exec(select(QuoteBook).where(QuoteBook.ref == ref)).one_or_none()
    if book is None:
        raise NotFoundError(ref)
    return book


def books(session: Session) -> Sequence[QuoteBook]:
    """Return every book that is being put together, newest first."""
    return session.exec(select(QuoteBook).order_by(col(QuoteBook.id).desc())).all()
