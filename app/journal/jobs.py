"""Background work: making the report of a period."""

from typing import Any, Final

from app.core import clock
from app.core.errors import DomainError
from app.core.jobs import Report as Tell
from app.editions.models import Edition
from app.journal.access import link_sources
from app.journal.contents import Report
from app.journal.making import (
    TRIES,
    KeepsChangingError,
    find_or_plan,
    keep_pdf,
    progress_to,
    record_report,
    report_pdf,
)
from app.journal.rules import NothingToPrintError, read_period
from app.printing import PrintingUnavailableError, TooManyPagesError
from app.web.context import parts
from app.web.progress import JobFailedError

#: The name of this work.
JOB: Final = "journal.report"
_PAGE: Final = "/team/reisverslag"
_REASONS: Final[dict[type[DomainError], str]] = {
    NothingToPrintError: "nothing_told",
    KeepsChangingError: "keeps_changing",
    PrintingUnavailableError: "no_printing",
    TooManyPagesError: "too_long",
}


def make_report(arguments: dict[str, Any], tell: Tell) -> str:
    """Make the report that was asked for and return the path of the page that shows it."""
    try:
        _make(arguments["period"], arguments["actor"], tell)
    except tuple(_REASONS) as error:
        raise JobFailedError(_REASONS[type(error)], way_on=_PAGE) from error
    return f"{_PAGE}#verslagen"


def _make(period_key: str, actor: str, tell: Tell) -> None:
    period, sources = read_period(period_key), link_sources()
    assert period is not None
    for _ in range(TRIES):
        report, number, same = find_or_plan(parts().database, sources, period)
        if same is not None:
            return
        now = clock.now()
        pdf = report_pdf(report, number, parts().storage, now=now, progress=progress_to(tell))
        if _record(report, number, pdf, actor) is not None:
            return
    raise KeepsChangingError(period_key)


def _record(report: Report, number: int, pdf: bytes, actor: str) -> Edition | None:
    """Store PDF and edition; None when the report reads otherwise by now."""
    kept = keep_pdf(parts().storage, pdf)
    edition = None
    try:
        with parts().database.write() as session:
            edition = record_report(
                session, link_sources(), (report, number), kept, actor=actor, now=clock.now()
            )
            session.commit()
    finally:
        if edition is None:
            parts().storage.remove(kept[0])
    return edition
