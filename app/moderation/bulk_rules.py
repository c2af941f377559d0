"""One answer to many alike stories: how many, and what can come of each. Pure."""

from enum import StrEnum
from typing import Final

#: More at once is no longer a list that somebody reads.
MAX_AT_ONCE: Final = 100


class BulkResult(StrEnum):
    """What came of one story."""

    ANSWERED = "answered"
    #: Somebody changed it after it was chosen; nothing was sent.
    CHANGED = "changed"
    #: It may not be shown to everyone; nothing was sent.
    BARRED = "barred"
    #: Its teller took it back, or it went to another district.
    GONE = "gone"
