"""What is told of tellers in files: never so much that one of them stands out."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.monitor.export_rules import (
    SMALLEST,
    UNTOLD,
    LeftOut,
    Overview,
    Part,
    TooFewError,
    check_enough,
    coarsen,
)
from app.monitor.export_texts import normal

COMBINATIONS = list(product(("", "noord", "oost", "west"), ("", "x", "y"), ("1", "2", "3")))


@given(st.dictionaries(st.sampled_from(COMBINATIONS), st.integers(1, 30)))
def test_everybody_is_alike_to_four_others_in_all_that_is_told(
    counts: dict[tuple[str, ...], int],
) -> None:
    told: Counter[tuple[str, ...]] = Counter()
    for traits, known in coarsen(counts).items():
        assert all(each in {UNTOLD, trait} for each, trait in zip(known, traits, strict=True))
        told[known] += counts[traits]

    assert told.total() == sum(counts.values())
    if told.total() >= SMALLEST:
        assert min(told.values()) >= SMALLEST
    else:
        assert set(told) <= {(UNTOLD,) * 3}


def test_what_many_share_is_told() -> None:
    counts: dict[tuple[str, ...], int] = {("noord", "nl"): 9, ("noord", "uk"): 1, ("oost", "nl"): 6}

    told = coarsen(counts)

    assert told[("oost", "nl")] == ("oost", "nl")
    assert told[("noord", "uk")] == ("noord", UNTOLD)
    # One in Ukrainian would be the only one untold: so the others are too.
    assert told[("noord", "nl")] == ("noord", UNTOLD)


@pytest.mark.parametrize(("stories", "is_refused"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_stories_make_no_file(stories: int, is_refused: bool) -> None:  # noqa: FBT001 - a case
    overview = Overview(Counter({Part.WHOLE: stories}), Counter({LeftOut.REFUSED: 50}))
    if is_refused:
        with pytest.raises(TooFewError):
            check_enough(overview)
    else:
        check_enough(overview)


@given(st.text())
def test_a_text_is_tidied_once_and_for_all(text: str) -> None:
    assert normal(normal(text)) == normal(text)
    assert "\r" not in normal(text)
