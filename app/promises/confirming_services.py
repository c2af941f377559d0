"""Residents answer "Is dit wat er beloofd was?"; enough of them open the promise again."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.audit.services import record
from app.core.dates import local_day
from app.core.text import check_text
from app.core.versions import PUBLIC, raise_version
from app.promises import confirming_queries as queries
from app.promises.models import Confirmation, Promise
from app.promises.rules import (
    COUNTING,
    MAX_WHY,
    PromiseStatus,
    ReopenRule,
    StepNotAllowedError,
    Verdict,
    VoiceKind,
    WhyState,
    opens_again,
)
from app.promises.services import reopen_by_residents


@dataclass(frozen=True)
class Answer:
    """What somebody says of a promise, and with what."""

    kind: VoiceKind
    #: As `voices.voice_of` gives it.
    voice: str
    verdict: Verdict
    #: One line; may stay empty.
    why: str = ""


def confirm(
    session: Session, promise: Promise, answer: Answer, *, rule: ReopenRule, now: datetime
) -> bool:
    """Store an answer, in place of an earlier one of the same voice; flushed.

    Returns whether the promise is open again by it: in this same transaction.

    Raises:
        StepNotAllowedError: the promise is not called done.
        TextError: the line can't be published.
    """
    session.refresh(promise)
    if promise.status is not PromiseStatus.DONE:
        raise StepNotAllowedError(promise.ref)
    if answer.why:
        check_text(answer.why, MAX_WHY)
    _store(session, promise, answer, now)
    raise_version(session, PUBLIC)
    if answer.kind not in COUNTING:
        return False
    voices = queries.answers_now(session, promise).counting
    if not opens_again(voices, rule, asked=queries.count_asked(session, promise)):
        return False
    reopen_by_residents(session, promise, voices, now=now)
    return True


def judge_why(
    session: Session,
    promise: Promise,
    confirmation: Confirmation,
    *,
    shown: bool,
    actor: str,
    now: datetime,
) -> None:
    """Let everybody read the line beside an answer, or nobody; the answer counts either way."""
    if confirmation.why_state is WhyState.NONE:
        return
    confirmation.why_state = WhyState.SHOWN if shown else WhyState.HIDDEN
    session.add(confirmation)
    session.flush()
    about = ("promise", promise.ref)
    record(session, actor, "promise.why_judged", about, now=now, shown=shown)
    raise_version(session, PUBLIC)


def _store(session: Session, promise: Promise, answer: Answer, now: datetime) -> None:
    assert promise.id is not None
    present = queries.find_answer(session, promise, answer.voice)
    row = present or Confirmation(
        promise_id=promise.id,
        voice=answer.voice,
        voice_kind=answer.kind,
        verdict=answer.verdict,
        why_state=WhyState.NONE,
        turn=promise.turn,
        on=local_day(now),
    )
    row.verdict, row.on = answer.verdict, local_day(now)
    if row.why != answer.why:
        row.why = answer.why
        row.why_state = WhyState.WAITING if answer.why else WhyState.NONE
    session.add(row)
    session.flush()
