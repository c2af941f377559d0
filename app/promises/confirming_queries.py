"""Reading what residents say of a promise that was called done."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.promises.models import Confirmation, Promise
from app.promises.queries import count_stories, within
from app.promises.rules import (
    COUNTING,
    SourceKind,
    Verdict,
    VoiceKind,
    Voices,
    WhyState,
)
from app.staff.rules import Scope


@dataclass
class Answers:
    """What residents said one of the times that a promise was called done."""

    turn: int
    #: One for each card or voting code.
    counting: Voices = field(default_factory=Voices)
    #: One for each browser; anybody's.
    browsers: Voices = field(default_factory=Voices)


def answers_of(session: Session, promise: Promise) -> list[Answers]:
    """Return the answers to a promise for each turn that has some, the first turn first."""
    counted = (
        select(
            Confirmation.turn,
            Confirmation.voice_kind,
            Confirmation.verdict,
            func.count(),
        )
        .where(Confirmation.promise_id == promise.id)
        .group_by(col(Confirmation.turn), col(Confirmation.voice_kind), col(Confirmation.verdict))
    )
    found: dict[int, Answers] = {}
    for turn, kind, verdict, how_many in session.exec(counted):
        answers = found.setdefault(turn, Answers(turn))
        if kind in COUNTING:
            answers.counting = _more(answers.counting, Verdict(verdict), how_many)
        else:
            answers.browsers = _more(answers.browsers, Verdict(verdict), how_many)
    return [found[turn] for turn in sorted(found)]


def answers_now(session: Session, promise: Promise) -> Answers:
    """Return the answers since the promise was last called done."""
    found = {each.turn: each for each in answers_of(session, promise)}
    return found.get(promise.turn, Answers(promise.turn))


def find_answer(session: Session, promise: Promise, voice: str) -> Confirmation | None:
    """Return what this voice said since the promise was last called done, if it did."""
    wanted = select(Confirmation).where(
        Confirmation.promise_id == promise.id, Confirmation.voice == voice
    )
    return session.exec(wanted).one_or_none()


def count_asked(session: Session, promise: Promise) -> int | None:
    """Return how many have a say that counts; None where that can't be told from here.

    What came from a poll is everybody's who got a letter.
    """
    if promise.source_kind is SourceKind.POLL:
        return None
    return count_stories(session, promise)


def shown_whys(
    session: Session, promise: Promise, *, limit: int
) -> Sequence[tuple[VoiceKind, Verdict, str]]:
    """Return what residents wrote beside their answer and staff let others read.

    In the order of the words: the order in which they came could tell who it was.
    """
    shown = select(Confirmation.voice_kind, Confirmation.verdict, Confirmation.why).where(
        Confirmation.promise_id == promise.id,
        Confirmation.why_state == WhyState.SHOWN,
        Confirmation.turn == promise.turn,
    )
    found = session.exec(shown.order_by(col(Confirmation.why)).limit(limit))
    return [(VoiceKind(kind), Verdict(verdict), why) for kind, verdict, why in found]


def waiting_whys(
    session: Session, scope: Scope, *, limit: int
) -> Sequence[tuple[Confirmation, Promise]]:
    """Return lines that wait for staff, within `scope`."""
    waiting = (
        select(Confirmation, Promise)
        .join(Promise, col(Promise.id) == col(Confirmation.promise_id))
        .where(Confirmation.why_state == WhyState.WAITING, within(scope))
    )
    return session.exec(waiting.order_by(col(Confirmation.id)).limit(limit)).all()


def get_confirmation(session: Session, promise: Promise, ref: str) -> Confirmation:
    """Return this answer to `promise`; raise `NotFoundError` without it."""
    wanted = select(Confirmation).where(
        Confirmation.ref == ref, Confirmation.promise_id == promise.id
    )
    found = session.exec(wanted).one_or_none()
    if found is None:
        raise NotFoundError(ref)
    return found


def _more(voices: Voices, verdict: Verdict, how_many: int) -> Voices:
    return Voices(
        yes=voices.yes + how_many * (verdict is Verdict.YES),
        no=voices.no + how_many * (verdict is Verdict.NO),
        unknown=voices.unknown + how_many * (verdict is Verdict.UNKNOWN),
    )
