"""What a story is and how it may move. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.core.errors import ConflictError

#: Code points.
MAX_LENGTH: Final = 20_000
MAX_PHOTOS: Final = 5
MAX_SIGNED_AS: Final = 60


class StoryStatus(StrEnum):
    """Where a story is; its outcome is a field apart."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What staff decided about showing it."""

    PUBLISHED = "published"
    COUNCIL_ONLY = "council_only"
    REFUSED = "refused"


class TellerKind(StrEnum):
    """Who tells."""

    RESIDENT = "resident"
    PROFESSIONAL = "professional"


class Audience(StrEnum):
    """Who may read it, as the teller chose."""

    EVERYONE = "everyone"
    COUNCIL = "council"


class Consent(StrEnum):
    """What the teller allows for one use."""

    NO = "no"
    YES = "yes"
    #: Yes, but the teller reads the quote first; no answer is not a yes.
    ASK = "ask"


class AgeGroup(StrEnum):
    """Age is asked as a group, never as a date."""

    UNDER_12 = "under_12"
    FROM_12_TO_15 = "12_15"
    FROM_16 = "16_plus"


class Channel(StrEnum):
    """How a story came in."""

    SELF = "self"
    DOOR = "door"
    CAFE = "cafe"
    GROUP = "group"
    PHOTO_TALK = "photo_talk"
    PAPER = "paper"


class EventKind(StrEnum):
    """A step that the teller sees on the card."""

    RECEIVED = "received"
    OPENED = "opened"
    ANSWERED = "answered"
    #: Staff asked the teller something.
    ASKED = "asked"
    PUBLISHED = "published"
    COUNCIL_ONLY = "council_only"
    REFUSED = "refused"
    REPLIED = "replied"
    OBJECTED = "objected"
    #: A second person looked and said that the teller is right, or is not.
    OBJECTION_GRANTED = "objection_granted"
    OBJECTION_REJECTED = "objection_rejected"
    CONSENT_CHANGED = "consent_changed"
    QUOTE_APPROVED = "quote_approved"
    QUOTE_REFUSED = "quote_refused"
    QUOTED = "quoted"
    PRINTED = "printed"
    WITHDRAWN = "withdrawn"
    GUARDIAN_CONSENT = "guardian_consent"
    DISTRICT_CHANGED = "district_changed"
    #: It waits for an office or partner; the reason is who.
    HANDED_OVER = "handed_over"
    ASKED_AGAIN = "asked_again"
    HANDED_BACK = "handed_back"


#: A reply or an objection brings an answered story back to review.
NEXT: Final[Mapping[StoryStatus, frozenset[StoryStatus]]] = {
    StoryStatus.RECEIVED: frozenset(
        {StoryStatus.IN_REVIEW, StoryStatus.ANSWERED, StoryStatus.WITHDRAWN}
    ),
    StoryStatus.IN_REVIEW: frozenset({StoryStatus.ANSWERED, StoryStatus.WITHDRAWN}),
    StoryStatus.ANSWERED: frozenset({StoryStatus.IN_REVIEW, StoryStatus.WITHDRAWN}),
    StoryStatus.WITHDRAWN: frozenset(),
}


class MoveNotAllowedError(ConflictError):
    """This status cannot follow that one; usually somebody else was first."""

    def __init__(self, old: StoryStatus, new: StoryStatus) -> None:
        super().__init__(f"{old} -> {new}")
        self.old = old
        self.new = new


def check_move(old: StoryStatus, new: StoryStatus) -> None:
    """Raise `MoveNotAllowedError` unless `new` may follow `old`."""
    if new not in NEXT[old]:
        raise MoveNotAllowedError(old, new)


def needs_guardian(age_group: AgeGroup | None) -> bool:
    """Whether a parent must consent before this teller is quoted, named or shown.

    Source: AVG art. 8 and UAVG art. 5, under 16.
    """
    return age_group in {AgeGroup.UNDER_12, AgeGroup.FROM_12_TO_15}
