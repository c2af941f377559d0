"""Roles of staff and what a person may see. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import InvalidError

#: Source: OWASP ASVS 5.0 6.2.1, which advises 15 and asks for 8.
MIN_PASSWORD: Final = 12
MAX_PASSWORD: Final = 200
_COMMON: Final = ("wachtwoord", "password", "welkom", "brunssum", "buurtstem", "qwerty", "12345")


class Role(StrEnum):
    """What an account may do; roles are sets, not ranks."""

    AMBASSADOR = "ambassadeur"
    DISTRICT_MANAGER = "wijkmanager"
    COUNCIL = "beraad"
    #: Calls and visits residents who were handed over to the own team; sees no stories.
    TEAM = "team"
    RESEARCHER = "onderzoeker"
    ADMINISTRATOR = "beheerder"


#: Who is reminded of promises: those who can keep them.
REMINDED: Final = frozenset({Role.DISTRICT_MANAGER, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Scope:
    """Which districts' stories somebody may see: all, or those with these ids.

    A story without a district belongs to nobody yet and is in every scope.
    """

    everything: bool = False
    district_ids: frozenset[int] = frozenset()

    def covers(self, district_id: int | None) -> bool:
        """Whether a thing of this district is within the scope."""
        return self.everything or district_id is None or district_id in self.district_ids


class PasswordRefusedError(InvalidError):
    """The password is too short, too long or one that everybody tries first."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        #: `short`, `long` or `common`.
        self.reason = reason


class LastAdministratorError(InvalidError):
    """Nobody who runs the site would be left."""


class OwnAccessError(InvalidError):
    """Somebody would take their own access away and did not say to be sure."""


def check_password(password: str) -> None:
    """Raise `PasswordRefusedError` unless `password` may protect residents' stories."""
    if len(password) < MIN_PASSWORD:
        raise PasswordRefusedError("short")
    if len(password) > MAX_PASSWORD:
        raise PasswordRefusedError("long")
    rest = password.lower()
    for word in _COMMON:
        rest = rest.replace(word, "")
    if len(set(rest)) < MIN_PASSWORD // 3:
        raise PasswordRefusedError("common")


def may_administer(roles: Collection[str], *, active: bool) -> bool:
    """Whether an account with these roles runs the site."""
    return active and Role.ADMINISTRATOR in roles


def scope_of(roles: Collection[str], district_ids: Collection[int]) -> Scope:
    """Return which stories an account with these roles and districts may see.

    Source: DESIGN part 3, district scope: a wijkmanager sees the own districts, a beheerder all.
    """
    if Role.ADMINISTRATOR in roles:
        return Scope(everything=True)
    return Scope(district_ids=frozenset(district_ids))
