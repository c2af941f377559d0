from collections import namedtuple
from datetime import UTC, date, datetime, timedelta

import pytest

from app.card.rules import (
    SITTING,
    Headline,
    Turn,
    Waits,
    headline,
    is_new,
    moments_after_opening,
    seal,
    steps,
    turn,
)
from app.core.attempts import network_of
from app.stories.rules import EventKind, StoryStatus

DUE = date(2026, 12, 4)
DAY = timedelta(days=1)
Event = namedtuple("Event", ["kind", "at", "reason", "actor"])  # noqa: PYI024 # what a row looks like


NOTHING, REPLY, QUESTION = Waits(), Waits(reply=True), Waits(question=True)
OBJECTION = Waits(reply=True, objection=True)


@pytest.mark.parametrize(
    ("status", "today", "waits", "expected"),
    [
        (StoryStatus.RECEIVED, DUE, NOTHING, Headline.WAITING),
        (StoryStatus.IN_REVIEW, DUE, NOTHING, Headline.WAITING),
        (StoryStatus.IN_REVIEW, DUE, REPLY, Headline.WAITING_AGAIN),
        (StoryStatus.IN_REVIEW, DUE, QUESTION, Headline.ASKED),
        (StoryStatus.IN_REVIEW, DUE, OBJECTION, Headline.OBJECTED),
        (StoryStatus.RECEIVED, DUE + DAY, NOTHING, Headline.OVERDUE),
        (StoryStatus.IN_REVIEW, DUE + DAY, REPLY, Headline.OVERDUE),
        (StoryStatus.IN_REVIEW, DUE + DAY, QUESTION, Headline.OVERDUE),
        (StoryStatus.ANSWERED, DUE + DAY, NOTHING, Headline.ANSWERED),
        (StoryStatus.ANSWERED, DUE + DAY, QUESTION, Headline.ASKED),
        (StoryStatus.WITHDRAWN, DUE + DAY, REPLY, Headline.WITHDRAWN),
    ],
)
def test_the_card_says_first_what_matters_most(
    status: StoryStatus, today: date, waits: Waits, expected: Headline
) -> None:
    assert headline(status, DUE, today, waits) is expected


@pytest.mark.parametrize(
    ("status", "waits", "expected"),
    [
        (StoryStatus.RECEIVED, NOTHING, Turn.STAFF),
        (StoryStatus.IN_REVIEW, QUESTION, Turn.TELLER),
        (StoryStatus.IN_REVIEW, Waits(question=True, objection=True), Turn.STAFF),
        (StoryStatus.IN_REVIEW, Waits(office=True), Turn.OFFICE),
        (StoryStatus.IN_REVIEW, Waits(office=True, objection=True), Turn.STAFF),
        (StoryStatus.ANSWERED, NOTHING, Turn.NOBODY),
        (StoryStatus.ANSWERED, Waits(quotes=True), Turn.TELLER),
        (StoryStatus.ANSWERED, QUESTION, Turn.TELLER),
        (StoryStatus.ANSWERED, Waits(office=True), Turn.OFFICE),
    ],
)
def test_the_card_says_whose_turn_it_is(status: StoryStatus, waits: Waits, expected: Turn) -> None:
    assert turn(status, waits) is expected


def test_what_was_new_stays_new_within_a_sitting_and_not_the_next_day() -> None:
    first = datetime(2026, 11, 23, 12, tzinfo=UTC)
    told = first - DAY

    opened, until = moments_after_opening(None, None, now=first)
    assert (opened, until) == (first, None)
    again = first + SITTING / 2
    opened, until = moments_after_opening(opened, until, now=again)
    assert (opened, until) == (again, None)
    opened, until = moments_after_opening(opened, until, now=first + DAY)

    assert until == again
    assert not is_new(told, again)
    assert is_new(again + SITTING, again)
    assert not is_new(None, first - DAY)


def test_what_the_teller_did_is_no_news() -> None:
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    mine, theirs = (
        Event(EventKind.REPLIED, at, None, "teller"),
        Event(EventKind.ANSWERED, at, None, "staff"),
    )

    found = steps((event, at.date()) for event in (mine, theirs))

    assert [step.told_at for step in found] == [None, at]


def test_the_same_thing_in_a_row_on_one_day_is_one_step() -> None:
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    kinds = [EventKind.QUOTED, EventKind.QUOTED, EventKind.ANSWERED, EventKind.QUOTED]

    found = steps((Event(kind, at, None, "teller"), at.date()) for kind in kinds)

    assert [step.kind for step in found] == kinds[1:]


def test_the_same_thing_on_another_day_or_for_another_reason_is_another_step() -> None:
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    kind = EventKind.REFUSED

    found = steps(
        [
            (Event(kind, at, "a", "staff"), at.date()),
            (Event(kind, at, "b", "staff"), at.date()),
            (Event(kind, at + DAY, "b", "staff"), at.date() + DAY),
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
