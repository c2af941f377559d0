"""Background work: a row that tells how far it is, and the embedded queue that runs it.

The row is written in the transaction that asks for the work, so that no request is lost: what is
waiting after a crash is put on the queue again by `resume`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from huey import SqliteHuey
from sqlalchemy import JSON
from sqlmodel import Field, Session, col, select, update

from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref

MAX_ATTEMPTS: Final = 3
#: A running job that has not reported for this long is taken for dead.
SILENCE: Final = timedelta(minutes=5)


class JobState(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Table, table=True):
    """One piece of background work and how far it is."""

    __tablename__ = "job"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    #: Names the registered function, such as `quotes.book`.
    kind: str
    #: What the function needs: references only, never a resident's text.
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: JobState = Field(default=JobState.WAITING, sa_column=enum_column(JobState, index=True))
    #: Steps done, out of `total`; 0 of 0 until the work knows.
    done: int = Field(default=0)
    total: int = Field(default=0)
    #: Where the result is, as a path on this site; set when done.
    result_path: str | None = None
    #: A word for what went wrong, such as `no_quotes`; set when failed.
    failure: str | None = None
    attempts: int = Field(default=0)
    #: Reference of the staff member who asked for it; only this person and the beheerder see it.
    asked_by: str | None = None
    asked_at: datetime = Field(sa_type=UTCDateTime)
    reported_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100."""
        return 100 * self.done // self.total if self.total else 0


#: Reports (done, total).
Report = Callable[[int, int], None]


def ask_for(
    session: Session, kind: str, arguments: dict[str, Any], *, asked_by: str | None, now: datetime
) -> Job:
    """Add a waiting job to this transaction and return it; `Queue.send` it after the commit."""
    job = Job(kind=kind, arguments=arguments, asked_by=asked_by, asked_at=now)
    session.add(job)
    session.flush()
    return job


def claim(session: Session, ref: str, *, now: datetime) -> Job | None:
    """Mark the job as running and return it, or None when another worker has it or had it."""
    free = (col(Job.state) == JobState.WAITING) | (
        (col(Job.state) == JobState.RUNNING) & (col(Job.reported_at) < now - SILENCE)
    )
    claimed = session.exec(
        update(Job)
        .where(col(Job.ref) == ref, free, col(Job.attempts) < MAX_ATTEMPTS)
        .values(state=JobState.RUNNING, attempts=Job.attempts + 1, reported_at=now)
    )
    if claimed.rowcount == 0:
        return None
    return session.exec(select(Job).where(Job.ref == ref)).one()


def unfinished(session: Session, *, now: datetime) -> list[str]:
    """Return the references of jobs that wait or fell silent, oldest first."""
    silent = (col(Job.state) == JobState.RUNNING) & (col(Job.reported_at) < now - SILENCE)
    waiting = col(Job.state) == JobState.WAITING
    found = select(Job.ref).where(waiting | silent).order_by(col(Job.id))
    return list(session.exec(found))


def open_queue(path: Path, *, immediate: bool = False) -> SqliteHuey:
    """Return the queue kept at `path`; an immediate one runs work at once, for tests."""
    return SqliteHuey("buurtstem", filename=str(path), immediate=immediate, fsync=True)
