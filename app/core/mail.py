"""The outbox: mail that waits in the database until a server takes it.

A mail is queued in the transaction of what it tells about, so that neither happens without the
other. `mail_chores` sends it. Recipient and words are removed as soon as it is sent or given up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Index
from sqlmodel import Field, Session, col, delete, insert, select, update

from app.core.db import Table, UTCDateTime, enum_column
from app.core.refs import new_ref
from app.core.sealing import seal, unseal

#: Stand in a body for the address of this site, and for the way to stop these mails.
SITE: Final = "{site}"
OFF: Final = "{off}"
#: A mail that nobody took for so long is given up: its news is old.
KEPT: Final = timedelta(days=7)
#: Somebody who claimed a mail and then said nothing for so long isn't there any more.
CLAIM_LASTS: Final = timedelta(minutes=15)
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=2)
_MOST_DOUBLINGS: Final = 10
_PURPOSE: Final = "mail address"


class MailState(StrEnum):
    """Where a mail is."""

    WAITING = "waiting"
    #: A worker has it; nothing of it has been sent.
    CLAIMED = "claimed"
    #: It is being handed to the server. After a crash here nobody knows whether it was taken, and
    #: it is not sent again.
    HANDED_OVER = "handed_over"
    SENT = "sent"
    FAILED = "failed"


class OutgoingMail(Table, table=True):
    """One mail to one recipient."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (Index("ix_outgoing_mail_due", "state", "due_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    #: Part of its Message-ID, the same at every try.
    ref: str = Field(default_factory=new_ref, unique=True)
    #: What it is about for whoever queued it; also what its link to stop mails names.
    about: str = Field(index=True)
    state: MailState = Field(default=MailState.WAITING, sa_column=enum_column(MailState))
    #: The address, sealed; None once the mail is sent or given up, as are the two below.
    recipient: str | None
    subject: str | None
    body: str | None
    #: Whether it carries a link with which the recipient stops these mails.
    has_off: bool = Field(default=True)
    queued_at: datetime = Field(sa_type=UTCDateTime)
    #: Not sent before this moment.
    due_at: datetime = Field(sa_type=UTCDateTime)
    attempts: int = Field(default=0)
    #: Names the worker that has it.
    claim: str | None = None
    claimed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


@dataclass(frozen=True)
class Mail:
    """A mail to be; plain text, whose body may hold `SITE` and `OFF`."""

    about: str
    #: As `seal_address` gave it.
    recipient: str = field(repr=False)
    subject: str
    body: str = field(repr=False)
    due_at: datetime
    has_off: bool = True


def seal_address(secret_key: str, address: str, *, now: datetime) -> str:
    """Return the address as it is stored."""
    return seal(secret_key, _PURPOSE, address.encode(), now=now)


def unseal_address(secret_key: str, sealed: str, *, now: datetime) -> str | None:
    """Return a stored address; None when the key is another one than it was sealed with."""
    address = unseal(secret_key, _PURPOSE, sealed, now=now)
    return None if address is None else address.decode()


def queue_mails(session: Session, mails: Iterable[Mail], *, now: datetime) -> None:
    """Add mails to this transaction, any number in one statement."""
    new = (OutgoingMail(**vars(mail), queued_at=now) for mail in mails)
    rows = [mail.model_dump(exclude={"id"}) for mail in new]
    if rows:
        session.connection().execute(insert(OutgoingMail), rows)


def waiting_mails(session: Session, abouts: Sequence[str]) -> dict[str, OutgoingMail]:
    """Return by what they are about those mails that no worker has taken yet."""
    wanted = select(OutgoingMail).where(
        col(OutgoingMail.about).in_(abouts), OutgoingMail.state == MailState.WAITING
    )
    return {mail.about: mail for mail in session.exec(wanted)}


def drop_mails(session: Session, about: str) -> None:
    """Remove every mail about this, sent or not; what a worker has is not sent any more."""
    session.exec(delete(OutgoingMail).where(col(OutgoingMail.about) == about))


def claim_due(session: Session, *, now: datetime, limit: int) -> Sequence[OutgoingMail]:
    """Take up to `limit` mails that are due, those due first; nobody else gets them."""
    silent = (col(OutgoingMail.state) == MailState.CLAIMED) & (
        col(OutgoingMail.claimed_at) < now - CLAIM_LASTS
    )
    free = (col(OutgoingMail.state) == MailState.WAITING) | silent
    order = col(OutgoingMail.due_at), col(OutgoingMail.id)
    due = select(OutgoingMail.id).where(free, col(OutgoingMail.due_at) <= now).order_by(*order)
    claim = new_ref()
    session.exec(
        update(OutgoingMail)
        .where(col(OutgoingMail.id).in_(due.limit(limit)))
        .values(state=MailState.CLAIMED, claim=claim, claimed_at=now)
        .execution_options(synchronize_session=False)
    )
    return session.exec(select(OutgoingMail).where(OutgoingMail.claim == claim)).all()


def hand_over(session: Session, mail: OutgoingMail) -> bool:
    """Note that the server is getting the mail now; False when it isn't ours any more."""
    return _move(session, mail, MailState.CLAIMED, state=MailState.HANDED_OVER)


def put_back(
    session: Session, mail: OutgoingMail, *, now: datetime, was_given_back: bool = False
) -> bool:
    """Have the mail wait for another try, longer after each; False when it isn't ours to put back.

    One that was handed over waits again only when the server said that it did not take it.
    """
    before = MailState.HANDED_OVER if was_given_back else MailState.CLAIMED
    return _move(
        session,
        mail,
        before,
        state=MailState.WAITING,
        attempts=mail.attempts + 1,
        due_at=now + wait_after(mail.attempts),
        claim=None,
    )


def wait_after(attempts: int) -> timedelta:
    """Return how long a mail waits that was tried in vain so often before; each time twice that."""
    doubled: int = 2 ** min(attempts, _MOST_DOUBLINGS)
    return min(_FIRST_WAIT * doubled, _LONGEST_WAIT)


def end(session: Session, mail: OutgoingMail, state: MailState, *, now: datetime) -> None:
    """Note that nothing more happens with the mail, and forget its words and its recipient."""
    values = {"state": state, "ended_at": now, "recipient": None, "subject": None, "body": None}
    for before in (MailState.CLAIMED, MailState.HANDED_OVER):
        _move(session, mail, before, **values)


def tidy(session: Session, *, now: datetime) -> int:
    """Give up what waited too long or fell in a crash, drop old empty rows; return how many ended.

    A mail during whose handing over a worker died may have been sent: it isn't sent again.
    """
    old = col(OutgoingMail.queued_at) < now - KEPT
    waits = col(OutgoingMail.state).in_([MailState.WAITING, MailState.CLAIMED])
    fell = (col(OutgoingMail.state) == MailState.HANDED_OVER) & (
        col(OutgoingMail.claimed_at) < now - CLAIM_LASTS
    )
    ended = session.exec(
        update(OutgoingMail)
        .where((old & waits) | fell)
        .values(state=MailState.FAILED, ended_at=now, recipient=None, subject=None, body=None)
        .execution_options(synchronize_session=False)
    )
    session.exec(delete(OutgoingMail).where(col(OutgoingMail.ended_at) < now - KEPT))
    return ended.rowcount


def _move(session: Session, mail: OutgoingMail, before: MailState, **values: object) -> bool:
    moved = session.exec(
        update(OutgoingMail)
        .where(
            col(OutgoingMail.id) == mail.id,
            col(OutgoingMail.claim) == mail.claim,
            col(OutgoingMail.state) == before,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return moved.rowcount == 1
