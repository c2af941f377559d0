"""The steps of promises and decisions in what became of a story."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session, col, select

from app.core.dates import date_in_words, local_day
from app.polls.models import Poll
from app.promises.models import DecisionStep, Promise, PromiseEvent, PromiseStory
from app.promises.rules import PromiseEventKind, Stage
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
    """Return every step of the promises below each of these stories, in two reads."""
    below = _promises_below(session, story_refs)
    wanted = (
        select(PromiseEvent, Promise)
        .join(Promise, col(Promise.id) == col(PromiseEvent.promise_id))
        .where(col(PromiseEvent.promise_id).in_(list(below)))
        .order_by(col(PromiseEvent.id))
    )
    found: dict[str, list[ChainStep]] = {}
    for event, promise in session.exec(wanted):
        step = ChainStep(
            local_day(event.at), _event_words(event, promise), f"/beloofd/{promise.ref}"
        )
        for ref in below[event.promise_id]:
            found.setdefault(ref, []).append(step)
    return found


def decision_steps(
    session: Session, story_refs: Collection[str]
) -> Mapping[str, Sequence[ChainStep]]:
    """Return what was told of polls whose decision stands on each of these stories."""
    below = _promises_below(session, story_refs)
    wanted = (
        select(DecisionStep, Promise.what, Poll.slug)
        .join(Promise, col(Promise.id) == col(DecisionStep.promise_id))
        .join(Poll, col(Poll.ref) == col(DecisionStep.poll_ref))
        .where(col(DecisionStep.promise_id).in_(list(below)))
        .order_by(col(DecisionStep.id))
    )
    found: dict[str, list[ChainStep]] = {}
    for step, what, slug in session.exec(wanted):
        words = str(_STAGES[step.stage]) % {"what": what}
        if step.differs:
            words = _("%(words)s (anders dan gekozen)", words=words)
        told = ChainStep(step.on, words, f"/stemmen/{slug}#besluit")
        for ref in below[step.promise_id]:
            found.setdefault(ref, []).append(told)
    return found


def _promises_below(session: Session, story_refs: Collection[str]) -> dict[int, list[str]]:
    """Return the stories of `story_refs` below each promise."""
    linked = select(PromiseStory).where(col(PromiseStory.story_ref).in_(list(story_refs)))
    below: dict[int, list[str]] = {}
    for row in session.exec(linked):
        below.setdefault(row.promise_id, []).append(row.story_ref)
    return below


def _event_words(event: PromiseEvent, promise: Promise) -> str:
    if event.new_due is None:
        return str(_EVENTS[event.kind]) % {"what": promise.what}
    day = date_in_words(event.new_due)
    if event.kind is PromiseEventKind.MADE:
        return str(_("Beloofd: %(what)s Klaar vóór of op %(day)s.", what=promise.what, day=day))
    return str(_("Nieuwe datum: %(day)s. Beloofd was: %(what)s", what=promise.what, day=day))
