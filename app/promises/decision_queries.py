"""Reading what became of polls: chosen, decided, under way, done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.core.dates import local_day
from app.polls import result_queries
from app.polls.figures import load
from app.polls.models import Poll, PollResult
from app.polls.outcome import Decider
from app.promises.models import DecisionStep, Promise
from app.promises.rules import NoResultYetError, Stage, is_decision_late, next_stages

_TO_BE_DECIDED = frozenset({Decider.LOT, Decider.COUNCIL})


@dataclass(frozen=True)
class Decision:
    """What became of one poll so far."""

    steps: Sequence[DecisionStep]
    #: What was promised with the decision; None before it.
    promise: Promise | None

    @property
    def decided(self) -> DecisionStep | None:
        """The step that says what was decided."""
        return next((step for step in self.steps if step.stage is Stage.DECIDED), None)

    @property
    def turn(self) -> int:
        """Which time it is worked on; 1 until residents open it again."""
        if self.promise is None:
            return 1
        return self.promise.turn + (0 if self.promise.closed_on else 1)

    @property
    def next_stages(self) -> tuple[Stage, ...]:
        """Which stage may be told next; none while it is done or dropped."""
        if self.promise is not None and self.promise.closed_on is not None:
            return ()
        return next_stages(
            [
                step.stage
                for step in self.steps
                if step.turn == self.turn or step.stage is Stage.DECIDED
            ]
        )


def decision_on(session: Session, poll: Poll) -> Decision:
    """Return what became of `poll`, its steps in order."""
    wanted = select(DecisionStep).where(DecisionStep.poll_ref == poll.ref)
    steps = session.exec(wanted.order_by(col(DecisionStep.id))).all()
    promise = session.get(Promise, steps[0].promise_id) if steps else None
    return Decision(steps, promise)


def find_winner(result: PollResult) -> int | None:
    """Return the number of the option that residents chose; None where nothing won (yet)."""
    if result.tie_winner is not None:
        return result.tie_winner
    return load(result.figures).outcome.winner


def chosen_in(session: Session, poll: Poll) -> int | None:
    """Return the number of the option that residents chose; None where nobody chose.

    Raises:
        NoResultYetError: the result is sealed, or the lot or the council has to speak first.
    """
    result = result_queries.find_result(session, poll)
    if result is None:
        raise NoResultYetError(poll.ref)
    winner = find_winner(result)
    if winner is None and load(result.figures).outcome.decider in _TO_BE_DECIDED:
        raise NoResultYetError(poll.ref)
    return winner


def is_late(poll: Poll, decision: Decision, today: date) -> bool:
    """Whether a poll that closed has no decision after the day that was announced."""
    if poll.frozen_at is None or local_day(poll.closes_at) > today:
        return False
    return is_decision_late(poll.decision_due, today, told=bool(decision.steps))


def polls_waiting(session: Session, today: date) -> Sequence[Poll]:
    """Return polls without a decision after the day that was announced, the oldest day first."""
    told = select(DecisionStep.poll_ref)
    waiting = select(Poll).where(
        col(Poll.frozen_at).is_not(None),
        col(Poll.decision_due) < today,
        col(Poll.ref).not_in(told),
    )
    found = session.exec(waiting.order_by(col(Poll.decision_due), col(Poll.id))).all()
    return [poll for poll in found if is_late(poll, Decision((), None), today)]


def poll_of(session: Session, promise: Promise) -> Poll | None:
    """Return the poll whose decision this promise is, if it is one."""
    found = (
        select(Poll)
        .join(DecisionStep, col(DecisionStep.poll_ref) == col(Poll.ref))
        .where(DecisionStep.promise_id == promise.id)
    )
    return session.exec(found.limit(1)).one_or_none()
