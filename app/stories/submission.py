"""A story as it is sent in, before anything is stored. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.stories.rules import (
    AgeGroup,
    Audience,
    Channel,
    Consent,
    TellerKind,
    needs_guardian,
)

#: Languages that a teller can choose, as BCP 47; `und` is any other one.
LANGUAGES: Final = ("nl", "de", "en", "pl", "tr", "ar", "uk", "und")


@dataclass(frozen=True)
class Submission:
    """Everything that a teller said; what was left open is the most private choice."""

    original: str
    district_key: str | None = None
    language: str = "nl"
    teller: TellerKind = TellerKind.RESIDENT
    signed_as: str | None = None
    age_group: AgeGroup | None = None
    audience: Audience = Audience.COUNCIL
    consent_paper: Consent = Consent.NO
    consent_online: Consent = Consent.NO
    consent_photos: Consent = Consent.NO
    channel: Channel = Channel.SELF
    #: Whether a parent's consent on paper was shown to whoever typed the story.
    guardian_seen: bool = False
    #: The day on which it was told, where that isn't the day on which it is sent.
    told_on: date | None = None


def read_answers(answers: dict[str, Any]) -> Submission | None:
    """Return the submission that a draft's answers make, or None while there is no story."""
    if not answers.get("text"):
        return None
    age_group = AgeGroup(answers["age_group"]) if answers.get("age_group") else None
    return Submission(
        original=answers["text"],
        district_key=answers.get("district") or None,
        language=answers.get("language") or "nl",
        teller=TellerKind(answers.get("teller") or TellerKind.RESIDENT),
        # No name stands with the words of a child.
        signed_as=None if needs_guardian(age_group) else answers.get("signed_as") or None,
        age_group=age_group,
        audience=Audience(answers.get("audience") or Audience.COUNCIL),
        consent_paper=Consent(answers.get("paper") or Consent.NO),
        consent_online=Consent(answers.get("online") or Consent.NO),
        consent_photos=Consent(answers.get("photos") or Consent.NO),
        guardian_seen=needs_guardian(age_group) and bool(answers.get("guardian_seen")),
    )
