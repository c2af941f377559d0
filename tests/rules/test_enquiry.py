"""What of the answers may be shown, and which questions are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.enquiry.rules import (
    SMALLEST,
    Given,
    Question,
    QuestionKind,
    is_possible,
    may_split,
    shown_counts,
)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([10, 20], [10, 20]),
        ([3, 20], [None, None]),
        ([3, 20, 30], [None, None, 30]),
        ([3, 4, 20], [None, None, 20]),
        ([0, 1, 20, 30], [None, None, None, 30]),
        ([0, 0], [None, None]),
    ],
)
def test_small_counts_are_hidden_with_what_would_betray_them(
    counts: list[int], shown: list[int | None]
) -> None:
    assert shown_counts(counts) == shown


@given(st.lists(st.integers(0, 40), min_size=2, max_size=8))
def test_no_small_count_follows_from_the_total(counts: list[int]) -> None:
    shown = shown_counts(counts)
    hidden = [count for count, each in zip(counts, shown, strict=True) if each is None]

    assert all(each is None or each >= SMALLEST for each in shown)
    assert len(hidden) != 1
    assert not hidden or sum(hidden) >= SMALLEST or len(hidden) == len(counts)


@pytest.mark.parametrize(
    ("table", "may"),
    [([[5, 6], [7, 8]], True), ([[5, 4], [7, 8]], False), ([[5, 6]], False), ([], False)],
)
def test_parts_are_shown_only_where_every_count_may_be(table: list[list[int]], may: bool) -> None:  # noqa: FBT001 - a table
    assert may_split(table) is may


def test_a_question_is_the_same_whatever_its_spaces_and_capitals() -> None:
    asked = Question(QuestionKind.CHOICE, "Wat moet eerst?", ("Het park", "De straat"))
    same = Question(QuestionKind.CHOICE, " wat  moet eerst?", ("het park", "De  straat"))
    other = Question(QuestionKind.CHOICE, "Wat moet eerst?", ("De straat", "Het park"))

    assert asked.key == same.key != other.key


@pytest.mark.parametrize(
    ("answer", "is_right"),
    [
        (Given(0), True),
        (Given(1), True),
        (Given(2), False),
        (Given(-1), False),
        (Given(None), False),
        (Given(words="x"), False),
    ],
)
def test_only_an_answer_that_was_offered_is_one(answer: Given, is_right: bool) -> None:  # noqa: FBT001 - a table
    question = Question(QuestionKind.CHOICE, "Wat?", ("a", "b"))

    assert is_possible(question, answer) is is_right
