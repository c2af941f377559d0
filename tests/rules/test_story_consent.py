from dataclasses import dataclass
from datetime import datetime
from itertools import product

import pytest

from app.stories.consent_rules import (
    Use,
    effective_consent,
    is_public,
    may_publish,
    may_show_photos,
    signature,
)
from app.stories.rules import (
    AgeGroup,
    Audience,
    Consent,
    Outcome,
    StoryStatus,
    TellerKind,
)
from tests.conftest import NOW

CHILDREN = (AgeGroup.UNDER_12, AgeGroup.FROM_12_TO_15)


@dataclass
class Told:
    status: StoryStatus = StoryStatus.ANSWERED
    outcome: Outcome | None = Outcome.PUBLISHED
    audience: Audience = Audience.EVERYONE
    teller: TellerKind = TellerKind.RESIDENT
    signed_as: str | None = None
    age_group: AgeGroup | None = None
    guardian_consent_at: datetime | None = None
    consent_paper: Consent = Consent.YES
    consent_online: Consent = Consent.YES
    consent_photos: Consent = Consent.YES


@pytest.mark.parametrize(("use", "given"), list(product(Use, Consent)))
def test_each_use_has_its_own_consent(use: Use, given: Consent) -> None:
    story = Told(consent_paper=Consent.NO, consent_online=Consent.NO, consent_photos=Consent.NO)
    setattr(story, f"consent_{use}", given)

    assert effective_consent(story, use) is given
    assert {effective_consent(story, other) for other in Use if other is not use} == {Consent.NO}


@pytest.mark.parametrize(("use", "age_group"), list(product(Use, CHILDREN)))
def test_nothing_of_a_child_is_used_before_a_parent_consents(use: Use, age_group: AgeGroup) -> None:
    child = Told(age_group=age_group)
    with_parent = Told(age_group=age_group, guardian_consent_at=NOW)

    assert effective_consent(child, use) is Consent.NO
    assert effective_consent(with_parent, use) is Consent.YES


@pytest.mark.parametrize("use", Use)
def test_nothing_withdrawn_is_used(use: Use) -> None:
    assert effective_consent(Told(status=StoryStatus.WITHDRAWN), use) is Consent.NO


@pytest.mark.parametrize(
    ("story", "may", "public"),
    [
        (Told(), True, True),
        (Told(outcome=None), True, False),
        (Told(outcome=Outcome.REFUSED), True, False),
        (Told(outcome=Outcome.COUNCIL_ONLY), True, False),
        (Told(audience=Audience.COUNCIL), False, False),
        (Told(status=StoryStatus.WITHDRAWN), False, False),
        (Told(status=StoryStatus.IN_REVIEW), True, True),
        (Told(age_group=AgeGroup.FROM_16), True, True),
        (Told(age_group=AgeGroup.UNDER_12), False, False),
        (Told(age_group=AgeGroup.FROM_12_TO_15, guardian_consent_at=NOW), True, True),
    ],
)
def test_who_may_read_a_story(story: Told, *, may: bool, public: bool) -> None:
    assert may_publish(story) is may
    assert is_public(story) is public


@pytest.mark.parametrize(
    ("given", "shown"), [(Consent.YES, True), (Consent.NO, False), (Consent.ASK, False)]
)
def test_photos_need_a_plain_yes(given: Consent, *, shown: bool) -> None:
    assert may_show_photos(Told(consent_photos=given)) is shown


@pytest.mark.parametrize(
    ("story", "signed"),
    [
        (Told(), "Inwoner Brunssum"),
        (Told(teller=TellerKind.PROFESSIONAL), "Uitvoerend professional"),
        (Told(signed_as="moeder van drie"), "moeder van drie"),
        (Told(signed_as="Sam", age_group=AgeGroup.UNDER_12), "Inwoner Brunssum"),
        (Told(signed_as="Sam", age_group=AgeGroup.UNDER_12, guardian_consent_at=NOW), "Sam"),
    ],
)
def test_how_a_teller_is_signed(story: Told, signed: str) -> None:
    assert signature(story, "Brunssum") == signed


def test_a_municipality_that_calls_itself_one_is_signed_by_its_place() -> None:
    assert signature(Told(), "Gemeente Brunssum") == "Inwoner Brunssum"
