"""Reading the travel story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.errors import NotFoundError
from app.journal.links import Link, Linked, LinkSources, show_links
from app.journal.models import JournalEntry, JournalLink
from app.journal.rules import LinkKind, Period
from app.photos.models import PhotoOwner
from app.photos.queries import PhotoView, photos_by_owner
from app.programme.models import District
from app.staff.rules import Scope


@dataclass(frozen=True)
class EntryView:
    """An entry with everything that a page shows of it."""

    entry: JournalEntry
    #: Name of its district; empty when it is for all.
    district: str
    picture: PhotoView | None
    #: What it is about, as far as everybody can read that.
    links: list[Linked]


def get_public(session: Session, ref: str) -> JournalEntry:
    """Return the entry; raise `NotFoundError` unless everybody can read it."""
    entry = _find(session, ref)
    if entry is None or entry.published_at is None:
        raise NotFoundError(ref)
    return entry


def get_entry(session: Session, scope: Scope, ref: str) -> JournalEntry:
    """Return the entry; raise `NotFoundError` when there is none within `scope`."""
    entry = _find(session, ref)
    if entry is None or not scope.covers(entry.district_id):
        raise NotFoundError(ref)
    return entry


def entries_for(session: Session, scope: Scope) -> list[JournalEntry]:
    """Return the entries within `scope`, newest day first, public or not."""
    found = session.exec(_newest_first())
    return [entry for entry in found if scope.covers(entry.district_id)]


def public_entries(session: Session, period: Period) -> Sequence[JournalEntry]:
    """Return what everybody can read of this period, newest day first."""
    within = col(JournalEntry.day).between(period.first_day, period.last_day)
    return session.exec(_newest_first().where(_public(), within)).all()


def newest_public(session: Session, limit: int) -> Sequence[JournalEntry]:
    """Return up to `limit` public entries, those published last first."""
    order = col(JournalEntry.published_at).desc(), col(JournalEntry.id).desc()
    return session.exec(select(JournalEntry).where(_public()).order_by(*order).limit(limit)).all()


def told_between(session: Session) -> tuple[date, date] | None:
    """Return the first and last day of which everybody can read something."""
    newest = session.exec(_newest_first().where(_public()).limit(1)).first()
    oldest_first = select(JournalEntry).where(_public()).order_by(col(JournalEntry.day))
    oldest = session.exec(oldest_first.limit(1)).first()
    return (oldest.day, newest.day) if oldest and newest else None


def all_public(session: Session, refs: Sequence[str]) -> bool:
    """Whether everybody can read each of these entries."""
    found = select(func.count()).where(col(JournalEntry.ref).in_(refs), _public())
    return session.exec(found).one() == len(set(refs))


def links_of(session: Session, entries: Sequence[JournalEntry]) -> dict[int, list[Link]]:
    """Return what each entry is about, in order; those about nothing are left out."""
    ids = [entry.id for entry in entries]
    rows = session.exec(
        select(JournalLink)
        .where(col(JournalLink.entry_id).in_(ids))
        .order_by(col(JournalLink.entry_id), col(JournalLink.position))
    )
    return {
        entry_id: [(LinkKind(row.kind), row.reference) for row in mine]
        for entry_id, mine in groupby(rows, key=attrgetter("entry_id"))
    }


def views_of(
    session: Session, sources: LinkSources, entries: Sequence[JournalEntry]
) -> list[EntryView]:
    """Return what pages show of these entries, in a handful of reads for all of them."""
    links = links_of(session, entries)
    shown = show_links(session, sources, [link for mine in links.values() for link in mine])
    pictures = photos_by_owner(session, PhotoOwner.JOURNAL, [entry.ref for entry in entries])
    names = {row.id: row.name for row in session.exec(select(District))}
    return [
        EntryView(
            entry=entry,
            district=names.get(entry.district_id, ""),
            picture=next(iter(pictures[entry.ref]), None),
            links=[shown[link] for link in links.get(entry.id or 0, ()) if link in shown],
        )
        for entry in entries
    ]


def _find(session: Session, ref: str) -> JournalEntry | None:
    return session.exec(select(JournalEntry).where(JournalEntry.ref == ref)).one_or_none()


def _newest_first() -> SelectOfScalar[JournalEntry]:
    return select(JournalEntry).order_by(col(JournalEntry.day).desc(), col(JournalEntry.id).desc())


def _public() -> ColumnElement[bool]:
    return col(JournalEntry.published_at).is_not(None)
