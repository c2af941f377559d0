"""What the feed of public news tells of other rooms: promises, decisions and polls."""

from datetime import UTC
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col, or_, select

from app.core import clock
from app.journal.feed import News
from app.polls.figures import load
from app.polls.models import Poll, PollResult
from app.promises.chain import decision_words, event_words
from app.promises.decision_queries import find_winner
from app.promises.models import DecisionStep, Promise, PromiseEvent
from app.promises.rules import PromiseEventKind, SourceKind

#: Told as a step of the poll, where the promise is its decision.
_OF_DECISION: Final = (PromiseEventKind.MADE, PromiseEventKind.DONE)


def promise_news(session: Session, limit: int) -> list[News]:
    """Return the newest steps of promises."""
    newest = (
        select(PromiseEvent, Promise)
        .join(Promise, col(Promise.id) == col(PromiseEvent.promise_id))
        .where(
            or_(
                Promise.source_kind != SourceKind.POLL,
                col(PromiseEvent.kind).not_in(_OF_DECISION),
            )
        )
        .order_by(col(PromiseEvent.at).desc(), col(PromiseEvent.id).desc())
    )
    return [
        News(
            # A promise takes one step at a moment.
            key=f"beloofd/{promise.ref}/{event.kind.value}/{event.at.astimezone(UTC).isoformat()}",
            title=event_words(event, promise),
            text=_by(event.office, event.reason),
            path=f"/beloofd/{promise.ref}",
            published_at=event.at,
            changed_at=event.at,
        )
        for event, promise in session.exec(newest.limit(limit))
    ]


def decision_news(session: Session, limit: int) -> list[News]:
    """Return the newest of what was told of polls."""
    newest = (
        select(DecisionStep, Promise.what, Poll.slug)
        .join(Promise, col(Promise.id) == col(DecisionStep.promise_id))
        .join(Poll, col(Poll.ref) == col(DecisionStep.poll_ref))
        .order_by(col(DecisionStep.told_at).desc(), col(DecisionStep.id).desc())
    )
    return [
        News(
            key=f"besluit/{step.ref}",
            title=decision_words(step, what),
            text=_by(step.office, step.text, step.reason),
            path=f"/stemmen/{slug}#besluit",
            published_at=step.told_at,
            changed_at=step.told_at,
        )
        for step, what, slug in session.exec(newest.limit(limit))
    ]


def poll_news(session: Session, limit: int) -> list[News]:
    """Return the polls that opened last, and the results that did."""
    opened = (
        select(Poll)
        .where(col(Poll.frozen_at).is_not(None), Poll.opens_at <= clock.now())
        .order_by(col(Poll.opens_at).desc(), col(Poll.id).desc())
    )
    results = (
        select(Poll, PollResult)
        .join(PollResult, col(PollResult.poll_id) == col(Poll.id))
        .order_by(col(PollResult.opened_at).desc(), col(PollResult.poll_id).desc())
    )
    told = [_opened(poll) for poll in session.exec(opened.limit(limit))]
    return told + [_result(poll, result) for poll, result in session.exec(results.limit(limit))]


def _opened(poll: Poll) -> News:
    return News(
        key=f"stemming/{poll.ref}/open",
        title=str(_("Stem mee: %(question)s", question=poll.question)),
        text=poll.why,
        path=f"/stemmen/{poll.slug}",
        published_at=poll.opens_at,
        changed_at=poll.opens_at,
    )


def _result(poll: Poll, result: PollResult) -> News:
    figures, winner = load(result.figures), find_winner(result)
    chosen = _("Bewoners kozen: %(title)s.", title=figures.option(winner).title) if winner else ""
    votes = ngettext("Er is %(num)s stem.", "Er zijn %(num)s stemmen.", figures.ballots)
    return News(
        key=f"stemming/{poll.ref}/uitslag",
        title=str(_("De uitslag: %(question)s", question=poll.question)),
        text=f"{chosen} {votes}".strip(),
        path=f"/stemmen/{poll.slug}/uitslag",
        published_at=result.opened_at,
        changed_at=result.opened_at,
    )


def _by(office: str, *said: str) -> str:
    """Return what was said and by which office, as one text."""
    return "\n\n".join((*filter(None, said), office))
