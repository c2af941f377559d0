"""What a teller's consents allow, and how the teller is signed. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from app.stories.rules import (
    AgeGroup,
    Audience,
    Consent,
    Outcome,
    StoryStatus,
    TellerKind,
    needs_guardian,
)

#: How professionals are signed who chose no words of their own.
PROFESSIONAL: Final = "Uitvoerend professional"


class Use(StrEnum):
    """What somebody's words or photos are used for; each has its own consent."""

    PAPER = "paper"
    ONLINE = "online"
    PHOTOS = "photos"


class Told(Protocol):
    """What these rules ask of a story."""

    status: StoryStatus
    outcome: Outcome | None
    audience: Audience
    teller: TellerKind
    signed_as: str | None
    age_group: AgeGroup | None
    guardian_consent_at: datetime | None
    consent_paper: Consent
    consent_online: Consent
    consent_photos: Consent


def lacks_guardian(story: Told) -> bool:
    """Whether a parent still has to consent on paper before anything is shown."""
    return needs_guardian(story.age_group) and story.guardian_consent_at is None


def effective_consent(story: Told, use: Use) -> Consent:
    """Return what holds for `use`, whatever was chosen: no once withdrawn or without a parent."""
    if story.status is StoryStatus.WITHDRAWN or lacks_guardian(story):
        return Consent.NO
    given = {
        Use.PAPER: story.consent_paper,
        Use.ONLINE: story.consent_online,
        Use.PHOTOS: story.consent_photos,
    }
    return given[use]


def may_publish(story: Told) -> bool:
    """Whether the teller lets everyone read the story."""
    withdrawn = story.status is StoryStatus.WITHDRAWN
    return story.audience is Audience.EVERYONE and not withdrawn and not lacks_guardian(story)


def is_public(story: Told) -> bool:
    """Whether everyone can read the story: staff published it and the teller still agrees."""
    return story.outcome is Outcome.PUBLISHED and may_publish(story)


def may_show_photos(story: Told) -> bool:
    """Whether the teller lets others see the photos, where the story or a quote is shown."""
    return effective_consent(story, Use.PHOTOS) is Consent.YES


def signature(story: Told, municipality: str) -> str:
    """Return how the teller is signed: in words of their own, else by what they are."""
    if story.signed_as and not lacks_guardian(story):
        return story.signed_as
    return default_signature(story.teller, municipality)


def default_signature(teller: TellerKind, municipality: str) -> str:
    """Return how a teller without words of their own is signed."""
    if teller is TellerKind.PROFESSIONAL:
        return PROFESSIONAL
    return f"Inwoner {municipality.removeprefix('Gemeente ')}"
