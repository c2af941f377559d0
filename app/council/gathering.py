"""Reading what stands in a pack: what was chosen, as it is now; nothing that isn't allowed.

What was gathered is kept as references. Their words are asked anew from each source, so that
what was withdrawn since then is not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlmodel import Session

from app.core.dates import local_day
from app.core.errors import InvalidError
from app.council import queries
from app.council.contents import PackContents, PackEntry, PackPart, PackPhoto, photos_of
from app.council.models import Meeting, PackItem
from app.council.rules import PackKind, Window, window_of
from app.council.subjects import SOURCES, PackSource, PackSubject, ask_all
from app.programme import queries as programme
from app.staff.rules import Scope

#: Whoever prints the whole pack.
EVERYTHING = Scope(everything=True)


class UntrueQuotesError(InvalidError):
    """Quotes in the pack are not their tellers' words; no pack is made of them."""


@dataclass(frozen=True)
class Gathered:
    """What can stand in the pack of a meeting, as far as somebody may see it."""

    contents: PackContents
    #: What is new and was not gathered yet.
    waiting: tuple[PackSubject, ...]

    @property
    def untrue(self) -> list[PackEntry]:
        """Chosen quotes that are not word for word what their tellers wrote."""
        return [each for each in self.contents.entries if each.subject.is_untrue and each.chosen]


def meeting_title(meeting: Meeting) -> str:
    """Return what a meeting is called."""
    return meeting.title or str(_("Bewonersberaad"))


def subjects_of(session: Session, meeting: Meeting, now: datetime) -> list[PackSubject]:
    """Return what is new for a meeting, from every room that tells it."""
    sources: Sequence[PackSource] = current_app.extensions[SOURCES]
    window = window_for(session, meeting, now)
    here = queries.districts_of(session, meeting)
    return ask_all(sources, session, window.since, window.until, here)


def window_for(session: Session, meeting: Meeting, now: datetime) -> Window:
    """Return the time that the pack of a meeting is about."""
    previous = queries.previous_meeting(session, meeting)
    return window_of(previous.starts_at if previous else None, meeting.starts_at, now)


def gather(session: Session, meeting: Meeting, scope: Scope, now: datetime) -> Gathered:
    """Return everything that was gathered for a meeting, chosen or not, within `scope`."""
    found = {
        (each.kind, each.ref): each
        for each in subjects_of(session, meeting, now)
        if _is_within(each, scope)
    }
    items = queries.items_of(session, meeting)
    known = {(item.kind, item.reference) for item in items}
    waiting = tuple(subject for key, subject in found.items() if key not in known)
    parts = [item for item in items if item.kind is PackKind.PART]
    return Gathered(
        _contents(
            session,
            meeting,
            tuple(_part(part, items, found) for part in parts),
            window_for(session, meeting, now),
        ),
        waiting,
    )


def pack_contents(
    session: Session, meeting: Meeting, now: datetime, scope: Scope = EVERYTHING
) -> PackContents:
    """Return what is printed: what was chosen and holds anything.

    Raises:
        UntrueQuotesError: a chosen quote is not its teller's words; nothing is made.
    """
    gathered = gather(session, meeting, scope, now)
    kept = [_chosen(part) for part in gathered.contents.parts if part.chosen]
    contents = replace(gathered.contents, parts=tuple(part for part in kept if part.entries))
    untrue = [each.subject.ref for each in contents.entries if each.subject.is_untrue]
    if untrue:
        raise UntrueQuotesError(", ".join(untrue))
    return contents


def _contents(
    session: Session, meeting: Meeting, parts: tuple[PackPart, ...], window: Window
) -> PackContents:
    frame = programme.get_programme(session)
    return PackContents(
        meeting=meeting.ref,
        title=meeting_title(meeting),
        programme=frame.name,
        municipality=frame.municipality,
        place=meeting.place,
        starts_at=meeting.starts_at,
        agenda=tuple(line for line in meeting.agenda.split("\n") if line.strip()),
        districts=tuple(each.name for each in queries.districts_of(session, meeting)),
        since=local_day(window.since),
        until=local_day(window.until),
        is_example=frame.is_example,
        parts=parts,
    )


def _part(
    part: PackItem,
    items: Sequence[PackItem],
    found: Mapping[tuple[PackKind, str], PackSubject],
) -> PackPart:
    kind = PackKind(part.reference)
    mine = [item for item in items if item.kind is kind]
    entries = [entry for entry in (_entry(item, found) for item in mine) if entry is not None]
    if kind is PackKind.QUOTE:
        entries = photos_of(entries, _photos(items, found))
    return PackPart(part.ref, kind, part.intro, part.chosen, tuple(entries))


def _entry(item: PackItem, found: Mapping[tuple[PackKind, str], PackSubject]) -> PackEntry | None:
    if item.kind is PackKind.QUESTION:
        subject: PackSubject | None = PackSubject(item.kind, item.ref, item.question)
    else:
        subject = found.get((item.kind, item.reference))
    if subject is None:
        return None
    return PackEntry(item.ref, subject, item.intro, item.chosen)


def _photos(
    items: Sequence[PackItem], found: Mapping[tuple[PackKind, str], PackSubject]
) -> list[tuple[str, PackPhoto]]:
    photos = []
    for item in items:
        subject = found.get((item.kind, item.reference))
        if subject is not None and subject.photo is not None:
            photo = PackPhoto(item.ref, subject.photo, item.chosen)
            photos.append((subject.story_ref or "", photo))
    return photos


def _chosen(part: PackPart) -> PackPart:
    """Return the part without what was left out; a photo goes to the first quote that stays."""
    photos = [
        (entry.subject.story_ref or "", photo)
        for entry in part.entries
        for photo in entry.photos
        if photo.chosen
    ]
    kept = [replace(entry, photos=()) for entry in part.entries if entry.chosen]
    return replace(part, entries=tuple(photos_of(kept, photos)))


def _is_within(subject: PackSubject, scope: Scope) -> bool:
    if not subject.districts or scope.everything:
        return True
    return bool(subject.districts & scope.district_ids)
