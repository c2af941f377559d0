"""Telling what became of a poll: decided, under way, done; beside what residents chose."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from app.audit.services import record
from app.core.dates import local_day
from app.core.text import check_text
from app.core.versions import PUBLIC, raise_version
from app.ledger.services import append
from app.polls import queries as polls
from app.polls.models import Poll
from app.promises.decision_queries import Decision, chosen_in, decision_on
from app.promises.models import DecisionStep, Promise
from app.promises.queries import stories_below
from app.promises.rules import (
    MAX_TEXT,
    PromiseChangedError,
    SourceKind,
    Stage,
    StepNotAllowedError,
    check_decision,
)
from app.promises.services import Plan, Source, Subject, finish_decided, make_promise
from app.promises.steps import Act
from app.stories.notice_rules import Notice
from app.stories.notice_services import notify


@dataclass(frozen=True)
class News:
    """A step of what became of a poll, as staff tell it."""

    stage: Stage
    office: str
    text: str
    #: Number of the option that is decided or built; None: something else.
    option: int | None
    #: What comes, in a few words, where it is no option.
    what: str = ""
    #: Public; needed where it isn't what residents chose.
    reason: str = ""
    #: By when it is done, and what it is about; asked with the decision.
    due_on: date | None = None
    subject: Subject = field(default_factory=Subject)


def tell_decision(session: Session, poll: Poll, news: News, act: Act) -> DecisionStep:
    """Tell the next step of what became of `poll`, today; flushed.

    The decision becomes a promise with a day; what is done asks residents whether it is that.
    The version in `act` is how many steps there were before the eyes of who tells this one.

    Raises:
        NoResultYetError: the result is sealed, or a tie is open.
        OfficeMissingError: nobody answers for it.
        PastDayError: the day by which it is done is over.
        PromiseChangedError: somebody else told a step first.
        ReasonMissingError: it isn't what residents chose, and no public reason is given.
        StepNotAllowedError: this isn't the next step.
        TextError: words are missing or can't be published.
    """
    chosen, decision = chosen_in(session, poll), decision_on(session, poll)
    if len(decision.steps) != act.version:
        raise PromiseChangedError(poll.ref)
    if news.stage not in decision.next_stages:
        raise StepNotAllowedError(news.stage)
    differs = check_decision(
        chosen=chosen, decided=news.option, reason=news.reason, office=news.office
    )
    check_text(news.text, MAX_TEXT)
    if news.reason:
        check_text(news.reason, MAX_TEXT)
    turn = decision.turn
    promise = _promise(session, poll, decision, news, act)
    step = DecisionStep(
        poll_ref=poll.ref,
        promise_id=promise.id or 0,
        turn=turn,
        stage=news.stage,
        on=local_day(act.now),
        office=news.office,
        text=news.text,
        option=news.option,
        differs=differs,
        reason=news.reason if differs else "",
        told_at=act.now,
        actor=act.actor,
    )
    session.add(step)
    session.flush()
    about, kind = ("poll", poll.ref), f"decision.{news.stage.value}"
    record(session, act.actor, kind, about, now=act.now, differs=differs)
    append(session, kind, _facts(session, poll, step, chosen), now=act.now)
    if news.stage is Stage.UNDER_WAY:
        # Decided and done are steps of the promise too, which tell the tellers.
        notify(session, stories_below(session, promise), Notice.CHAIN, now=act.now)
    raise_version(session, PUBLIC)
    return step


def _promise(session: Session, poll: Poll, decision: Decision, news: News, act: Act) -> Promise:
    """Return the promise of this decision: made with it, and done with what is done."""
    if decision.promise is None:
        plan = Plan(_what(session, poll, news), news.office, news.due_on or local_day(act.now))
        source = Source(SourceKind.POLL, poll.ref)
        return make_promise(session, plan, news.subject, source, actor=act.actor, now=act.now)
    if news.stage is Stage.DONE:
        step = Act(act.actor, decision.promise.version, act.now)
        finish_decided(session, decision.promise, news.text, step)
    return decision.promise


def _what(session: Session, poll: Poll, news: News) -> str:
    return _title(session, poll, news.option) or news.what


def _title(session: Session, poll: Poll, number: int | None) -> str:
    titles = {option.number: option.title for option in polls.options_of(session, poll)}
    return titles.get(number or 0, "")


def _facts(session: Session, poll: Poll, step: DecisionStep, chosen: int | None) -> dict[str, Any]:
    """Return what the ledger keeps: what was chosen and what is decided, both by their titles."""
    facts: dict[str, Any] = {
        "subject": poll.ref,
        "office": step.office,
        "text": step.text,
        "chosen": _title(session, poll, chosen),
        "decided": _title(session, poll, step.option),
        "differs": step.differs,
    }
    return facts | ({"reason": step.reason} if step.reason else {})
