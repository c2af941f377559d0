"""Standing in for a colleague on leave: who may, and when. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from app.core.errors import InvalidError
from app.staff.rules import Role


class DeputyRefusedError(InvalidError):
    """This can't be arranged."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        #: `ends_before_start`, `over`, `overlaps`, `not_a_manager` or `own`.
        self.reason = reason


@dataclass(frozen=True)
class Leave:
    """The days on which somebody is away."""

    starts_on: date
    #: Last day that belongs to it.
    ends_on: date


def may_stand_in(roles: Collection[str], *, active: bool) -> bool:
    """Whether an account with these roles can take over the districts of another."""
    return active and Role.DISTRICT_MANAGER in roles


def check_leave(leave: Leave, others: Iterable[Leave], *, today: date) -> None:
    """Raise `DeputyRefusedError` unless the days can be arranged beside those of `others`."""
    if leave.ends_on < leave.starts_on:
        raise DeputyRefusedError("ends_before_start")
    if leave.ends_on < today:
        raise DeputyRefusedError("over")
    if any(
        other.starts_on <= leave.ends_on and leave.starts_on <= other.ends_on for other in others
    ):
        raise DeputyRefusedError("overlaps")
