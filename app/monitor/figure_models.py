"""Stored counts of stories, kept up with every change, and the words that stand out."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from app.core.db import Table, enum_column
from app.monitor.counting_rules import Trait
from app.monitor.word_rules import About


class StoryCount(Table, table=True):
    """How many stories of a month, district and round have a trait; never of one story."""

    __tablename__ = "story_count"
    __table_args__ = (
        Index(
            "uq_story_count_month",
            "month",
            "district_id",
            "round_id",
            "trait",
            "value",
            unique=True,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    #: First day of the month.
    month: date
    #: 0 when nobody knows; two rows of NULL would not be the same to the index.
    district_id: int
    #: 0 when it belongs to none.
    round_id: int
    trait: Trait = Field(sa_column=enum_column(Trait))
    value: str
    stories: int


class CountedStory(Table, table=True):
    """Where a story is counted now, so that a change takes it out there first."""

    __tablename__ = "counted_story"

    story_id: int = Field(primary_key=True)
    #: The fields of `counting_rules.Telling`, as JSON holds them.
    telling: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class StandingWord(Table, table=True):
    """A word that stands out in the public stories of a subject or a period."""

    __tablename__ = "standing_word"

    id: int | None = Field(default=None, primary_key=True)
    #: None for all districts together.
    district_id: int | None = Field(default=None, index=True)
    about: About = Field(sa_column=enum_column(About))
    #: Id of the cluster, or first day of the period.
    subject: str
    word: str
    #: 1 is the word that stands out most.
    place: int


class WordUse(Table, table=True):
    """One of the first stories that use a standing word; as soon as too few do, it isn't shown."""

    __tablename__ = "word_use"

    word_id: int = Field(foreign_key="standing_word.id", primary_key=True, ondelete="CASCADE")
    story_id: int = Field(primary_key=True, index=True)


class WordsLookedFor(Table, table=True):
    """Of which state of the stories the standing words are; there is at most one row."""

    __tablename__ = "words_looked_for"

    id: int = Field(default=1, primary_key=True)
    state: str
