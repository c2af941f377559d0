"""The chain: one form, one hash, and nothing that can be changed unseen."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.ledger.rules import (
    GENESIS,
    MAX_INTEGER,
    START,
    Entry,
    Fault,
    Head,
    NotCanonicalError,
    Wrong,
    canonical,
    entry_hash,
    examine,
    facts_of,
    grouped,
    is_kind,
    moment_of,
    time_text,
    verify,
)
from tests.ledger_chains import VALUES, chain, chains

TEXTS = ("time", "kind", "payload", "previous", "hash", "subject")
THREE = chain(
    [
        ("poll.opened", {"subject": "p1", "question": "Welke speeltuin?", "options": 3}),
        ("poll.extended", {"subject": "p1", "reason": "De post was te laat."}),
        ("promise.made", {"subject": "b7", "office": "Wethouder Wonen"}),
    ]
)


def known(entries: list[Entry]) -> Head:
    """What somebody has on paper of this ledger."""
    return Head(entries[-1].seq, entries[-1].hash)


# One form


def test_the_form_is_the_one_of_the_standard() -> None:
    value = {"b": [1, True, None, "é€𝄞"], "a": {"/": '"\\\b\f\n\r\t\x1f\x7f'}, "A": -5}
    expected = '{"A":-5,"a":{"/":"\\"\\\\\\b\\f\\n\\r\\t\\u001f\x7f"},"b":[1,true,null,"é€𝄞"]}'

    assert canonical(value) == expected.encode()


def test_texts_stay_as_they_are_given() -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"

    assert canonical(composed) != canonical(decomposed)
    assert json.loads(canonical(decomposed)) == decomposed


@given(VALUES)
def test_reading_the_form_gives_the_value_and_the_same_form(value: Any) -> None:
    read = json.loads(canonical(value))

    assert read == value
    assert canonical(read) == canonical(value)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        {"a": [0.5]},
        MAX_INTEGER + 1,
        -MAX_INTEGER - 1,
        "\ud800",
        {"\ud800": 1},
        {"é": 1},
        {1: 1},
        (1, 2),
        {1, 2},
        b"x",
        datetime(2026, 1, 1, tzinfo=UTC),
    ],
)
def test_what_could_be_written_in_two_ways_is_refused(value: object) -> None:
    with pytest.raises(NotCanonicalError):
        canonical(value)


def test_a_moment_is_written_in_utc_and_whole_seconds() -> None:
    moment = datetime(2026, 7, 1, 9, 30, 5, 999_999, tzinfo=timezone(timedelta(hours=2)))

    assert time_text(moment) == "2026-07-01T07:30:05Z"
    assert moment_of(THREE[0]) == datetime(2026, 11, 23, 13, 6, tzinfo=UTC)


def test_an_entry_hashes_to_the_sum_of_its_text_without_the_hash() -> None:
    text = '{"kind":"a.b","payload":{"x":1},"previous":"' + GENESIS
    text += '","seq":1,"time":"2026-11-23T13:05:00Z"}'

    found = entry_hash(1, "2026-11-23T13:05:00Z", "a.b", {"x": 1}, GENESIS)

    assert found == hashlib.sha256(text.encode()).hexdigest()


def test_kinds_have_two_parts() -> None:
    assert all(map(is_kind, ("poll.opened", "quote_book.printed")))
    assert not any(map(is_kind, ("poll", "Poll.opened", "poll.opened\n", "a.b.c", "")))


def test_a_hash_is_read_in_groups_of_four() -> None:
    assert grouped("a1b2c3d4e5") == "a1b2 c3d4 e5"


# A sound chain


@given(chains(least=0))
def test_a_sound_ledger_is_found_sound(entries: list[Entry]) -> None:
    found = examine(iter(entries))

    assert found.fault is None
    assert found.head == (known(entries) if entries else START)


@given(chains(), st.data())
def test_whoever_has_an_old_head_finds_it_again(entries: list[Entry], data: st.DataObject) -> None:
    upto = data.draw(st.integers(1, len(entries)))

    assert verify(entries, head=known(entries[:upto])) is None


# Whatever is done to it is found


@given(chains(), st.data())
def test_flipping_any_byte_of_any_field_is_found(entries: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(st.sampled_from(TEXTS))
    before = getattr(entries[place], name)
    assume(before)
    changed = bytearray(before.encode())
    at = data.draw(st.integers(0, len(changed) - 1))
    changed[at] ^= data.draw(st.integers(1, 255))
    text = changed.decode("utf-8", "surrogateescape")
    entries[place] = replace(entries[place], **{name: text})  # type: ignore[arg-type] # no number is among them

    fault = verify(entries)

    assert fault is not None
    assert fault.seq == place + 1


@given(chains(), st.data())
def test_another_number_is_found(entries: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    seq = data.draw(st.integers().filter(lambda number: number != place + 1))
    entries[place] = replace(entries[place], seq=seq)

    assert verify(entries) == Fault(place + 1, Wrong.GAP)


@given(chains(), st.data())
def test_a_subject_that_comes_or_goes_is_found(entries: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    entry = entries[place]
    entries[place] = replace(entry, subject="x" if entry.subject is None else None)

    assert verify(entries) == Fault(place + 1, Wrong.FORM)


@given(chains(least=2), st.data())
def test_removing_an_entry_before_the_last_is_found(
    entries: list[Entry], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(entries) - 2))
    del entries[place]

    assert verify(entries) == Fault(place + 1, Wrong.GAP)


@given(chains(least=2), st.data())
def test_removing_an_entry_and_counting_anew_is_found(
    entries: list[Entry], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(entries) - 2))
    del entries[place]
    entries = [replace(entry, seq=seq) for seq, entry in enumerate(entries, 1)]

    assert verify(entries) == Fault(place + 1, Wrong.PREVIOUS)


@given(chains(least=2), st.data())
def test_swapping_two_entries_is_found(entries: list[Entry], data: st.DataObject) -> None:
    first, second = sorted(data.draw(st.permutations(range(len(entries))))[:2])
    entries[first], entries[second] = entries[second], entries[first]

    assert verify(entries) == Fault(first + 1, Wrong.GAP)


@given(chains(), chains(), st.data())
def test_inserting_an_entry_is_found(
    entries: list[Entry], others: list[Entry], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    number = data.draw(st.sampled_from([others[0].seq, place + 1, len(entries) + 1]))
    entries.insert(place, replace(others[0], seq=number))

    assert verify(entries) is not None


@given(chains(), st.data())
def test_cutting_the_end_is_found_by_whoever_has_the_head(
    entries: list[Entry], data: st.DataObject
) -> None:
    left = data.draw(st.integers(0, len(entries) - 1))
    head = known(entries)

    assert verify(entries[:left]) is None
    assert verify(entries[:left], head=head) == Fault(left + 1, Wrong.CUT)


@given(chains(), chains())
def test_a_ledger_made_anew_is_found_by_whoever_has_the_head(
    entries: list[Entry], others: list[Entry]
) -> None:
    assume(others[: len(entries)] != entries)

    fault = verify(others, head=known(entries))

    assert fault is not None
    assert fault.wrong in {Wrong.HEAD, Wrong.CUT}


# What is said about it


def rehashed(entry: Entry) -> Entry:
    """The entry with a hash that fits what it says now."""
    facts = json.loads(entry.payload)
    digest = entry_hash(entry.seq, entry.time, entry.kind, facts, entry.previous)
    return replace(entry, hash=digest)


DAMAGE: list[tuple[Callable[[Entry], Entry], Fault]] = [
    (lambda e: replace(e, payload=e.payload.replace("post", "bode")), Fault(2, Wrong.HASH)),
    (lambda e: rehashed(replace(e, time="2026-11-23T13:08:00Z")), Fault(3, Wrong.PREVIOUS)),
    (lambda e: rehashed(replace(e, previous=GENESIS)), Fault(2, Wrong.PREVIOUS)),
    (lambda e: replace(e, payload=e.payload + " "), Fault(2, Wrong.FORM)),
    (lambda e: replace(e, payload="[]", subject=None), Fault(2, Wrong.FORM)),
    (lambda e: replace(e, payload="[" * 100_000), Fault(2, Wrong.FORM)),
    (lambda e: replace(e, payload='{"subject":"p1","subject":"p1"}'), Fault(2, Wrong.FORM)),
    (lambda e: replace(e, payload='{"subject":"p1","x":1.5}'), Fault(2, Wrong.FORM)),
    (lambda e: rehashed(replace(e, kind="Extended")), Fault(2, Wrong.FORM)),
    (lambda e: rehashed(replace(e, time="2026-11-23 13:07:00Z")), Fault(2, Wrong.FORM)),
    (lambda e: rehashed(replace(e, time="2026-02-30T13:07:00Z")), Fault(2, Wrong.FORM)),
]


@pytest.mark.parametrize(("damage", "fault"), DAMAGE)
def test_the_first_broken_entry_is_named_with_what_is_wrong(
    damage: Callable[[Entry], Entry], fault: Fault
) -> None:
    entries = [THREE[0], damage(THREE[1]), THREE[2]]

    found = examine(entries)

    assert found.fault == fault
    assert found.head == Head(fault.seq - 1, entries[fault.seq - 2].hash)


def test_facts_come_only_out_of_a_payload_in_its_one_form() -> None:
    assert facts_of(THREE[2]) == {"subject": "b7", "office": "Wethouder Wonen"}
    assert facts_of(replace(THREE[2], payload='{"a": 1}')) is None
