"""What stands between an opened code and a ballot. Pure."""

from enum import StrEnum

from app.polls.rules import CodeState, PollStatus


class Obstacle(StrEnum):
    """Why somebody with a right code can't vote, or not now."""

    NOT_YET = "not_yet"
    CLOSED = "closed"
    RESULT = "result"
    #: The letter was called in, for instance because it was lost.
    VOID = "void"
    #: The letter is a reserve one that was never handed out.
    RESERVE = "reserve"
    #: A vote on paper took the ballot's place.
    ON_PAPER = "on_paper"
    #: This opening of the code has voted; another choice needs the code again.
    TWICE = "twice"


_BY_STATUS = {
    PollStatus.DRAFT: Obstacle.NOT_YET,
    PollStatus.ANNOUNCED: Obstacle.NOT_YET,
    PollStatus.COUNTING: Obstacle.CLOSED,
    PollStatus.RESULT: Obstacle.RESULT,
}
_BY_STATE = {CodeState.VOID: Obstacle.VOID, CodeState.RESERVE: Obstacle.RESERVE}


def obstacle_at(
    status: PollStatus, state: CodeState = CodeState.ISSUED, *, is_closed: bool = False
) -> Obstacle | None:
    """Return what stands in the way; None when one can vote. The time goes before the letter."""
    by_time_or_letter = _BY_STATUS.get(status) or _BY_STATE.get(state)
    if by_time_or_letter is None and is_closed:
        return Obstacle.ON_PAPER
    return by_time_or_letter
