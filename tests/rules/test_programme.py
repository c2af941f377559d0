from dataclasses import dataclass
from datetime import date

import pytest

from app.core.seen import ChangedMeanwhileError, check_seen, fingerprint
from app.programme.ordering import place
from app.programme.rules import Period, RoundDaysError, RoundsOverlapError, check_periods
from app.staff.rules import Role, may_administer

KEPT = date(2030, 1, 1)


def period(title: str, first: int, last: int) -> Period:
    return Period(title, date(2026, 9, first), date(2026, 9, last), KEPT)


@pytest.mark.parametrize(
    "periods",
    [
        [],
        [period("een", 1, 1)],
        [period("een", 1, 10), period("twee", 11, 20)],
        [period("twee", 11, 20), period("een", 1, 10), period("drie", 25, 26)],
    ],
)
def test_rounds_that_share_no_day_fit(periods: list[Period]) -> None:
    check_periods(periods)


@pytest.mark.parametrize(
    "periods",
    [
        [period("een", 1, 10), period("twee", 10, 20)],
        [period("twee", 10, 20), period("een", 1, 10)],
        [period("een", 1, 30), period("twee", 10, 12)],
        [period("een", 5, 5), period("twee", 5, 5)],
        [period("nul", 1, 2), period("een", 10, 20), period("twee", 15, 16)],
    ],
)
def test_rounds_that_share_a_day_are_named(periods: list[Period]) -> None:
    with pytest.raises(RoundsOverlapError) as refused:
        check_periods(periods)

    assert {refused.value.first, refused.value.second} == {"een", "twee"}


def test_a_round_does_not_end_before_it_starts() -> None:
    with pytest.raises(RoundDaysError, match="ends_before_start"):
        check_periods([period("een", 2, 1)])


def test_a_round_is_kept_for_as_long_as_it_lasts() -> None:
    with pytest.raises(RoundDaysError, match="kept_too_short"):
        check_periods([Period("een", date(2026, 9, 1), date(2026, 9, 3), date(2026, 9, 2))])


@dataclass
class Row:
    name: str
    position: int


@pytest.mark.parametrize(
    ("name", "steps", "order"),
    [
        ("a", 1, "bacd"),
        ("d", -1, "abdc"),
        ("b", 2, "acdb"),
        ("a", -1, "abcd"),
        ("d", 1, "abcd"),
        ("c", -9, "cabd"),
    ],
)
def test_a_row_is_moved_and_every_row_gets_a_place_of_its_own(
    name: str, steps: int, order: str
) -> None:
    rows = [Row(one, 0) for one in "abcd"]
    moved = next(row for row in rows if row.name == name)

    place(rows, moved, steps)

    assert "".join(row.name for row in sorted(rows, key=lambda row: row.position)) == order
    assert sorted(row.position for row in rows) == [0, 1, 2, 3]


def test_a_form_that_showed_the_same_values_in_another_order_fits() -> None:
    check_seen(fingerprint({"a": 1, "day": KEPT}), {"day": KEPT, "a": 1})


@pytest.mark.parametrize("seen", [None, "", "x", fingerprint({"a": 1}), fingerprint({"a": "2"})])
def test_a_form_that_showed_something_else_does_not_fit(seen: str | None) -> None:
    with pytest.raises(ChangedMeanwhileError):
        check_seen(seen, {"a": 2})


@pytest.mark.parametrize("role", list(Role))
def test_only_an_active_administrator_runs_the_site(role: Role) -> None:
    assert may_administer([role.value], active=True) == (role is Role.ADMINISTRATOR)
    assert not may_administer([role.value], active=False)
