"""Mail addresses of tellers, and the short mails that tell them of news."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from app.audit.services import record
from app.core.dates import local_day
from app.core.mail import (
    Mail,
    drop_mails,
    queue_mails,
    seal_address,
    unseal_address,
    waiting_mails,
)
from app.core.mail_address import masked, read_mail_address
from app.stories import notice_words
from app.stories.models import Story, TellerMail
from app.stories.notice_rules import Notice, due_after, together
from app.stories.rules import StoryStatus

_TELLER: Final = "teller"
_BATCH: Final = 500


def notify(session: Session, story_refs: Iterable[str], notice: Notice, *, now: datetime) -> int:
    """Queue a short mail to the tellers of these stories who want one; return to how many.

    At most one mail a story a day: what happens later that day goes out the next morning, and
    what waits already says that there is more. Nothing of the story is in it. Flushed.
    """
    refs = list(story_refs)
    batches = (refs[start : start + _BATCH] for start in range(0, len(refs), _BATCH))
    return sum(_notify(session, batch, notice, now) for batch in batches)


def set_address(
    session: Session, story: Story, typed: str, *, secret_key: str, now: datetime
) -> TellerMail:
    """Store where the teller wants mail, and that this was agreed to now; flushed.

    Raises:
        MailAddressError: no mail can be sent there.
    """
    address = read_mail_address(typed)
    sealed = seal_address(secret_key, address, now=now)
    assert story.id is not None
    kept = find_address(session, story) or TellerMail(
        story_id=story.id, address=sealed, consented_at=now
    )
    # What waits for the old address must not go there.
    drop_mails(session, kept.ref)
    kept.address, kept.consented_at = sealed, now
    session.add(kept)
    record(session, _TELLER, "story.mail_on", ("story", story.ref), now=now)
    session.flush()
    return kept


def find_address(session: Session, story: Story) -> TellerMail | None:
    """Return where the teller of `story` wants mail, if anywhere."""
    return session.exec(select(TellerMail).where(TellerMail.story_id == story.id)).one_or_none()


def shown_address(kept: TellerMail, *, secret_key: str, now: datetime) -> str:
    """Return enough of a stored address for its owner to know it; empty when nobody can read it."""
    address = unseal_address(secret_key, kept.address, now=now)
    return masked(address) if address else ""


def remove_address(session: Session, story: Story, *, now: datetime) -> bool:
    """Forget where the teller wanted mail, with what waits for it; False when there was nothing."""
    kept = find_address(session, story)
    if kept is None:
        return False
    _remove(session, kept)
    record(session, _TELLER, "story.mail_off", ("story", story.ref), now=now)
    return True


def stop_mails(session: Session, ref: str, *, now: datetime) -> bool:
    """Forget the address that a mail's link names; False when it is gone already."""
    found = select(TellerMail, Story).where(
        TellerMail.ref == ref, col(Story.id) == TellerMail.story_id
    )
    row = session.exec(found).one_or_none()
    if row is None:
        return False
    return remove_address(session, row[1], now=now)


def forget(session: Session, story: Story) -> None:
    """Remove the address of a story that is withdrawn, and what waits to be sent there."""
    kept = find_address(session, story)
    if kept is not None:
        _remove(session, kept)


def _remove(session: Session, kept: TellerMail) -> None:
    drop_mails(session, kept.ref)
    session.delete(kept)
    session.flush()


def _notify(session: Session, refs: Sequence[str], notice: Notice, now: datetime) -> int:
    wanted = select(TellerMail).where(
        col(Story.id) == TellerMail.story_id,
        col(Story.ref).in_(refs),
        col(Story.status) != StoryStatus.WITHDRAWN,
    )
    tellers = session.exec(wanted).all()
    waiting = waiting_mails(session, [teller.ref for teller in tellers])
    new = []
    for teller in tellers:
        mail = waiting.get(teller.ref)
        if mail is not None:
            teller.notice = together(teller.notice or notice, notice)
            mail.body = notice_words.body(teller.notice)
            session.add(mail)
        else:
            due_at = due_after(teller.mailed_on, now)
            teller.mailed_on, teller.notice = local_day(due_at), notice
            subject, body = notice_words.subject(), notice_words.body(notice)
            new.append(Mail(teller.ref, teller.address, subject, body, due_at))
        session.add(teller)
    queue_mails(session, new, now=now)
    return len(tellers)
