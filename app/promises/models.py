"""Stored promises and decisions, their history, and what residents say of them."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.db import Table, UTCDateTime, enum_column
from app.core.lasting import only_grows
from app.core.refs import new_ref
from app.promises.rules import (
    PromiseEventKind,
    PromiseStatus,
    SourceKind,
    Stage,
    Verdict,
    VoiceKind,
    WhyState,
)


class Promise(Table, table=True):
    """What was promised, by which office, by when (toezegging). Everybody can read it."""

    __tablename__ = "promise"
    __table_args__ = (Index("ix_promise_list", "list_place", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    what: str
    #: For whom, in general words; never a name.
    for_whom: str = Field(default="")
    #: Which office answers for it, such as a department or a partner.
    office: str = Field(index=True)
    #: The date that was promised first; late is counted from it.
    first_due: date
    #: The last day on which it is in time now.
    due_on: date
    status: PromiseStatus = Field(sa_column=enum_column(PromiseStatus))
    #: The day on which it was done or dropped.
    closed_on: date | None = None
    #: How often it was called done; residents are asked anew each time.
    turn: int = Field(default=0)
    #: `rules.list_place`; set together with what it is made of.
    list_place: int
    #: Where it was made, and the reference of that thing; None by hand.
    source_kind: SourceKind = Field(sa_column=enum_column(SourceKind))
    source_ref: str | None = Field(default=None, index=True)
    #: None: for both districts.
    district_id: int | None = Field(default=None, foreign_key="district.id", index=True)
    #: Key of one of the programme's efforts (inspanningen).
    effort: str | None = None
    made_at: datetime = Field(sa_type=UTCDateTime)
    #: Raised by every change; a form that carries an older one is refused.
    version: int = Field(default=1)
    is_example: bool = Field(default=False)


class PromiseCluster(Table, table=True):
    """That a promise is about a cluster."""

    __tablename__ = "promise_cluster"

    promise_id: int = Field(foreign_key="promise.id", primary_key=True, ondelete="CASCADE")
    cluster_id: int = Field(foreign_key="cluster.id", primary_key=True, index=True)


class PromiseStory(Table, table=True):
    """That a promise stands on a story; the teller's card shows it."""

    __tablename__ = "promise_story"

    promise_id: int = Field(foreign_key="promise.id", primary_key=True, ondelete="CASCADE")
    story_ref: str = Field(primary_key=True, index=True)


class PromiseEvent(Table, table=True):
    """One step in the life of a promise; public, and never changed."""

    __tablename__ = "promise_event"

    id: int | None = Field(default=None, primary_key=True)
    promise_id: int = Field(foreign_key="promise.id", index=True, ondelete="CASCADE")
    at: datetime = Field(sa_type=UTCDateTime)
    kind: PromiseEventKind = Field(sa_column=enum_column(PromiseEventKind))
    #: Which office took the step, or `bewoners`.
    office: str
    reason: str = Field(default="")
    #: What was promised before, when the words changed.
    was: str = Field(default="")
    old_due: date | None = None
    new_due: date | None = None
    #: Reference of the staff member; not shown to residents.
    actor: str


class DecisionStep(Table, table=True):
    """What became of what residents chose in a poll: decided, under way or done (besluit)."""

    __tablename__ = "decision_step"

    id: int | None = Field(default=None, primary_key=True)
    #: Also the owner of its pictures, owner kind `decision`.
    ref: str = Field(default_factory=new_ref, unique=True)
    poll_ref: str = Field(index=True)
    #: What was promised with the decision: by when, and whether residents agree.
    promise_id: int = Field(foreign_key="promise.id", index=True)
    #: Which time it is worked on: residents may open it again.
    turn: int = Field(default=1)
    stage: Stage = Field(sa_column=enum_column(Stage))
    #: The day on which it was decided, begun or done.
    on: date
    office: str
    text: str
    #: Number of the option that is decided or built; None: something else.
    option: int | None = None
    #: Whether it differs from what was chosen, and the public reason.
    differs: bool = Field(default=False)
    reason: str = Field(default="")
    told_at: datetime = Field(sa_type=UTCDateTime)
    actor: str


class Confirmation(Table, table=True):
    """One answer to "Is dit wat er beloofd was?"; one for each card, code or browser."""

    __tablename__ = "confirmation"
    __table_args__ = (UniqueConstraint("promise_id", "voice", name="uq_confirmation_voice"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    promise_id: int = Field(foreign_key="promise.id", index=True, ondelete="CASCADE")
    #: Derived from the card, code or browser and the turn by a keyed hash; leads back to none.
    voice: str
    voice_kind: VoiceKind = Field(sa_column=enum_column(VoiceKind))
    verdict: Verdict = Field(sa_column=enum_column(Verdict))
    #: One line; shown once a member of staff has looked at it.
    why: str = Field(default="")
    why_state: WhyState = Field(sa_column=enum_column(WhyState))
    #: Which time it was called done; older answers stay in view.
    turn: int = Field(default=1)
    #: The day only: the moment would tell who it was.
    on: date


class PromiseReminder(Table, table=True):
    """That somebody was reminded of a promise by mail, so that it happens once for each date."""

    __tablename__ = "promise_reminder"

    promise_id: int = Field(foreign_key="promise.id", primary_key=True, ondelete="CASCADE")
    #: The day that it was about; another day is another reminder.
    due_on: date = Field(primary_key=True)
    #: Whether that day had passed.
    overdue: bool = Field(primary_key=True)
    #: `staff` or `office`, and the reference or key.
    recipient: str = Field(primary_key=True)


only_grows(PromiseEvent)
only_grows(DecisionStep)
