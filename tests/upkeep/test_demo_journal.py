"""The example travel story is whole: its stories and pictures are there, its words are plain."""

import re

import pytest

from app.journal.rules import MAX_ALT, MAX_TEXT, MAX_TITLE
from app.upkeep.demo.journaling import example_entries
from app.upkeep.demo.pictures import SCENES
from app.upkeep.demo.reading import example_stories

ENTRIES = example_entries()
#: Days after which each public example story was answered at the latest.
PUBLIC = {each["key"]: each for each in example_stories() if each.get("outcome") == "published"}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry["title"]))
def test_an_entry_holds_what_a_form_would_take(entry: dict[str, str]) -> None:
    assert 0 < len(entry["title"]) <= MAX_TITLE
    assert 0 < len(entry["text"].strip()) <= MAX_TEXT
    assert ("scene" in entry) == ("alt" in entry)
    assert entry.get("scene", "bench") in SCENES
    assert len(entry.get("alt", "")) <= MAX_ALT


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry["title"]))
def test_it_is_about_stories_that_were_public_by_then(entry: dict[str, object]) -> None:
    keys = entry["stories"]
    assert isinstance(keys, list)
    for key in keys:
        story = PUBLIC[key]
        assert story["days_ago"] - story.get("answered_after", 2) > int(str(entry["days_ago"]))
        assert entry.get("district") in {None, story["district"]}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry["title"]))
def test_its_sentences_are_short(entry: dict[str, str]) -> None:
    sentences = re.split(r"(?<=[.?!])\s+", entry["text"].strip())

    assert max(len(each.split()) for each in sentences) <= 16


def test_it_goes_on_in_time() -> None:
    days = [entry["days_ago"] for entry in ENTRIES]

    assert days == sorted(days, reverse=True)
