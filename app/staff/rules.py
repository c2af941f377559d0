"""Roles of staff and what a person may see. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may do; roles are sets, not ranks."""

    AMBASSADOR = "ambassadeur"
    DISTRICT_MANAGER = "wijkmanager"
    COUNCIL = "beraad"
    RESEARCHER = "onderzoeker"
    ADMINISTRATOR = "beheerder"


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
