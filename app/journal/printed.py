"""Reports of a period that were made: which there are, and which may still be handed out."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session

from app.core.errors import NotFoundError
from app.editions import queries as edition_queries
from app.editions.models import Edition
from app.journal import queries
from app.journal.contents import Report, ReportEntry
from app.journal.links import LinkSources
from app.journal.rules import Period
from app.programme.queries import get_programme

#: What these editions are called.
KIND: Final = "journal"


def report_of(session: Session, sources: LinkSources, period: Period) -> Report:
    """Return what the report of `period` would say now, oldest entry first."""
    programme = get_programme(session)
    entries = list(reversed(queries.public_entries(session, period)))
    views = queries.views_of(session, sources, entries)
    return Report(
        period=period,
        programme=programme.name,
        municipality=programme.municipality,
        entries=tuple(_printed(view) for view in views),
        is_example=any(entry.is_example for entry in entries),
    )


def reports(session: Session) -> Sequence[Edition]:
    """Return every report that was made, newest first."""
    return edition_queries.editions(session, KIND)


def editions_with(session: Session, entry_ref: str) -> list[Edition]:
    """Return the reports in which this entry was printed."""
    return [edition for edition in reports(session) if entry_ref in _entries(edition)]


def is_fit(session: Session, edition: Edition) -> bool:
    """Whether everybody can still read everything that is in the report."""
    return edition.file_key is not None and queries.all_public(session, _entries(edition))


def get_report(session: Session, ref: str) -> Edition:
    """Return a report that may be handed out; raise `NotFoundError` without one."""
    edition = edition_queries.get_edition(session, ref)
    if edition.kind != KIND or not is_fit(session, edition):
        raise NotFoundError(ref)
    return edition


def current_report(session: Session, sources: LinkSources, period: Period) -> Edition | None:
    """Return the report that says just what the pages of `period` say now, if it was made."""
    digest = report_of(session, sources, period).digest
    return edition_queries.find_same(session, KIND, digest)


def _entries(edition: Edition) -> Sequence[str]:
    refs: Sequence[str] = edition.composition.get("entries", ())
    return refs


def _printed(view: queries.EntryView) -> ReportEntry:
    entry, picture = view.entry, view.picture
    return ReportEntry(
        ref=entry.ref,
        day=entry.day,
        title=entry.title,
        text=entry.text,
        district=view.district,
        picture=picture.print_key if picture else "",
        picture_words=picture.alt if picture else "",
        about=tuple(dict.fromkeys(linked.title for linked in view.links)),
    )
