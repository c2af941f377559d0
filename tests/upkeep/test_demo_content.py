"""The example stories are whole: what the staff marked is really in the texts."""

import tomllib
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.moderation.rules import Redaction, check_redactions, public_text
from app.programme.file_shape import ProgrammeFile, check_file
from app.programme.reading_file import PACKAGED, read_file
from app.quotes.rules import Approval, Span, may_use, render_quote
from app.stories.rules import (
    MAX_LENGTH,
    MAX_PHOTOS,
    MAX_SIGNED_AS,
    AgeGroup,
    Audience,
    Channel,
    Consent,
    Outcome,
    StoryStatus,
    TellerKind,
    needs_guardian,
)
from app.upkeep.demo import pictures
from app.upkeep.demo.pictures import SCENES

Story = dict[str, Any]

PROGRAMME: ProgrammeFile = check_file(read_file(PACKAGED))
FILES = sorted((Path(pictures.__file__).parent / "stories").glob("*.toml"))
STORIES: list[Story] = [
    story for file in FILES for story in tomllib.loads(file.read_text(encoding="utf-8"))["stories"]
]
HANDLED = [story for story in STORIES if story.get("outcome")]
QUOTED = [story for story in STORIES if story.get("quotes")]
CLUSTERS = {cluster.key for cluster in PROGRAMME.clusters}
ANSWER_DAYS = 14

CHOICES: dict[str, set[str | None]] = {
    "district": {None, *(district.key for district in PROGRAMME.districts)},
    "language": {"nl", "de", "en", "pl", "tr", "ar", "uk"},
    "teller": set(TellerKind),
    "age": {None, *AgeGroup},
    "audience": set(Audience),
    "consent_paper": set(Consent),
    "consent_online": set(Consent),
    "consent_photos": set(Consent),
    "channel": set(Channel),
    "status": set(StoryStatus),
    "outcome": {None, *Outcome},
}
FIELDS = {
    *CHOICES,
    *("key", "neighbourhood", "signed_as", "group_size", "days_ago", "planted", "text"),
    *("clusters", "redactions", "answered_after", "answer", "reason", "reply", "reply_answer"),
    *("objection", "quotes", "photos"),
}

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story["key"])
each_handled = pytest.mark.parametrize("story", HANDLED, ids=lambda story: story["key"])
each_quoted = pytest.mark.parametrize("story", QUOTED, ids=lambda story: story["key"])


def span_of(text: str, part: str, occurrence: int = 1) -> Span:
    """Return where `part` stands in `text` for the given time; fail when it doesn't."""
    start = -1
    for _ in range(occurrence):
        start = text.find(part, start + 1)
        assert start >= 0, part
    return Span(start, start + len(part))


def redactions_of(story: Story) -> list[Redaction]:
    """Return the redactions of a story, as the staff's screen would make them."""
    redactions = []
    for mark in story.get("redactions", []):
        span = span_of(story["text"], mark["text"], mark.get("occurrence", 1))
        redactions.append(Redaction(span.start, span.end, mark.get("role")))
    return redactions


def age_of(story: Story) -> AgeGroup | None:
    """Return the age group of the teller, if it was told."""
    return AgeGroup(story["age"]) if "age" in story else None


def clusters_of(story: Story, quote: Story) -> list[str]:
    """Return the clusters of a quote: its own, else the main one of its story."""
    own: list[str] = quote.get("clusters", story["clusters"][:1])
    return own


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_file_says_that_its_content_is_invented(file: Path) -> None:
    assert "Everything here is invented" in file.read_text(encoding="utf-8")


@each_story
def test_a_story_has_known_fields_with_known_values(story: Story) -> None:
    assert set(story) <= FIELDS
    for field, allowed in CHOICES.items():
        assert story.get(field) in allowed, field
    assert set(story.get("clusters", [])) <= CLUSTERS


@each_story
def test_a_text_is_stored_as_it_will_be_shown(story: Story) -> None:
    text = story["text"]
    assert 1 <= len(text) <= MAX_LENGTH
    assert text == unicodedata.normalize("NFC", text) == text.strip()
    assert len(story.get("signed_as", "")) <= MAX_SIGNED_AS


@each_story
def test_a_neighbourhood_belongs_to_its_district(story: Story) -> None:
    names = {district.key: district.neighbourhoods for district in PROGRAMME.districts}
    if "neighbourhood" in story:
        assert story["neighbourhood"] in names[story["district"]]


@each_story
def test_a_story_came_in_during_the_round(story: Story) -> None:
    assert 0 <= story["days_ago"] <= 80


@each_story
def test_who_is_under_16_is_never_quoted_named_or_shown(story: Story) -> None:
    if not needs_guardian(age_of(story)):
        return
    consents = {story[f"consent_{use}"] for use in ("paper", "online", "photos")}
    assert consents == {"no"}
    assert not {"signed_as", "quotes", "photos"} & set(story)
    assert story.get("outcome") == "council_only"


@each_story
def test_what_is_for_the_council_stays_off_the_site(story: Story) -> None:
    if story["audience"] == "council":
        assert story["consent_online"] == "no"
        assert story.get("outcome") != "published"


@each_story
def test_planted_personal_data_stands_in_the_text(story: Story) -> None:
    for planted in story.get("planted", []):
        span_of(story["text"], planted)


