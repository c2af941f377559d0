"""Stored work of staff on stories: redactions, tags, answers and replies."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref
from app.moderation.bulk_rules import BulkResult
from app.moderation.objection_rules import ObjectionAbout, Verdict
from app.stories.rules import Outcome


class StoryRedaction(Table, table=True):
    """A stretch of an original that is replaced by `[…]` or `[role]` wherever it shows."""

    __tablename__ = "story_redaction"

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id", index=True, ondelete="CASCADE")
    #: Code points of the original; the end is exclusive.
    start: int
    end: int
    #: A role such as `buurvrouw`, or None for `[…]`.
    replacement: str | None = None


class StoryCluster(Table, table=True):
    """That a story is about a cluster."""

    __tablename__ = "story_cluster"

    story_id: int = Field(foreign_key="story.id", primary_key=True, ondelete="CASCADE")
    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True, index=True)
    #: The one it is most about; one per story.
    is_main: bool = Field(default=False)


class Answer(Table, table=True):
    """What staff wrote back to the teller (antwoord)."""

    __tablename__ = "answer"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    story_id: int = Field(foreign_key="story.id", index=True, ondelete="CASCADE")
    member_id: int | None = Field(default=None, foreign_key="staff_member.id")
    body: str
    #: Staff want to know something; it doesn't count as the answer.
    is_question: bool = Field(default=False)
    written_at: datetime = Field(sa_type=UTCDateTime)


class Reply(Table, table=True):
    """What the teller wrote back: once to each message, or an objection to a decision."""

    __tablename__ = "reply"
    __table_args__ = (
        Index(
            "ix_reply_open_objection",
            "story_id",
            sqlite_where=text("is_objection AND handled_at IS NULL"),
            postgresql_where=text("is_objection AND handled_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id", index=True, ondelete="CASCADE")
    #: None for an objection: that is about the decision.
    answer_id: int | None = Field(
        default=None, foreign_key="answer.id", unique=True, ondelete="CASCADE"
    )
    body: str
    #: True when the teller objects to a decision.
    is_objection: bool = Field(default=False)
    #: Of an objection: to what.
    about: ObjectionAbout | None = Field(
        default=None, sa_column=enum_column(ObjectionAbout, nullable=True)
    )
    written_at: datetime = Field(sa_type=UTCDateTime)
    #: When staff answered it, read it where nothing had to be answered, or ruled on it.
    handled_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Ruling(Table, table=True):
    """What a second person decided about an objection."""

    __tablename__ = "ruling"

    reply_id: int = Field(foreign_key="reply.id", primary_key=True, ondelete="CASCADE")
    story_id: int = Field(foreign_key="story.id", index=True, ondelete="CASCADE")
    verdict: Verdict = Field(sa_column=enum_column(Verdict))
    #: In words for the teller.
    reason: str
    member_id: int | None = Field(default=None, foreign_key="staff_member.id")
    given_at: datetime = Field(sa_type=UTCDateTime)


class Reading(Table, table=True):
    """That a staff member has a story open, so that a colleague is told."""

    __tablename__ = "reading"

    story_id: int = Field(foreign_key="story.id", primary_key=True, ondelete="CASCADE")
    member_id: int = Field(foreign_key="staff_member.id", primary_key=True, ondelete="CASCADE")
    seen_at: datetime = Field(sa_type=UTCDateTime)


class HandOver(Table, table=True):
    """That a story waits for an office or partner (ligt bij); at most one goes on at a time."""

    __tablename__ = "hand_over"
    __table_args__ = (
        Index(
            "uq_hand_over_story_id",
            "story_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    story_id: int = Field(foreign_key="story.id", index=True, ondelete="CASCADE")
    office_id: int = Field(foreign_key="office.id", index=True)
    since: date
    #: The day on which staff ask how it stands.
    remind_on: date = Field(index=True)
    #: Until when the office promised to answer, if it did.
    answer_due: date | None = None
    #: Reference of who handed it over.
    started_by: str
    ended_on: date | None = None


class BulkAnswer(Table, table=True):
    """One answer that is sent to many alike stories."""

    __tablename__ = "bulk_answer"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    member_id: int = Field(foreign_key="staff_member.id", index=True)
    #: What is written to each teller; empty once all were answered, since each answer holds it.
    body: str
    #: What is decided about stories that were not decided yet, if anything.
    outcome: Outcome | None = Field(default=None, sa_column=enum_column(Outcome, nullable=True))
    asked_at: datetime = Field(sa_type=UTCDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class BulkItem(Table, table=True):
    """One of the stories of a `BulkAnswer`, and what came of it."""

    __tablename__ = "bulk_item"

    bulk_id: int = Field(foreign_key="bulk_answer.id", primary_key=True, ondelete="CASCADE")
    story_id: int = Field(foreign_key="story.id", primary_key=True, index=True, ondelete="CASCADE")
    #: The version of the story that was read before it was chosen.
    seen_version: int
    result: BulkResult | None = Field(
        default=None, sa_column=enum_column(BulkResult, nullable=True)
    )
