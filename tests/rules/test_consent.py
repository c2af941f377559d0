"""Which quote may be shown: every combination."""

from itertools import product

import pytest

from app.quotes.rules import Approval, may_use
from app.stories.rules import AgeGroup, Consent

MAY = {
    (Consent.YES, Approval.WAITING),
    (Consent.YES, Approval.APPROVED),
    (Consent.ASK, Approval.APPROVED),
}
EVERY = list(product(Consent, Approval))


@pytest.mark.parametrize(("consent", "approval"), EVERY)
@pytest.mark.parametrize("age_group", [None, AgeGroup.FROM_16])
def test_consent_and_approval_decide(
    consent: Consent, approval: Approval, age_group: AgeGroup | None
) -> None:
    expected = (consent, approval) in MAY
    for agreed in (False, True):
        assert may_use(consent, approval, age_group=age_group, guardian_agreed=agreed) == expected


@pytest.mark.parametrize(("consent", "approval"), EVERY)
@pytest.mark.parametrize("age_group", [AgeGroup.UNDER_12, AgeGroup.FROM_12_TO_15])
def test_under_16_a_parent_agrees_as_well(
    consent: Consent, approval: Approval, age_group: AgeGroup
) -> None:
    assert not may_use(consent, approval, age_group=age_group, guardian_agreed=False)
    expected = (consent, approval) in MAY
    assert may_use(consent, approval, age_group=age_group, guardian_agreed=True) == expected
