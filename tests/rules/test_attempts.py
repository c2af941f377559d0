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
