"""Recording what was printed, and destroying PDFs that may not be handed out any more."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from app.audit.services import record
from app.core.refs import new_ref
from app.core.storage import ORPHAN_SECONDS, Storage, remove_after_commit
from app.editions import queries
from app.editions.models import Edition, EditionFile, EditionItem, ItemKind

#: Begins the owner part of every key of ours, so that a sweep leaves other files alone.
_PREFIX: Final = "edition"


@dataclass(frozen=True)
class Item:
    """A thing that was printed: what kind, which, and from which story."""

    kind: ItemKind
    reference: str
    story_ref: str


@dataclass(frozen=True)
class NewEdition:
    """A PDF that was just made."""

    kind: str
    number: int
    title: str
    round_key: str | None
    made_by: str
    pages: int
    content_hash: str
    file_key: str
    items: tuple[Item, ...]
    composition: dict[str, Any] = field(default_factory=dict)
    #: Other forms of it, such as large print: (form, key, pages).
    forms: tuple[tuple[str, str, int], ...] = ()


def keep_file(storage: Storage, content: bytes) -> str:
    """Store a PDF durably for an edition that is about to be recorded, and return its key.

    The owner is new each time: whoever removes it again removes nobody else's.
    """
    return storage.put(content, owner=f"{_PREFIX}{new_ref()}")


def sweep(session: Session, storage: Storage, now: datetime) -> int:
    """Remove PDFs that no edition speaks of, and return how many; a crash can leave some.

    What was withdrawn could be in them.
    """
    stored, moment = list(storage.keys()), now.timestamp()
    mine = {key for key in stored if key.partition("-")[2].startswith(_PREFIX)}
    orphans = mine - queries.known_files(session)
    old = [key for key in orphans if storage.is_older(key, ORPHAN_SECONDS, now=moment)]
    for key in old:
        storage.remove(key)
    return len(old)


def record_edition(session: Session, new: NewEdition, *, now: datetime) -> Edition:
    """Store that the PDF was made and what is in it; flushed."""
    edition = Edition(
        kind=new.kind,
        number=new.number,
        title=new.title,
        round_key=new.round_key,
        made_at=now,
        made_by=new.made_by,
        pages=new.pages,
        content_hash=new.content_hash,
        file_key=new.file_key,
        composition=new.composition,
    )
    session.add(edition)
    session.flush()
    assert edition.id is not None
    for position, item in enumerate(new.items):
        session.add(
            EditionItem(
                edition_id=edition.id,
                kind=item.kind,
                reference=item.reference,
                story_ref=item.story_ref,
                position=position,
            )
        )
    for form, key, pages in new.forms:
        session.add(EditionFile(edition_id=edition.id, form=form, file_key=key, pages=pages))
    record(session, new.made_by, "edition.made", ("edition", edition.ref), now=now, pages=new.pages)
    return edition


def forget_files(
    session: Session, storage: Storage, story_ref: str, *, because: str, now: datetime
) -> int:
    """Destroy every kept PDF with something of this story; the list of what was in it stays."""
    found = queries.editions_with(session, story_ref)
    return destroy(session, storage, found, because=because, now=now)


def forget_printed(
    session: Session, storage: Storage, reference: str, *, because: str, now: datetime
) -> int:
    """Destroy every kept PDF with this quote or photo; the list of what was in it stays."""
    found = queries.editions_of(session, reference)
    return destroy(session, storage, found, because=because, now=now)


def destroy(
    session: Session,
    storage: Storage,
    editions: Iterable[Edition],
    *,
    because: str,
    now: datetime,
) -> int:
    """Destroy the PDFs of these editions, where they are kept; return how many."""
    count = 0
    for edition in editions:
        if edition.file_key is None:
            continue
        forms = queries.files_of(session, edition)
        keys = [edition.file_key, *(file.file_key for file in forms.values())]
        remove_after_commit(session, storage, keys)
        for file in forms.values():
            session.delete(file)
        edition.file_key = None
        edition.gone_because = because
        session.add(edition)
        record(
            session,
            "system",
            "edition.destroyed",
            ("edition", edition.ref),
            now=now,
            because=because,
        )
        count += 1
    return count
