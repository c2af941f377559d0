"""Picking quotes, what tellers say of them, and keeping them true when the story changes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, delete, select

from app.audit.services import record
from app.core.errors import ConflictError, InvalidError
from app.core.versions import raise_version
from app.programme.models import Cluster
from app.quotes.models import Quote, QuoteCluster
from app.quotes.proving import set_text, spans_of
from app.quotes.queries import waits_for_teller
from app.quotes.rules import Approval, Span, SpansError
from app.stories.models import Story
from app.stories.notice_rules import Notice
from app.stories.notice_services import notify
from app.stories.rules import Consent, EventKind
from app.stories.services import add_event

PUBLIC: Final = "public"


class NoConsentError(InvalidError):
    """The teller does not want to be quoted at all."""


class RefusedWordsError(InvalidError):
    """The teller said no to these words: nobody takes that away, or picks them again."""


@dataclass(frozen=True)
class Place:
    """Where a quote stands in the book."""

    clusters: Collection[Cluster]
    #: Whether it says something else than most in its cluster.
    is_minority: bool


class QuoteChangedError(ConflictError):
    """The words are not those that the teller had before them."""


def may_quote(story: Story) -> bool:
    """Whether the teller allows any kind of quoting, now or after reading it."""
    return (story.consent_paper, story.consent_online) != (Consent.NO, Consent.NO)


def pick_quote(
    session: Session,
    story: Story,
    spans: Iterable[Span],
    clusters: Collection[Cluster],
    *,
    actor: str,
    now: datetime,
) -> Quote:
    """Make a quote of these stretches, or return the one that has just these; flushed.

    Raises:
        NoConsentError: the teller said no to every kind of quoting.
        RefusedWordsError: the teller said no to a quote with some of these words.
        SpansError: there is no word in these stretches, or they don't fit.
    """
    if not may_quote(story):
        raise NoConsentError(story.ref)
    quote = Quote(story_id=_id(story), picked_at=now, picked_by=actor, text="")
    set_text(session, story, quote, spans)
    for other in _quotes(session, story):
        if other.approval is Approval.REFUSED and _overlap(quote, other):
            raise RefusedWordsError(other.ref)
        if other.spans == quote.spans:
            return other
    session.add(quote)
    session.flush()
    _set_clusters(session, quote, clusters)
    add_event(session, story, EventKind.QUOTED, actor=actor, now=now)
    record(session, actor, "quote.picked", ("quote", quote.ref), now=now, story=story.ref)
    raise_version(session, PUBLIC)
    notify(session, [story.ref], _notice(story, quote), now=now)
    return quote


def extend_quote(
    session: Session,
    story: Story,
    quote: Quote,
    spans: Iterable[Span],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Add stretches to a quote; a teller's yes was to fewer words, so it is asked again.

    Raises:
        RefusedWordsError: the teller said no to this quote, or to one with some of these words.
        SpansError: they don't fit.
    """
    before = quote.text
    set_text(session, story, quote, [*spans_of(quote), *spans])
    for other in _quotes(session, story):
        if other.approval is Approval.REFUSED and _overlap(quote, other):
            raise RefusedWordsError(other.ref)
    if quote.text != before:
        quote.approval, quote.approval_at = Approval.WAITING, now
        notify(session, [story.ref], _notice(story, quote), now=now)
    session.add(quote)
    record(session, actor, "quote.extended", ("quote", quote.ref), now=now, story=story.ref)
    raise_version(session, PUBLIC)


def change_quote(
    session: Session,
    story: Story,
    quote: Quote,
    place: Place,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Set under which clusters the quote stands and whether it is a different voice."""
    quote.is_minority = place.is_minority
    session.add(quote)
    _set_clusters(session, quote, place.clusters)
    record(session, actor, "quote.changed", ("quote", quote.ref), now=now, story=story.ref)
    raise_version(session, PUBLIC)


def drop_quote(session: Session, story: Story, quote: Quote, *, actor: str, now: datetime) -> None:
    """Take the quote away; where it was printed stays known.

    Raises:
        RefusedWordsError: the teller said no to it; that stays, so that nobody picks it again.
    """
    if quote.approval is Approval.REFUSED:
        raise RefusedWordsError(quote.ref)
    _remove(session, story, quote, actor=actor, now=now)


def _remove(session: Session, story: Story, quote: Quote, *, actor: str, now: datetime) -> None:
    record(session, actor, "quote.dropped", ("quote", quote.ref), now=now, story=story.ref)
    session.exec(delete(QuoteCluster).where(col(QuoteCluster.quote_id) == quote.id))
    session.delete(quote)
    session.flush()
    raise_version(session, PUBLIC)


def answer_quote(
    session: Session, story: Story, quote: Quote, approval: Approval, *, seen: str, now: datetime
) -> None:
    """Note what the teller says of the words `seen`.

    Raises:
        QuoteChangedError: the quote reads otherwise by now.
    """
    if quote.text != seen:
        raise QuoteChangedError(quote.ref)
    quote.approval = approval
    quote.approval_at = now
    session.add(quote)
    approved = approval is Approval.APPROVED
    kind = EventKind.QUOTE_APPROVED if approved else EventKind.QUOTE_REFUSED
    add_event(session, story, kind, actor="teller", now=now)
    record(session, "teller", kind.value, ("quote", quote.ref), now=now, story=story.ref)
    raise_version(session, PUBLIC)


def rerender(session: Session, story: Story, now: datetime) -> None:
    """Make every quote of the story anew after its redactions changed.

    A teller's yes was to other words, so it is asked again. A quote of which no word is left goes.
    """
    for quote in _quotes(session, story):
        before = quote.text
        try:
            set_text(session, story, quote, spans_of(quote))
        except SpansError:
            _remove(session, story, quote, actor="system", now=now)
            continue
        if quote.text != before and quote.approval is Approval.APPROVED:
            quote.approval = Approval.WAITING
            quote.approval_at = now
            notify(session, [story.ref], _notice(story, quote), now=now)
        session.add(quote)
    session.flush()


def forget(session: Session, story: Story) -> None:
    """Remove every quote of the story."""
    mine = select(Quote.id).where(Quote.story_id == story.id)
    session.exec(delete(QuoteCluster).where(col(QuoteCluster.quote_id).in_(mine)))
    session.exec(delete(Quote).where(col(Quote.story_id) == story.id))
    raise_version(session, PUBLIC)


def _notice(story: Story, quote: Quote) -> Notice:
    """Return what the teller hears: that we wait for a yes or no, or only that it was picked."""
    return Notice.QUOTE if waits_for_teller(story, quote) else Notice.CHAIN


def _quotes(session: Session, story: Story) -> Sequence[Quote]:
    with session.no_autoflush:
        return session.exec(select(Quote).where(Quote.story_id == story.id)).all()


def _overlap(one: Quote, other: Quote) -> bool:
    return any(
        start < other_end and other_start < end
        for start, end in one.spans
        for other_start, other_end in other.spans
    )


def _set_clusters(session: Session, quote: Quote, clusters: Collection[Cluster]) -> None:
    assert quote.id is not None
    session.exec(delete(QuoteCluster).where(col(QuoteCluster.quote_id) == quote.id))
    for cluster in clusters:
        assert cluster.id is not None
        session.add(QuoteCluster(quote_id=quote.id, cluster_id=cluster.id))
    session.flush()


def _id(story: Story) -> int:
    assert story.id is not None
    return story.id
