"""Quotes beside their originals: made from them, proven against them, and known by a hash."""

import hashlib
import json
from collections.abc import Iterable, Sequence

from sqlmodel import Session

from app.moderation.queries import redactions_of
from app.moderation.rules import Redaction
from app.quotes.models import Quote
from app.quotes.proof import prove_quote
from app.quotes.rules import Span, SpansError, check_spans, render_quote, tidy_spans
from app.stories.models import Story


def set_text(session: Session, story: Story, quote: Quote, spans: Iterable[Span]) -> None:
    """Make `quote` say these stretches of `story`, and prove it.

    Raises:
        SpansError: there is no word in these stretches, or they don't fit.
    """
    original = story.original or ""
    hidden = redactions_of(session, story.id or 0)
    wanted: Sequence[Span] = list(spans)
    if any(not 0 <= span.start < span.end <= len(original) for span in wanted):
        raise SpansError("outside the original")
    tidied = tidy_spans(original, wanted)
    quote.text = render_quote(original, tidied, hidden)
    prove_quote(original, tidied, hidden, quote.text)
    quote.spans = [[span.start, span.end] for span in tidied]


def prove_text(original: str, quote: Quote, redactions: Sequence[Redaction]) -> None:
    """Prove that what is stored is the teller's words apart from marks.

    Raises:
        QuoteNotVerbatimError: it isn't; such a quote is never exported.
        SpansError: the stretches don't fit the original.
    """
    spans = spans_of(quote)
    check_spans(original, spans)
    prove_quote(original, spans, redactions, quote.text)


def spans_of(quote: Quote) -> list[Span]:
    """Return the stretches of a stored quote; raise `SpansError` when they are none."""
    pairs: object = quote.spans
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
        raise SpansError("no stretches")
    return [Span(*pair) for pair in pairs]


def fingerprint(quote: Quote, redactions: Sequence[Redaction]) -> str:
    """Return a hash of what the quote is made of, without its words: places and marks.

    Another one means that the quote doesn't read any more as it did.
    """
    within = [
        [hidden.start, hidden.end, hidden.replacement]
        for hidden in redactions
        if any(hidden.start < end and start < hidden.end for start, end in quote.spans)
    ]
    packed = json.dumps([quote.spans, within], ensure_ascii=False)
    return hashlib.sha256(packed.encode()).hexdigest()[:16]


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and [type(place) for place in pair] == [int, int]