@each_handled
def test_no_planted_personal_data_is_left_to_see(story: Story) -> None:
    shown = public_text(story["text"], redactions_of(story))
    assert not [planted for planted in story.get("planted", []) if planted in shown]


@each_story
def test_the_app_accepts_the_redactions(story: Story) -> None:
    check_redactions(story["text"], redactions_of(story))


@each_quoted
def test_the_app_accepts_the_quotes(story: Story) -> None:
    text, redactions = story["text"], redactions_of(story)
    for quote in story["quotes"]:
        assert all(text.count(part) == 1 for part in quote["parts"]), quote
        spans = [span_of(text, part) for part in quote["parts"]]
        shown = render_quote(text, spans, redactions)
        assert not [planted for planted in story.get("planted", []) if planted in shown]


@each_quoted
def test_a_quote_never_cuts_through_a_hidden_stretch(story: Story) -> None:
    for part in (part for quote in story["quotes"] for part in quote["parts"]):
        quoted = span_of(story["text"], part)
        for hidden in redactions_of(story):
            apart = hidden.end <= quoted.start or quoted.end <= hidden.start
            assert apart or quoted.start <= hidden.start < hidden.end <= quoted.end


@each_quoted
def test_a_quote_is_asked_for_only_where_the_teller_wants_to_read_it_first(story: Story) -> None:
    consents = {story["consent_paper"], story["consent_online"]}
    assert consents != {"no"}
    for quote in story["quotes"]:
        assert set(quote) <= {"parts", "clusters", "approval", "minority"}
        assert set(clusters_of(story, quote)) <= CLUSTERS
        asked = quote.get("approval") in set(Approval)
        assert asked == ("ask" in consents)
        assert asked or "approval" not in quote


@each_story
def test_only_a_handled_story_has_what_the_staff_decided(story: Story) -> None:
    decided = {"answer", "answered_after", "outcome"} & set(story)
    assert decided in (set(), {"answer", "answered_after", "outcome"})
    assert bool(decided) == (story["status"] == "answered" or "objection" in story)
    assert ("reason" in story) == (story.get("outcome") == "refused")
    assert ("reply" in story) == ("reply_answer" in story)
    assert bool(story.get("quotes")) <= bool(decided)


@each_handled
def test_an_answer_came_in_time_and_leaves_no_blank(story: Story) -> None:
    talked_on = 3 if {"reply", "objection"} & set(story) else 0
    assert 1 <= story["answered_after"] <= min(ANSWER_DAYS, story["days_ago"] - talked_on)
    assert "‹" not in story["answer"]


@each_story
def test_photos_are_scenes_that_can_be_drawn(story: Story) -> None:
    photos = story.get("photos", [])
    assert len(photos) <= MAX_PHOTOS
    for photo in photos:
        assert photo["scene"] in SCENES
        assert bool(photo["alt"]) >= (story.get("outcome") == "published")
        assert story["consent_photos"] != "no"


def test_keys_are_unique() -> None:
    assert [key for key, times in Counter(s["key"] for s in STORIES).items() if times > 1] == []


def test_the_mix_shows_every_state_of_a_story() -> None:
    waiting = [s for s in STORIES if s["status"] in {"received", "in_review"} and s not in HANDLED]
    overdue = [s for s in waiting if s["days_ago"] > ANSWER_DAYS]
    assert len(STORIES) >= 60
    assert Counter(s["outcome"] for s in HANDLED) == {
        "published": 36,
        "council_only": 6,
        "refused": 4,
    }
    assert Counter(s["status"] for s in waiting) == {"received": 8, "in_review": 5}
    assert len(overdue) == 5
    assert all(s["days_ago"] <= ANSWER_DAYS - 4 for s in waiting if s not in overdue)
    assert sum(s["status"] == "withdrawn" for s in STORIES) == 3
    assert sum("objection" in s for s in STORIES) == 1
    assert sum(s["days_ago"] == 0 for s in STORIES) >= 2


def printed(story: Story, quote: Story) -> bool:
    """Whether the quote book may hold this quote."""
    waiting = Approval.WAITING
    return may_use(
        Consent(story["consent_paper"]),
        Approval(quote.get("approval", waiting)),
        age_group=age_of(story),
        guardian_agreed=False,
    )


def test_every_cluster_is_printed_and_other_voices_are_heard() -> None:
    quotes = [(s, q) for s in QUOTED for q in s["quotes"] if printed(s, q)]
    times = Counter(key for story, quote in quotes for key in clusters_of(story, quote))
    assert len(quotes) >= 40
    assert all(times[cluster] >= 3 for cluster in CLUSTERS)
    assert sum(quote.get("minority", False) for _, quote in quotes) >= 6


def test_many_voices_speak() -> None:
    professionals = [s for s in STORIES if s["teller"] == "professional"]
    assert len(professionals) == 8
    assert {s["language"] for s in STORIES} == CHOICES["language"]
    assert {s["channel"] for s in STORIES} == CHOICES["channel"]
    assert sum(s["language"] != "nl" for s in STORIES) == 8


def test_some_texts_hold_emoji_and_marks_without_a_composed_form() -> None:
    texts = "".join(story["text"] for story in STORIES)
    assert any(ord(char) > 0xFFFF for char in texts)
    assert any(unicodedata.combining(char) for char in texts)
