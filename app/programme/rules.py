"""What a programme consists of. Pure."""

from enum import StrEnum


class ClusterKind(StrEnum):
    """A cluster is about a problem (probleemcluster) or an opportunity (kans)."""

    PROBLEM = "problem"
    OPPORTUNITY = "opportunity"


class Favourable(StrEnum):
    """Which direction of an indicator is good news."""

    LOWER = "lower"
    HIGHER = "higher"
