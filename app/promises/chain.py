"""The steps of promises and decisions in what became of a story."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session, col, select

from app.core.dates import date_in_words, local_day
from app.polls.figures import load
from app.polls.models import Poll, PollResult
from app.promises.decision_queries import find_winner
from app.promises.models import DecisionStep, Promise, PromiseEvent, PromiseStory
from app.promises.rules import PromiseEventKind, PromiseStatus, SourceKind, Stage
from app.stories.chain import ChainStep

_EVENTS = {
    PromiseEventKind.CHANGED: _l("De toezegging kreeg een andere tekst: %(what)s"),
    PromiseEventKind.DONE: _l("Klaar gemeld: %(what)s"),
    PromiseEventKind.DROPPED: _l("Gaat niet door: %(what)s"),
    PromiseEventKind.REOPENED: _l("Weer op de lijst: %(what)s"),
    PromiseEventKind.REOPENED_BY_RESIDENTS: _l("Bewoners zeiden nee. Weer open: %(what)s"),
}
_STAGES = {
    Stage.DECIDED: _l("Besloten: %(what)s"),
    Stage.UNDER_WAY: _l("In uitvoering: %(what)s"),
    Stage.DONE: _l("Gebouwd of gedaan: %(what)s"),
}


def promise_steps(
    session: Session, story_refs: Collection[str]
) -> Mapping[str, Sequence[ChainStep]]:
    """Return every step of the promises below each of these stories, and the day of open ones.

    That a decision was made or is done is told as a step of its poll.
    """
    below = promises_below(session, story_refs)
    wanted = (
        select(PromiseEvent, Promise)
        .join(Promise, col(Promise.id) == col(PromiseEvent.promise_id))
        .where(col(PromiseEvent.promise_id).in_(list(below)))
        .order_by(col(PromiseEvent.id))
    )
    found: dict[str, list[ChainStep]] = {}
    for event, promise in session.exec(wanted):
        url = f"/beloofd/{promise.ref}"
        step = ChainStep(local_day(event.at), event_words(event, promise), url, settles=True)
        made = [] if is_told_of_poll(event, promise) else [step]
        if event.kind is PromiseEventKind.MADE and promise.status is PromiseStatus.OPEN:
            words = str(_("Klaar: %(what)s", what=promise.what))
            made.append(ChainStep(promise.due_on, words, url, is_coming=True, settles=True))
        for ref in below[event.promise_id]:
            found.setdefault(ref, []).extend(made)
    return found


def choice_steps(
    session: Session, story_refs: Collection[str]
) -> Mapping[str, Sequence[ChainStep]]:
    """Return what residents chose in polls whose decision stands on each of these stories."""
    below = promises_below(session, story_refs)
    wanted = (
        select(DecisionStep.promise_id, Poll, PollResult)
        .join(Poll, col(Poll.ref) == col(DecisionStep.poll_ref))
        .join(PollResult, col(PollResult.poll_id) == col(Poll.id))
        .where(col(DecisionStep.promise_id).in_(list(below)), DecisionStep.stage == Stage.DECIDED)
        .order_by(col(DecisionStep.id))
    )
    found: dict[str, list[ChainStep]] = {}
    for promise_id, poll, result in session.exec(wanted):
        day, url = local_day(result.opened_at), f"/stemmen/{poll.slug}/uitslag"
        step = ChainStep(day, _chosen_words(poll, result), url)
        for ref in below[promise_id]:
            found.setdefault(ref, []).append(step)
    return found


def decision_steps(
    session: Session, story_refs: Collection[str]
) -> Mapping[str, Sequence[ChainStep]]:
    """Return what was told of polls whose decision stands on each of these stories."""
    below = promises_below(session, story_refs)
    wanted = (
        select(DecisionStep, Promise.what, Poll.slug)
        .join(Promise, col(Promise.id) == col(DecisionStep.promise_id))
        .join(Poll, col(Poll.ref) == col(DecisionStep.poll_ref))
        .where(col(DecisionStep.promise_id).in_(list(below)))
        .order_by(col(DecisionStep.id))
    )
    found: dict[str, list[ChainStep]] = {}
    for step, what, slug in session.exec(wanted):
        url = f"/stemmen/{slug}#besluit"
        told = ChainStep(step.on, decision_words(step, what), url, settles=True)
        for ref in below[step.promise_id]:
            found.setdefault(ref, []).append(told)
    return found


def promises_below(session: Session, story_refs: Collection[str]) -> dict[int, list[str]]:
    """Return the stories of `story_refs` below each promise."""
    linked = select(PromiseStory).where(col(PromiseStory.story_ref).in_(list(story_refs)))
    below: dict[int, list[str]] = {}
    for row in session.exec(linked):
        below.setdefault(row.promise_id, []).append(row.story_ref)
    return below


def is_told_of_poll(event: PromiseEvent, promise: Promise) -> bool:
    """Whether a step of the promise is told as a step of the poll that it comes from."""
    is_both = event.kind in {PromiseEventKind.MADE, PromiseEventKind.DONE}
    return is_both and promise.source_kind is SourceKind.POLL


def event_words(event: PromiseEvent, promise: Promise) -> str:
    """Return what happened to the promise, in one or two sentences."""
    if event.new_due is None:
        return str(_EVENTS[event.kind]) % {"what": promise.what}
    day = date_in_words(event.new_due)
    if event.kind is PromiseEventKind.MADE:
        what = promise.what if promise.what.endswith((".", "!", "?")) else f"{promise.what}."
        return str(_("Beloofd: %(what)s Klaar vóór of op %(day)s.", what=what, day=day))
    return str(_("Nieuwe datum: %(day)s. Beloofd was: %(what)s", what=promise.what, day=day))


def decision_words(step: DecisionStep, what: str) -> str:
    """Return what was told of a poll; `what` is what was promised with it."""
    words = str(_STAGES[step.stage]) % {"what": what}
    if step.differs:
        words = str(_("%(words)s (anders dan gekozen)", words=words))
    return words


def _chosen_words(poll: Poll, result: PollResult) -> str:
    winner = find_winner(result)
    if winner is None:
        return str(_("Bewoners stemden: %(question)s", question=poll.question))
    title = load(result.figures).option(winner).title
    return str(_("Bewoners kozen: %(title)s", title=title))
