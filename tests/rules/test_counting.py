"""Counting: the recount of the public list is the tally, and nothing is lost on the way."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.polls.counting import (
    ListError,
    hash_lines,
    may_split,
    read_choice,
    recount,
    tally_of,
    write_list,
)
from app.polls.receipts import RECEIPT_BYTES, is_receipt, read_receipt, write_receipt
from app.polls.rules import BLANK, INVALID, MAX_OPTIONS, MIN_SPLIT, numbers_in, write_choice

receipts = st.binary(min_size=RECEIPT_BYTES, max_size=RECEIPT_BYTES).map(write_receipt)
choices = st.one_of(
    st.just(BLANK),
    st.just(INVALID),
    st.sets(st.integers(1, MAX_OPTIONS), min_size=1).map(lambda n: sum(1 << each for each in n)),
)
ballots = st.dictionaries(receipts, choices, max_size=60)


@given(ballots)
def test_the_recount_of_the_list_is_the_tally(cast: dict[str, int]) -> None:
    lines = list(write_list(sorted(cast.items())))

    assert recount(lines) == tally_of(Counter(cast.values()).items())


@given(ballots, st.randoms())
def test_the_order_of_the_list_changes_nothing(cast: dict[str, int], chance: object) -> None:
    header, *rest = write_list(cast.items())
    chance.shuffle(rest)  # type: ignore[attr-defined] # hypothesis's own Random

    assert recount([header, *rest]) == recount(write_list(cast.items()))


@given(ballots)
def test_every_ballot_counts_once_and_each_vote_on_it_too(cast: dict[str, int]) -> None:
    tally = tally_of((choice, 1) for choice in cast.values())

    assert tally.ballots == len(cast)
    assert sum(tally.votes.values()) == sum(len(numbers_in(choice)) for choice in cast.values())
    assert tally.blank == sum(choice == BLANK for choice in cast.values())
    assert tally.invalid == sum(choice == INVALID for choice in cast.values())
    assert all(votes <= tally.ballots for votes in tally.votes.values())


@given(st.lists(st.tuples(choices, st.integers(0, 50))))
def test_parts_add_up_to_the_whole(pairs: list[tuple[int, int]]) -> None:
    one, other = tally_of(pairs[::2]), tally_of(pairs[1::2])

    assert tally_of([*one.choices, *other.choices]) == tally_of(pairs)


@given(choices)
def test_a_choice_is_read_as_it_was_written(choice: int) -> None:
    assert read_choice(write_choice(choice)) == choice


@pytest.mark.parametrize(
    "text",
    ["", "0", "13", "2+1", "1+1", "+1", "1+", "1 + 2", "Blanco", "01", "-1", "1,2", "²", "x"],
)
def test_nothing_else_is_a_choice(text: str) -> None:
    assert read_choice(text) is None


@given(st.binary(min_size=RECEIPT_BYTES, max_size=RECEIPT_BYTES))
def test_a_receipt_is_found_however_it_is_typed(stored: bytes) -> None:
    shown = write_receipt(stored)

    assert is_receipt(shown)
    assert read_receipt(shown) == shown
    assert read_receipt(f" {shown.lower().replace('-', ' ').replace('0', 'o')} ") == shown


@given(
    st.binary(min_size=RECEIPT_BYTES, max_size=RECEIPT_BYTES),
    st.binary(min_size=RECEIPT_BYTES, max_size=RECEIPT_BYTES),
)
def test_receipts_are_in_the_order_of_what_is_stored(one: bytes, other: bytes) -> None:
    assert (one < other) == (write_receipt(one) < write_receipt(other))


@pytest.mark.parametrize(
    "typed", ["", "7K3M", "7K3M-9P2Q-AAAA-AAA", "7K3M-9P2Q-AAAA-AAA*", "x" * 17]
)
def test_nothing_else_is_a_receipt(typed: str) -> None:
    assert read_receipt(typed) is None
    assert not is_receipt(typed)


GOOD = "0000-0000-0000-0001,2\r\n"


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        ([], 1, "header"),
        (["keuze,stembewijs\r\n"], 1, "header"),
        (["ontvangstcode,keuze\r\n", GOOD, "0000-0000-0000-0002\r\n"], 3, "columns"),
        (["ontvangstcode,keuze\r\n", GOOD, "0000,2\r\n"], 3, "receipt"),
        (["ontvangstcode,keuze\r\n", GOOD, "0000-0000-0000-0002,2+1\r\n"], 3, "choice"),
        (["ontvangstcode,keuze\r\n", GOOD, GOOD], 3, "twice"),
        (["ontvangstcode,keuze\r\n", GOOD, "a\rb,2\r\n"], 3, "columns"),
    ],
)
def test_a_damaged_list_is_refused_with_its_line(lines: list[str], line: int, reason: str) -> None:
    with pytest.raises(ListError) as refused:
        recount(lines)

    assert (refused.value.line, refused.value.reason) == (line, reason)


def test_the_hash_is_that_of_the_file() -> None:
    # echo -n, sha256sum
    assert hash_lines(["ab", "c"]) == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@pytest.mark.parametrize(
    ("parts", "allowed"),
    [
        ([], False),
        ([100], False),
        ([MIN_SPLIT, MIN_SPLIT], True),
        ([MIN_SPLIT - 1, 500], False),
        ([MIN_SPLIT, 500, 0], False),
    ],
)
def test_parts_are_shown_all_or_none(parts: list[int], *, allowed: bool) -> None:
    assert may_split(parts) is allowed


@pytest.mark.parametrize(
    ("rest", "allowed"), [(0, True), (1, False), (MIN_SPLIT - 1, False), (MIN_SPLIT, True)]
)
def test_a_small_rest_is_not_left_to_be_worked_out(rest: int, *, allowed: bool) -> None:
    assert may_split([MIN_SPLIT, MIN_SPLIT], rest) is allowed
