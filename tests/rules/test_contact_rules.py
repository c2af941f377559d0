"""By when somebody is called, and whether a later day may be promised."""

from datetime import UTC, date, datetime, time

import pytest

from app.contact.rules import (
    ContactClosedError,
    ContactDayError,
    ContactReasonError,
    ContactState,
    Details,
    check_open,
    check_promise,
    end_of_day,
    is_late,
    is_phone,
    plea_due,
    request_due,
)
from app.core.dates import local_time, moment_of

CARNIVAL = date(2027, 2, 8)


def at(text: str) -> datetime:
    """A moment as clocks in the Netherlands say it."""
    moment = datetime.fromisoformat(text)
    return moment_of(moment.date(), moment.time())


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-23T00:05", "2026-11-23T17:00"),
        ("2026-11-23T14:05", "2026-11-23T17:00"),
        ("2026-11-23T16:59", "2026-11-23T17:00"),
        ("2026-11-23T17:00", "2026-11-24T17:00"),
        ("2026-11-23T23:59", "2026-11-24T17:00"),
        # A Friday after hours, a Saturday, the eve of Christmas.
        ("2026-11-27T18:00", "2026-11-30T17:00"),
        ("2026-11-28T10:00", "2026-11-30T17:00"),
        ("2026-12-24T17:30", "2026-12-28T17:00"),
        # A day on which the municipality is closed, and the Friday before it.
        ("2027-02-08T10:00", "2027-02-09T17:00"),
        ("2027-02-05T17:30", "2027-02-09T17:00"),
        # In summer 17.00 is another hour of UTC.
        ("2026-07-01T16:59", "2026-07-01T17:00"),
    ],
)
def test_a_plea_is_due_by_the_end_of_the_same_working_day_else_of_the_next(
    asked: str, due: str
) -> None:
    assert plea_due(at(asked), {CARNIVAL}) == at(due)


def test_a_request_is_due_after_working_days() -> None:
    assert request_due(at("2026-11-26T20:00"), 3, ()) == at("2026-12-01T17:00")
    assert request_due(at("2027-02-05T09:00"), 1, {CARNIVAL}) == at("2027-02-09T17:00")


@pytest.mark.parametrize(
    ("now", "plea", "other"),
    [
        ("2026-11-23T17:00", False, False),
        ("2026-11-23T17:01", True, False),
        ("2026-11-23T23:59", True, False),
        ("2026-11-24T00:00", True, True),
    ],
)
def test_a_plea_is_late_after_its_hour_others_after_their_day(
    now: str, *, plea: bool, other: bool
) -> None:
    due = at("2026-11-23T17:00")

    assert is_late(due, at(now), is_plea=True) is plea
    assert is_late(due, at(now), is_plea=False) is other


def test_the_end_of_a_day_is_five_in_the_netherlands_the_whole_year() -> None:
    for month in range(1, 13):
        end = end_of_day(date(2026, month, 15))
        assert (local_time(end), end.tzinfo) == (time(17), UTC)


def test_a_later_day_needs_a_reason_and_a_past_one_is_none() -> None:
    due, today = at("2026-11-25T17:00"), date(2026, 11, 24)

    check_promise(date(2026, 11, 24), due, today=today, reason="")
    check_promise(date(2026, 11, 25), due, today=today, reason="")
    check_promise(date(2026, 11, 26), due, today=today, reason="Ziek.")
    with pytest.raises(ContactReasonError):
        check_promise(date(2026, 11, 26), due, today=today, reason=" ")
    with pytest.raises(ContactDayError):
        check_promise(date(2026, 11, 23), due, today=today, reason="Ziek.")


@pytest.mark.parametrize("state", list(ContactState))
def test_only_an_open_request_can_be_worked_on(state: ContactState) -> None:
    if state is ContactState.OPEN:
        check_open(state)
    else:
        with pytest.raises(ContactClosedError):
            check_open(state)


@pytest.mark.parametrize(
    ("typed", "could"),
    [("045 123 45 67", True), ("+31 6-12345678", True), ("123456", True), ("12345", False)],
)
def test_what_could_be_dialled(typed: str, *, could: bool) -> None:
    assert is_phone(typed) is could


def test_parts_name_what_was_filled_in_and_never_say_it() -> None:
    assert Details("06 1234 5678", when="na zes uur").parts == ["reach", "when"]
