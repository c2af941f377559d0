from collections import namedtuple
from datetime import UTC, date, datetime, timedelta

import pytest

from app.card.rules import Headline, headline, seal, steps
from app.core.attempts import network_of
from app.stories.rules import EventKind, StoryStatus

DUE = date(2026, 12, 4)
DAY = timedelta(days=1)
Event = namedtuple("Event", ["kind", "at", "reason"])  # noqa: PYI024 # what a row looks like


@pytest.mark.parametrize(
    ("status", "today", "reply_waits", "expected"),
    [
        (StoryStatus.RECEIVED, DUE, False, Headline.WAITING),
        (StoryStatus.IN_REVIEW, DUE, False, Headline.WAITING),
        (StoryStatus.IN_REVIEW, DUE, True, Headline.WAITING_AGAIN),
        (StoryStatus.RECEIVED, DUE + DAY, False, Headline.OVERDUE),
        (StoryStatus.IN_REVIEW, DUE + DAY, True, Headline.OVERDUE),
        (StoryStatus.ANSWERED, DUE + DAY, False, Headline.ANSWERED),
        (StoryStatus.WITHDRAWN, DUE + DAY, True, Headline.WITHDRAWN),
    ],
)
def test_the_card_says_first_what_matters_most(
    status: StoryStatus, today: date, *, reply_waits: bool, expected: Headline
) -> None:
    assert headline(status, DUE, today, reply_waits=reply_waits) is expected


def test_the_same_thing_in_a_row_on_one_day_is_one_step() -> None:
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    kinds = [EventKind.QUOTED, EventKind.QUOTED, EventKind.ANSWERED, EventKind.QUOTED]

    found = steps((Event(kind, at, None), at.date()) for kind in kinds)

    assert [step.kind for step in found] == kinds[1:]


def test_the_same_thing_on_another_day_or_for_another_reason_is_another_step() -> None:
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    kind = EventKind.REFUSED

    found = steps(
        [
            (Event(kind, at, "a"), at.date()),
            (Event(kind, at, "b"), at.date()),
            (Event(kind, at + DAY, "b"), at.date() + DAY),
        ]
    )

    assert len(found) == 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:0:7::1", "2001:db8:0:7:ffff::9", True),
        ("2001:db8:0:7::1", "2001:db8:0:8::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", None, True),
        ("unix:", "unix:", True),
    ],
)
def test_a_household_counts_as_one_source(one: str, other: str | None, *, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_a_seal_fits_only_the_very_words() -> None:
    assert seal("Het is donker.") == seal("Het is donker.")
    assert seal("Het is donker.") != seal("Het is donker")
