"""Wrong tries: free at first, slower and slower, never a lock for good."""

from datetime import timedelta
from itertools import pairwise

import pytest

from app.core.attempts import (
    FIRST_WAIT,
    FREE_FROM_SOURCE,
    FREE_TRIES,
    LONGEST_WAIT,
    wait_after,
    wait_in_hour,
)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 10), (6, 20), (7, 40), (10, 320), (11, 640), (12, 900), (13, 900)],
)
def test_waits_double_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert wait_after(failures) == timedelta(seconds=seconds)


def test_the_wait_never_shrinks_and_never_locks() -> None:
    waits = [wait_after(failures) for failures in range(100)]
    assert all(one <= next_one for one, next_one in pairwise(waits))
    assert wait_after(10**9) == LONGEST_WAIT == timedelta(minutes=15)


def test_five_tries_are_free() -> None:
    assert sum(wait_after(failures) == timedelta(0) for failures in range(50)) == FREE_TRIES == 5
    assert wait_after(FREE_TRIES) == FIRST_WAIT


def test_a_place_has_more_free_tries_than_a_thing() -> None:
    assert wait_after(FREE_FROM_SOURCE - 1, FREE_FROM_SOURCE) == timedelta(0)
    assert wait_after(FREE_FROM_SOURCE, FREE_FROM_SOURCE) == FIRST_WAIT
    assert FREE_FROM_SOURCE >= 6 * FREE_TRIES


def test_a_guesser_gets_little_more_than_a_hundred_tries_a_day() -> None:
    spent, tries = timedelta(0), 0
    while spent < timedelta(days=1):
        tries += 1
        spent += wait_after(tries)
    assert tries <= 110


MINUTE = 60


@pytest.mark.parametrize(
    ("failures", "minute", "wait"),
    [(0, 0, 0), (4, 0, 0), (5, 0, 12), (5, 5, 7), (5, 12, 0), (6, 12, 12), (8, 47, 1), (8, 48, 0)],
)
def test_in_an_hour_a_try_comes_free_every_twelve_minutes(
    failures: int, minute: int, wait: int
) -> None:
    assert wait_in_hour(failures, FREE_TRIES, minute * MINUTE) == wait * MINUTE


@pytest.mark.parametrize("free", [1, 3, FREE_TRIES, 20, FREE_FROM_SOURCE])
def test_whoever_waits_as_long_as_told_gets_a_try_and_no_more_than_twice_the_free_ones(
    free: int,
) -> None:
    failures, passed = 0, 0
    while passed < 60 * MINUTE:
        wait = wait_in_hour(failures, free, passed)
        assert 0 <= wait <= 60 * MINUTE // free
        failures, passed = (failures, passed + wait) if wait else (failures + 1, passed)
    assert failures == 2 * free - 1


def test_however_many_wrong_tries_there_were_the_next_hour_starts_anew() -> None:
    assert wait_in_hour(10**6, FREE_TRIES, 59 * MINUTE) == MINUTE
