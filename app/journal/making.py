"""Making the PDF of a period and recording it as an edition."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import render_template
from sqlmodel import Session

from app.core.db import Database
from app.core.errors import DomainError
from app.core.storage import Storage
from app.core.versions import PUBLIC, raise_version
from app.editions import queries as edition_queries
from app.editions.models import Edition
from app.editions.services import NewEdition, keep_file, record_edition
from app.journal.contents import Report
from app.journal.links import LinkSources
from app.journal.printed import KIND, report_of
from app.journal.rules import NothingToPrintError, Period
from app.journal.words import period_words, report_title
from app.printing import Progress, Stage, count_pages, render_apart

#: How often a report is made anew when it changed while it was being made.
TRIES: Final = 3
#: Of the whole, in hundredths, when each stage begins.
_BEGINS: Final = {Stage.READ: 0, Stage.LAY_OUT: 10, Stage.DRAW: 60, Stage.WRITE: 90}

#: Told (hundredths done, 100).
Tell = Callable[[int, int], None]


class KeepsChangingError(DomainError):
    """The entries changed each time while the report was being made."""


def report_pdf(
    report: Report,
    number: int,
    storage: Storage,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> bytes:
    """Return the report as a PDF/UA-1 file."""
    html = render_template(
        "print/journal.html",
        report=report,
        title=report_title(),
        period=period_words(report.period),
        number=number,
        made_at=now,
    )

    def picture(key: str) -> bytes:
        if key not in report.pictures:
            raise FileNotFoundError(key)
        return storage.get(key)

    return render_apart(html, resources={"photo": picture}, progress=progress)


def find_or_plan(
    database: Database, sources: LinkSources, period: Period
) -> tuple[Report, int, Edition | None]:
    """Return what there is to print, the number that it gets, and the same report if it was made.

    Raises:
        NothingToPrintError: nothing was told in this period.
    """
    with database.freeze() as session:
        report = report_of(session, sources, period)
        if not report.entries:
            raise NothingToPrintError(period.key)
        same = edition_queries.find_same(session, KIND, report.digest)
        return report, edition_queries.next_number(session, KIND), same


def record_report(
    session: Session,
    sources: LinkSources,
    made: tuple[Report, int],
    pdf: tuple[str, int],
    *,
    actor: str,
    now: datetime,
) -> Edition | None:
    """Record a stored PDF (key, pages); None when the report reads otherwise by now."""
    report, number = made
    again = report_of(session, sources, report.period)
    if again.digest != report.digest or edition_queries.next_number(session, KIND) != number:
        return None
    key, pages = pdf
    new = NewEdition(
        kind=KIND,
        number=number,
        title=f"{report_title()} {period_words(report.period)}",
        round_key=None,
        made_by=actor,
        pages=pages,
        content_hash=report.digest,
        file_key=key,
        items=(),
        composition={
            "period": report.period.key,
            "entries": [entry.ref for entry in report.entries],
        },
    )
    raise_version(session, PUBLIC)
    return record_edition(session, new, now=now)


def keep_pdf(storage: Storage, pdf: bytes) -> tuple[str, int]:
    """Store a PDF durably; return its key and how many pages it has."""
    return keep_file(storage, pdf), count_pages(pdf)


def progress_to(tell: Tell) -> Progress:
    """Return what turns the stages of a PDF into hundredths."""

    def on_stage(stage: Stage, _done: int, _total: int | None) -> None:
        tell(_BEGINS[stage], 100)

    return on_stage
