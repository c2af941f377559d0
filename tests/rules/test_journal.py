"""Periods of the travel story, and its feed."""

from datetime import UTC, date, datetime, timedelta
from xml.etree.ElementTree import register_namespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.journal.feed import ATOM, Frame, News, atom
from app.journal.rules import Period, half_of, periods_between, read_period
from tests.feeds import read_feed

NAMES = {"a": ATOM}
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
WHEN = datetime(2026, 11, 23, 13, 5, 7, tzinfo=UTC)
FRAME = Frame("Nieuws van Buurtstem", "Gemeente Test", "https://stem.example", "/nieuws.atom")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026", Period(2026)),
        ("2026-1", Period(2026, 1)),
        ("2026-2", Period(2026, 2)),
        *(
            (wrong, None)
            for wrong in (None, "", "26", "2026-3", "2026-", "2026-1 ", "1999", "२०२६")
        ),
    ],
)
def test_an_address_names_a_year_or_half_of_one(text: str | None, period: Period | None) -> None:
    assert read_period(text) == period


@given(DAYS)
def test_a_day_is_in_one_half_of_its_year(day: date) -> None:
    half = half_of(day)
    other = Period(day.year, 3 - half.half)

    assert half.holds(day)
    assert Period(day.year).holds(day)
    assert not other.holds(day)
    assert read_period(half.key) == half


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period(2026), date(2026, 1, 1), date(2026, 12, 31)),
        (Period(2026, 1), date(2026, 1, 1), date(2026, 6, 30)),
        (Period(2026, 2), date(2026, 7, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period: Period, first: date, last: date) -> None:
    assert (period.first_day, period.last_day) == (first, last)


def test_only_periods_in_which_something_was_told_are_offered() -> None:
    found = periods_between(date(2025, 8, 1), date(2026, 3, 1))

    assert [period.key for period in found] == ["2026", "2026-1", "2025", "2025-2"]


@given(DAYS, DAYS)
def test_every_day_between_is_in_an_offered_half(one: date, other: date) -> None:
    first, last = sorted((one, other))
    offered = periods_between(first, last)

    assert half_of(first) in offered
    assert half_of(last) in offered
    assert len(set(offered)) == len(offered)


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=60
)


@given(title=TEXT, text=TEXT)
def test_whatever_is_told_reads_back_from_the_feed(title: str, text: str) -> None:
    news = News("reisverslag/a", title, text, "/reisverslag/a", WHEN, WHEN)

    feed = read_feed(atom(FRAME, [news], empty_since=WHEN))

    entry = feed.find("a:entry", NAMES)
    assert entry is not None
    assert (entry.findtext("a:title", "", NAMES), entry.findtext("a:content", "", NAMES)) == (
        title,
        text,
    )


def test_a_feed_has_what_the_standard_asks() -> None:
    later = WHEN + timedelta(days=2)
    told = [
        News("reisverslag/a", "Eén", "Tekst", "/reisverslag/a", WHEN, later),
        News("reisverslag/b", "Twee", "Tekst", "/reisverslag/b", WHEN, WHEN),
    ]

    feed = read_feed(atom(FRAME, told, empty_since=WHEN))

    assert feed.tag == f"{{{ATOM}}}feed"
    assert feed.findtext("a:id", "", NAMES) == "https://stem.example/nieuws.atom"
    assert feed.findtext("a:updated", "", NAMES) == "2026-11-25T13:05:07Z"
    assert feed.findtext("a:author/a:name", "", NAMES) == "Gemeente Test"
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", NAMES)}
    assert links == {
        "self": "https://stem.example/nieuws.atom",
        "alternate": "https://stem.example/",
    }
    ids = [entry.findtext("a:id", "", NAMES) for entry in feed.findall("a:entry", NAMES)]
    assert len(set(ids)) == 2
    assert all(name.startswith("urn:uuid:") for name in ids)


def test_news_keeps_its_name_when_it_changes_or_the_site_moves() -> None:
    before = News("reisverslag/a", "Eén", "Tekst", "/reisverslag/a", WHEN, WHEN)
    after = News("reisverslag/a", "Een", "Anders", "/r/a", WHEN + timedelta(days=400), WHEN)
    moved = Frame("Nieuws", "Gemeente Test", "https://elders.example", "/nieuws.atom")

    names = [
        read_feed(feed).findtext("a:entry/a:id", "", NAMES)
        for feed in (
            atom(FRAME, [before], empty_since=WHEN),
            atom(moved, [after], empty_since=WHEN),
        )
    ]

    assert names[0] == names[1]


def test_a_feed_without_news_is_one_too() -> None:
    feed = read_feed(atom(FRAME, [], empty_since=WHEN))

    assert feed.findtext("a:updated", "", NAMES) == "2026-11-23T13:05:07Z"
    assert feed.findall("a:entry", NAMES) == []


def test_a_feed_is_the_same_whatever_prefixes_others_register() -> None:
    before = atom(FRAME, [], empty_since=WHEN)
    register_namespace("", "http://www.w3.org/2000/svg")

    assert atom(FRAME, [], empty_since=WHEN) == before
