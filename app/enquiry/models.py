"""Stored enquiries: the questions of a round in each version, and what was answered."""

from datetime import date, datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref
from app.enquiry.rules import QuestionKind, ReplyChannel


class Enquiry(Table, table=True):
    """The questions of a round; from the first answer on, a change makes another version."""

    __tablename__ = "enquiry"
    __table_args__ = (UniqueConstraint("round_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    version: int = Field(default=1)
    made_at: datetime = Field(sa_type=UTCDateTime)


class EnquiryQuestion(Table, table=True):
    """One question of an enquiry."""

    __tablename__ = "enquiry_question"
    __table_args__ = (UniqueConstraint("enquiry_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    enquiry_id: int = Field(foreign_key="enquiry.id", index=True, ondelete="CASCADE")
    #: The same for the same question in every round.
    key: str
    position: int
    kind: QuestionKind = Field(sa_column=enum_column(QuestionKind))
    text: str
    #: The answers to choose from, or the words beside the faces, in order.
    answers: list[str] = Field(default_factory=list, sa_type=JSON)


class EnquiryReply(Table, table=True):
    """Somebody's answers together; nobody knows whose."""

    __tablename__ = "enquiry_reply"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    enquiry_id: int = Field(foreign_key="enquiry.id", index=True)
    channel: ReplyChannel = Field(sa_column=enum_column(ReplyChannel))
    district_id: int | None = Field(default=None, foreign_key="district.id", index=True)
    given_on: date
    #: SHA-256 of the browser's random token and the round, or of a typed form's own token.
    source_hash: str = Field(unique=True)


class EnquiryAnswer(Table, table=True):
    """What was answered to one question: the number of an answer from 0, or words."""

    __tablename__ = "enquiry_answer"

    reply_id: int = Field(primary_key=True, foreign_key="enquiry_reply.id", ondelete="CASCADE")
    question_id: int = Field(
        primary_key=True, foreign_key="enquiry_question.id", index=True, ondelete="CASCADE"
    )
    number: int | None = None
    words: str | None = None
