"""Reminding staff and offices by mail of what is due this week or overdue, once for each date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.core.dates import local_day
from app.core.mail import Mail, queue_mails, seal_address
from app.programme import queries as programme
from app.promises import reminder_words
from app.promises.models import Promise, PromiseReminder
from app.promises.queries import within
from app.promises.rules import PromiseStatus
from app.staff.queries import all_members, member_scope
from app.staff.rules import REMINDED

#: What is due today or on one of the days after it belongs to this week.
WEEK: Final = timedelta(days=6)


@dataclass(frozen=True)
class Reader:
    """Somebody who is reminded."""

    #: As `PromiseReminder.recipient` names them.
    key: str
    #: As `seal_address` gives it.
    address: str = field(repr=False)
    #: Which promises are theirs.
    mine: ColumnElement[bool]


def remind(session: Session, *, secret_key: str, now: datetime) -> int:
    """Queue one mail to everybody who has something new to be reminded of; return how many.

    Each promise is told once to each as due and once as overdue; a moved date is told anew.
    Flushed.
    """
    today, sent = local_day(now), 0
    for reader in _readers(session, secret_key, now):
        promises = _untold(session, reader, today)
        if not promises:
            continue
        late = [each for each in promises if each.due_on < today]
        due = [each for each in promises if each.due_on >= today]
        session.add_all(_told(each, reader, today) for each in promises)
        subject = reminder_words.subject(len(due), len(late))
        body = reminder_words.body(due, late)
        mail = Mail(f"promises {reader.key}", reader.address, subject, body, now, has_off=False)
        queue_mails(session, [mail], now=now)
        sent += 1
    return sent


def _readers(session: Session, secret_key: str, now: datetime) -> Iterator[Reader]:
    today = local_day(now)
    for member in all_members(session):
        if member.mail and member.active and REMINDED & set(member.roles):
            scope = member_scope(session, member, today=today)
            yield Reader(f"staff {member.ref}", member.mail, within(scope))
    for office in programme.offices(session):
        if office.mail:
            sealed = seal_address(secret_key, office.mail, now=now)
            yield Reader(f"office {office.key}", sealed, col(Promise.office) == office.name)


def _untold(session: Session, reader: Reader, today: date) -> Sequence[Promise]:
    """Return what is due or overdue and wasn't told to this reader, the longest overdue first."""
    told = select(PromiseReminder.promise_id).where(
        col(PromiseReminder.promise_id) == col(Promise.id),
        col(PromiseReminder.due_on) == col(Promise.due_on),
        col(PromiseReminder.overdue) == (col(Promise.due_on) < today),
        PromiseReminder.recipient == reader.key,
    )
    found = select(Promise).where(
        Promise.status == PromiseStatus.OPEN,
        col(Promise.due_on) <= today + WEEK,
        reader.mine,
        ~told.exists(),
    )
    return session.exec(found.order_by(col(Promise.due_on), col(Promise.id))).all()


def _told(promise: Promise, reader: Reader, today: date) -> PromiseReminder:
    assert promise.id is not None
    return PromiseReminder(
        promise_id=promise.id,
        due_on=promise.due_on,
        overdue=promise.due_on < today,
        recipient=reader.key,
    )
