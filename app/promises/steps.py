"""What every step in the life of a promise has in common: claimed, checked, told in public."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, update

from app.audit.services import record
from app.core.text import check_text
from app.core.versions import PUBLIC, raise_version
from app.ledger.services import append
from app.promises.models import Promise, PromiseEvent
from app.promises.queries import stories_below
from app.promises.rules import (
    MAX_TEXT,
    PromiseChangedError,
    PromiseEventKind,
    check_step,
    list_place,
)
from app.stories.notice_rules import Notice
from app.stories.notice_services import notify

#: Who took a step, where residents did.
RESIDENTS: Final = "bewoners"


@dataclass(frozen=True)
class Act:
    """Who changes a promise, from which version of it, and when."""

    actor: str
    version: int
    now: datetime


@dataclass(frozen=True)
class Told:
    """What a step tells, beside who took it and when."""

    kind: PromiseEventKind
    reason: str = ""
    was: str = ""
    old_due: date | None = None
    new_due: date | None = None
    #: In place of the office that answers for the promise.
    office: str | None = None
    #: What only the ledger keeps.
    facts: Mapping[str, int] = field(default_factory=dict)


def begin(
    session: Session, promise: Promise, kind: PromiseEventKind, reason: str, act: Act
) -> None:
    """Claim the promise, then see whether it may take this step.

    Raises:
        PromiseChangedError: somebody else was first.
        ReasonMissingError: the step needs a public reason.
        StepNotAllowedError: it is not where this step can be taken.
        TextError: the reason can't be published.
    """
    claim(session, promise, act)
    check_step(promise.status, kind, reason)
    if reason:
        check_text(reason, MAX_TEXT)


def claim(session: Session, promise: Promise, act: Act) -> None:
    """Claim the promise for this change.

    Raises:
        PromiseChangedError: somebody else was first.
    """
    claimed = session.exec(
        update(Promise)
        .where(col(Promise.id) == promise.id, col(Promise.version) == act.version)
        .values(version=act.version + 1)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount == 0:
        raise PromiseChangedError(promise.ref)
    session.refresh(promise)


def take(session: Session, promise: Promise, told: Told, act: Act) -> None:
    """Store a step: in the history, the audit log and the ledger; tellers hear that there is one.

    Whose story is linked later hears of it then.
    """
    promise.list_place = list_place(promise.status, promise.due_on, promise.closed_on)
    session.add(promise)
    office = told.office or promise.office
    event = PromiseEvent(
        promise_id=promise.id or 0,
        at=act.now,
        kind=told.kind,
        office=office,
        reason=told.reason,
        was=told.was,
        old_due=told.old_due,
        new_due=told.new_due,
        actor=act.actor,
    )
    session.add(event)
    session.flush()
    about = ("promise", promise.ref)
    record(session, act.actor, f"promise.{told.kind.value}", about, now=act.now)
    append(session, f"promise.{told.kind.value}", _facts(promise, told, office), now=act.now)
    notify(session, stories_below(session, promise), Notice.CHAIN, now=act.now)
    raise_version(session, PUBLIC)


def _facts(promise: Promise, told: Told, office: str) -> dict[str, Any]:
    """Return what the ledger keeps of a step: no person, and of a story nothing at all."""
    facts: dict[str, Any] = {"subject": promise.ref, "office": office, **told.facts}
    if told.kind in {PromiseEventKind.MADE, PromiseEventKind.CHANGED}:
        facts |= {"what": promise.what, "for_whom": promise.for_whom}
    if told.old_due is not None:
        facts["old_due"] = told.old_due.isoformat()
    if told.new_due is not None:
        facts["due"] = told.new_due.isoformat()
    if told.reason:
        facts["reason"] = told.reason
    return facts
