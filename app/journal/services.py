"""Writing the travel story: entries, what they are about, their pictures, and who sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, delete, select

from app.audit.queries import entries_about
from app.audit.services import record
from app.core.seen import check_seen
from app.core.storage import Storage
from app.core.versions import PUBLIC, raise_version
from app.editions import services as editions
from app.journal import printed
from app.journal.links import Link
from app.journal.models import JournalEntry, JournalLink
from app.journal.queries import links_of
from app.journal.rules import AlreadyThereError, LinkKind, NoPictureWordsError
from app.photos import services as photos
from app.photos.models import Photo, PhotoOwner
from app.photos.services import KeptFiles
from app.promises.models import Promise, PromiseStory
from app.stories.notice_rules import Notice
from app.stories.notice_services import notify

#: Why a kept PDF was destroyed, as its edition says.
TAKEN_OFF: Final = "taken_off"
_KIND: Final = "journal_entry"
_TOLD: Final = "journal.told"


@dataclass(frozen=True)
class Facts:
    """What an entry says."""

    day: date
    title: str
    text: str
    #: None: for every district.
    district_id: int | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Act:
    """Who does something, and when."""

    actor: str
    now: datetime


def write(session: Session, facts: Facts, act: Act, *, is_example: bool = False) -> JournalEntry:
    """Add an entry that only staff see; flushed."""
    entry = JournalEntry(
        day=facts.day,
        title=facts.title,
        text=facts.text,
        district_id=facts.district_id,
        changed_at=act.now,
        written_by=act.actor,
        is_example=is_example,
    )
    session.add(entry)
    session.flush()
    _set_links(session, entry, facts.links)
    _note(session, entry, "added", act)
    return entry


def seen_facts(session: Session, entry: JournalEntry) -> dict[str, Any]:
    """Return what a form shows of an entry, to find out who changed it meanwhile.

    Day, title and text go by the names of their fields, so that the page can show them.
    """
    links = links_of(session, [entry]).get(entry.id or 0, [])
    return {
        "day": entry.day,
        "title": entry.title,
        "text": entry.text,
        "where": entry.district_id,
        "about": [[kind.value, ref] for kind, ref in links],
    }


def change(
    session: Session, entry: JournalEntry, facts: Facts, *, seen: str | None, act: Act
) -> None:
    """Change what the entry says; tellers of stories that are new in it hear of it.

    Raises:
        ChangedMeanwhileError: somebody else was first.
    """
    check_seen(seen, seen_facts(session, entry))
    entry.day, entry.title, entry.text = facts.day, facts.title, facts.text
    entry.district_id, entry.changed_at = facts.district_id, act.now
    session.add(entry)
    _set_links(session, entry, facts.links)
    _note(session, entry, "changed", act)
    if entry.published_at is not None:
        _tell(session, entry, act)


def publish(session: Session, entry: JournalEntry, act: Act) -> None:
    """Let everybody read the entry; tellers of the stories that it is about hear of it.

    Raises:
        AlreadyThereError: everybody can already.
    """
    if entry.published_at is not None:
        raise AlreadyThereError(entry.ref)
    entry.published_at = entry.changed_at = act.now
    session.add(entry)
    _note(session, entry, "published", act)
    _tell(session, entry, act)


def take_off(session: Session, storage: Storage, entry: JournalEntry, act: Act) -> None:
    """Let only staff read the entry again; kept PDFs with it are destroyed.

    Raises:
        AlreadyThereError: nobody else can.
    """
    if entry.published_at is None:
        raise AlreadyThereError(entry.ref)
    entry.published_at = None
    session.add(entry)
    found = printed.editions_with(session, entry.ref)
    editions.destroy(session, storage, found, because=TAKEN_OFF, now=act.now)
    _note(session, entry, "taken_off", act)


def throw_away(session: Session, storage: Storage, entry: JournalEntry, act: Act) -> None:
    """Delete an entry that only staff see, with its picture.

    Raises:
        AlreadyThereError: everybody can read it; take it off first.
    """
    if entry.published_at is not None:
        raise AlreadyThereError(entry.ref)
    photos.forget(session, storage, (PhotoOwner.JOURNAL, entry.ref))
    _note(session, entry, "deleted", act)
    session.delete(entry)
    session.flush()


def set_picture(
    session: Session,
    storage: Storage,
    entry: JournalEntry,
    picture: tuple[KeptFiles, str],
    act: Act,
) -> Photo:
    """Give the entry a picture, with words for who can't see it; an earlier one goes.

    Raises:
        NoPictureWordsError: the words are missing.
    """
    kept, alt = picture
    if not alt.strip():
        raise NoPictureWordsError(entry.ref)
    owner = (PhotoOwner.JOURNAL, entry.ref)
    photos.forget(session, storage, owner)
    photo = photos.record_photo(session, kept, owner=owner, now=act.now)
    photo.alt, photo.shown = alt.strip(), True
    _touch(session, entry, act)
    session.add(photo)
    _note(session, entry, "picture", act)
    return photo


def remove_picture(session: Session, storage: Storage, entry: JournalEntry, act: Act) -> None:
    """Take the picture away."""
    photos.forget(session, storage, (PhotoOwner.JOURNAL, entry.ref))
    _touch(session, entry, act)
    _note(session, entry, "picture_removed", act)


def _touch(session: Session, entry: JournalEntry, act: Act) -> None:
    entry.changed_at = act.now
    session.add(entry)


def _tell(session: Session, entry: JournalEntry, act: Act) -> None:
    """Mail the tellers of stories that the entry is about, or a promise on them; each once.

    The audit log knows who heard of it before: it may have been taken off meanwhile.
    """
    links = links_of(session, [entry]).get(entry.id or 0, [])
    stories = {ref for kind, ref in links if kind is LinkKind.STORY}
    promises = [ref for kind, ref in links if kind is LinkKind.PROMISE]
    below = (
        select(PromiseStory.story_ref)
        .join(Promise, col(Promise.id) == col(PromiseStory.promise_id))
        .where(col(Promise.ref).in_(promises))
    )
    known = {
        ref
        for said in entries_about(session, _KIND, entry.ref)
        if said.action == _TOLD
        for ref in said.facts["told"]
    }
    new = sorted((stories | set(session.exec(below))) - known)
    if new:
        notify(session, new, Notice.CHAIN, now=act.now)
        about = (_KIND, entry.ref)
        record(session, act.actor, _TOLD, about, now=act.now, told=new, number=len(new))


def _set_links(session: Session, entry: JournalEntry, links: Sequence[Link]) -> None:
    assert entry.id is not None
    session.exec(delete(JournalLink).where(col(JournalLink.entry_id) == entry.id))
    for position, (kind, ref) in enumerate(links):
        session.add(
            JournalLink(entry_id=entry.id, kind=kind.value, reference=ref, position=position)
        )
    session.flush()


def _note(session: Session, entry: JournalEntry, action: str, act: Act) -> None:
    """Add to the audit log what was done, and have pages made anew."""
    record(session, act.actor, f"journal.{action}", (_KIND, entry.ref), now=act.now)
    raise_version(session, PUBLIC)
    session.flush()
