from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import pytest

from app.moderation.decisions import (
    AlreadyDecidedError,
    PublishBar,
    PublishBarredError,
    ReasonNeededError,
    check_decision,
    publish_bar,
    status_after,
)
from app.stories.consent_rules import may_publish
from app.stories.rules import AgeGroup, Audience, Consent, Outcome, StoryStatus, TellerKind

RECEIVED, IN_REVIEW, ANSWERED, WITHDRAWN = StoryStatus
PUBLISHED, COUNCIL_ONLY, REFUSED = Outcome
NEVER: list[Outcome | None] = [None, *Outcome]


@dataclass
class Told:
    status: StoryStatus = StoryStatus.IN_REVIEW
    outcome: Outcome | None = None
    audience: Audience = Audience.EVERYONE
    teller: TellerKind = TellerKind.RESIDENT
    signed_as: str | None = None
    age_group: AgeGroup | None = None
    guardian_consent_at: datetime | None = None
    consent_paper: Consent = Consent.YES
    consent_online: Consent = Consent.YES
    consent_photos: Consent = Consent.YES


@pytest.mark.parametrize(
    ("old", "new"), [(old, new) for old, new in product(NEVER, Outcome) if old is not new]
)
def test_another_decision_is_allowed_with_a_reason(old: Outcome | None, new: Outcome) -> None:
    check_decision(old, new, reason="Omdat het zo is.", bar=None)


@pytest.mark.parametrize(("old", "new"), list(product(NEVER, Outcome)))
def test_without_a_reason_only_a_first_friendly_decision_is_allowed(
    old: Outcome | None, new: Outcome
) -> None:
    if old is None and new is not REFUSED:
        check_decision(old, new, reason=" ", bar=None)
    else:
        with pytest.raises((ReasonNeededError, AlreadyDecidedError)):
            check_decision(old, new, reason=" ", bar=None)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_the_same_decision_twice_is_a_conflict(outcome: Outcome) -> None:
    with pytest.raises(AlreadyDecidedError):
        check_decision(outcome, outcome, reason="Nog een keer.", bar=None)


@pytest.mark.parametrize(
    ("bar", "allowed"),
    [
        (PublishBar.COUNCIL_AUDIENCE, {COUNCIL_ONLY, REFUSED}),
        (PublishBar.NO_GUARDIAN, {COUNCIL_ONLY, REFUSED}),
        (PublishBar.WITHDRAWN, set()),
    ],
)
def test_a_bar_leaves_what_shows_nothing(bar: PublishBar, allowed: set[Outcome]) -> None:
    for outcome in Outcome:
        if outcome in allowed:
            check_decision(None, outcome, reason="Omdat.", bar=bar)
        else:
            with pytest.raises(PublishBarredError) as caught:
                check_decision(None, outcome, reason="Omdat.", bar=bar)
            assert caught.value.bar is bar


@pytest.mark.parametrize(
    ("status", "audience", "age", "agreed"),
    list(product(StoryStatus, Audience, [None, *AgeGroup], [None, datetime.now(UTC)])),
)
def test_there_is_a_bar_exactly_where_a_story_may_not_be_published(
    status: StoryStatus, audience: Audience, age: AgeGroup | None, agreed: datetime | None
) -> None:
    told = Told(status=status, audience=audience, age_group=age, guardian_consent_at=agreed)

    assert (publish_bar(told) is None) is may_publish(told)


@pytest.mark.parametrize(
    ("has_answer", "outcome", "reply_waits", "after"),
    [
        (answered, outcome, waits, ANSWERED if answered and outcome and not waits else IN_REVIEW)
        for answered, outcome, waits in product([True, False], NEVER, [True, False])
    ],
)
@pytest.mark.parametrize("status", [RECEIVED, IN_REVIEW, ANSWERED])
def test_a_story_is_answered_with_answer_and_decision_and_nothing_that_waits(
    status: StoryStatus,
    has_answer: bool,  # noqa: FBT001 - a table
    outcome: Outcome | None,
    reply_waits: bool,  # noqa: FBT001 - a table
    after: StoryStatus,
) -> None:
    moved = status_after(status, outcome=outcome, has_answer=has_answer, reply_waits=reply_waits)

    assert moved is after


def test_nothing_brings_a_withdrawn_story_back() -> None:
    assert (
        status_after(WITHDRAWN, outcome=PUBLISHED, has_answer=True, reply_waits=False) is WITHDRAWN
    )
