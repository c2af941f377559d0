"""Stored polls. No table ties a code to a ballot, and none says when somebody voted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref
from app.polls.rules import Access, CodeState, Electorate, TieRule

#: Rows lie in the order of their random key, not in the order in which they came.
_BY_KEY = {"sqlite_with_rowid": False}


class Poll(Table, table=True):
    """A question to the residents of one or more districts."""

    __tablename__ = "poll"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    #: In the public address; made of the question, unique.
    slug: str = Field(unique=True)
    question: str
    #: Why it is asked and what happens with the result.
    why: str = Field(default="")
    access: Access = Field(sa_column=enum_column(Access))
    electorate: Electorate = Field(sa_column=enum_column(Electorate))
    min_age: int | None = None
    #: How many options one may choose at most.
    max_choices: int = Field(default=1)
    opens_at: datetime = Field(sa_type=UTCDateTime)
    closes_at: datetime = Field(sa_type=UTCDateTime, index=True)
    tie_rule: TieRule = Field(sa_column=enum_column(TieRule))
    #: Percent of the letters handed out; below it the result is advice. None: no minimum.
    min_turnout: int | None = None
    #: Whether one can also vote on paper.
    has_paper: bool = Field(default=False)
    #: Where and when to get help or to vote on paper.
    help_text: str = Field(default="")
    #: What happens when too few voted, who decides, and that it is no election.
    decided_by: str = Field(default="")
    #: Day by which it is told what was decided.
    decision_due: date | None = None
    #: When the rules were frozen and put into the ledger.
    frozen_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    result_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: Raised by every change; a form that carries an older one is refused.
    version: int = Field(default=1)
    created_at: datetime = Field(sa_type=UTCDateTime)
    #: Reference of the staff member.
    created_by: str
    is_example: bool = Field(default=False)


class PollDistrict(Table, table=True):
    """A district whose residents vote."""

    __tablename__ = "poll_district"

    poll_id: int = Field(foreign_key="poll.id", primary_key=True, ondelete="CASCADE")
    district_id: int = Field(foreign_key="district.id", primary_key=True)


class PollOption(Table, table=True):
    """Something real that one can choose; its picture is a photo of owner kind `poll_option`."""

    __tablename__ = "poll_option"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    poll_id: int = Field(foreign_key="poll.id", index=True, ondelete="CASCADE")
    #: Its number on screen, on paper and in the public list, from 1.
    number: int
    title: str
    #: One plain line about it.
    line: str = Field(default="")
    #: Whole euros; None when it isn't known.
    cost: int | None = None
    place: str = Field(default="")


class CodeBatch(Table, table=True):
    """Letters that were made together, for one district."""

    __tablename__ = "code_batch"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    poll_id: int = Field(foreign_key="poll.id", index=True)
    district_id: int = Field(foreign_key="district.id")
    #: Number of the first letter; the reserve letters come last.
    first_number: int
    issued: int
    reserve: int
    #: `a4`, `a5` or `csv`.
    form: str
    made_at: datetime = Field(sa_type=UTCDateTime)
    made_by: str
    #: Key of the encrypted file in the storage; None once it was destroyed.
    file_key: str | None = None
    #: The passphrase under the application's key; None from the moment it was shown.
    sealed_passphrase: str | None = None
    destroyed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class VotingCode(Table, table=True):
    """The stored side of the code on one letter; voting changes nothing here."""

    __tablename__ = "voting_code"

    #: First four characters, in clear.
    lookup: str = Field(primary_key=True)
    poll_id: int = Field(foreign_key="poll.id", index=True)
    batch_id: int = Field(foreign_key="code_batch.id", index=True)
    #: Printed on the letter; unique in the poll.
    number: int = Field(index=True)
    salt: bytes
    #: What argon2id cost for this code.
    time_cost: int
    memory_kib: int
    parallelism: int
    #: HKDF of the argon2id key, as `keys` says; not the ballot's id.
    check_value: bytes
    state: CodeState = Field(sa_column=enum_column(CodeState))
    voided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    #: Number of the voided letter in whose place this reserve letter was handed out.
    replaces: int | None = None


class Ballot(Table, table=True):
    """A choice without a person; one empty one per code exists before anybody votes.

    Every column is as wide in each state, so that a vote overwrites its row where it lies and
    neither place nor size tells who came first.
    """

    __tablename__ = "ballot"
    __table_args__ = _BY_KEY

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    #: 16 bytes: HKDF of the code's argon2id key, or of the browser's token in a peiling.
    id: bytes = Field(primary_key=True)
    #: None in a peiling.
    district_id: int | None = Field(default=None, foreign_key="district.id")
    #: `rules.pack_choice`; zero until somebody votes.
    choice: bytes
    #: 10 random bytes, new with each vote; zero until then.
    receipt: bytes
    #: Whether a paper vote took its place.
    closed: bool = Field(default=False)


class PaperStub(Table, table=True):
    """A tear-off strip that was accepted and waits to be applied with others."""

    __tablename__ = "paper_stub"
    __table_args__ = _BY_KEY

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    ballot_id: bytes = Field(primary_key=True)


class PaperCount(Table, table=True):
    """How many envelopes came with which stubs, and how many were refused."""

    __tablename__ = "paper_count"

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    #: Stubs that closed a ballot.
    applied: int = Field(default=0)
    refused_wrong: int = Field(default=0)
    refused_void: int = Field(default=0)
    refused_seen: int = Field(default=0)
    #: Whether the last stubs were applied; from then on envelopes may be opened.
    is_complete: bool = Field(default=False)


class PaperBatch(Table, table=True):
    """Envelopes opened and counted together: once by one person, once more by another."""

    __tablename__ = "paper_batch"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    poll_id: int = Field(foreign_key="poll.id", index=True)
    number: int
    counted_by: str
    counted_at: datetime = Field(sa_type=UTCDateTime)
    #: Packed choice (as a decimal) to how many; shown to nobody.
    lines: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    #: How many ballots that are.
    ballots: int
    confirmed_by: str | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    version: int = Field(default=1)


class CountedBallot(Table, table=True):
    """A ballot once the result is open, web and paper alike: what the public list shows."""

    __tablename__ = "counted_ballot"
    __table_args__ = (Index("ix_counted_ballot_choice", "poll_id", "choice"), _BY_KEY)

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    receipt: str = Field(primary_key=True)
    choice: int


class PollResult(Table, table=True):
    """The opened result; all of it is public."""

    __tablename__ = "poll_result"

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    opened_at: datetime = Field(sa_type=UTCDateTime)
    #: Votes, sums, splits of at least ten and the outcome, as `counting` writes them.
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    #: SHA-256 of the public list as CSV.
    list_hash: str
    #: Why it was opened although the sums don't add up.
    reason: str | None = None
    #: Number of the option that the tie rule brought, with how and when, once it did.
    tie_winner: int | None = None
    tie_note: str | None = None
