"""When a meeting moves on, which time its pack is about, and which counts are told."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.council.rules import (
    FIRST_WINDOW,
    MeetingState,
    NotBegunError,
    StepNotAllowedError,
    check_begun,
    check_step,
    small,
    window_of,
)
from tests.conftest import NOW

DRAFT, READY, HELD = MeetingState
ALLOWED = {(DRAFT, READY), (READY, DRAFT), (READY, HELD)}
DAYS = st.integers(min_value=-400, max_value=400).map(lambda days: timedelta(days=days))


@pytest.mark.parametrize(("old", "new"), list(product(MeetingState, repeat=2)))
def test_a_meeting_is_announced_and_then_held(old: MeetingState, new: MeetingState) -> None:
    if (old, new) in ALLOWED:
        check_step(old, new)
    else:
        with pytest.raises(StepNotAllowedError):
            check_step(old, new)


def test_nobody_held_a_meeting_that_is_still_to_come() -> None:
    check_begun(NOW, NOW)
    with pytest.raises(NotBegunError):
        check_begun(NOW + timedelta(minutes=1), NOW)


@given(DAYS, DAYS)
def test_a_first_pack_looks_back_half_a_year_and_never_behind_its_meeting(
    starts: timedelta, ahead: timedelta
) -> None:
    window = window_of(None, NOW + starts, NOW + ahead)

    assert window.until == min(NOW + starts, NOW + ahead)
    assert window.until - window.since == FIRST_WINDOW


def test_a_pack_begins_where_the_meeting_before_began() -> None:
    window = window_of(NOW - timedelta(days=70), NOW + timedelta(days=9), NOW)

    assert (window.since, window.until) == (NOW - timedelta(days=70), NOW)


@pytest.mark.parametrize(
    ("count", "is_small"), [(0, False), (1, True), (4, True), (5, False), (80, False)]
)
def test_counts_from_one_to_four_could_point_at_somebody(count: int, *, is_small: bool) -> None:
    assert small(count) is is_small
