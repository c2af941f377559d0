"""Of which steps a teller is mailed, what one mail says of several, and when it goes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import local_day, morning_of
from app.stories.notice_rules import Notice, due_after, notice_of, together
from app.stories.rules import EventKind

TOLD = {
    EventKind.ANSWERED: Notice.ANSWERED,
    EventKind.PUBLISHED: Notice.DECIDED,
    EventKind.COUNCIL_ONLY: Notice.DECIDED,
    EventKind.REFUSED: Notice.DECIDED,
    EventKind.PRINTED: Notice.CHAIN,
    EventKind.HANDED_OVER: Notice.CHAIN,
    EventKind.ASKED_AGAIN: Notice.CHAIN,
}
START = datetime(2020, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 8_000_000).map(lambda minutes: START + timedelta(minutes=minutes))


@pytest.mark.parametrize("step", list(EventKind))
def test_the_teller_is_told_of_what_others_did(step: EventKind) -> None:
    assert notice_of(step) is TOLD.get(step)


def test_a_mail_does_not_say_whether_a_story_is_shown() -> None:
    decided = {notice_of(step) for step in (EventKind.PUBLISHED, EventKind.REFUSED)}

    assert decided == {Notice.DECIDED}


@pytest.mark.parametrize("one", list(Notice))
@pytest.mark.parametrize("other", list(Notice))
def test_one_mail_says_of_several_that_there_is_more(one: Notice, other: Notice) -> None:
    assert together(one, other) is (one if one is other else Notice.MORE)


@given(now=MOMENTS)
def test_the_first_news_goes_at_once(now: datetime) -> None:
    assert due_after(None, now) == now
    assert due_after(local_day(now) - timedelta(days=1), now) == now


@given(now=MOMENTS, ahead=st.integers(0, 3))
def test_later_news_of_a_day_goes_the_next_morning(now: datetime, ahead: int) -> None:
    mailed_on = local_day(now) + timedelta(days=ahead)

    due = due_after(mailed_on, now)

    assert local_day(due) == mailed_on + timedelta(days=1)
    assert due - now <= timedelta(days=ahead + 1, hours=10)


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 1, 5), 8), (date(2026, 7, 5), 7), (date(2026, 3, 29), 7)]
)
def test_the_morning_is_that_of_the_netherlands(day: date, hour: int) -> None:
    assert morning_of(day) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
