"""Background work: making a file with stories."""

import shutil
from pathlib import Path
from typing import Any, Final

from app.core import clock
from app.core.errors import DomainError
from app.core.jobs import Report
from app.monitor import export_services as services
from app.monitor.export_making import (
    TRIES,
    ExportKeepsChangingError,
    Made,
    Order,
    Site,
    made,
    unpack,
)
from app.monitor.export_rules import TooFewError
from app.monitor.export_xlsx import SheetFullError
from app.quotes.gathering import UntrueQuotesError
from app.web.context import parts
from app.web.progress import JobFailedError

#: The name of this work.
JOB: Final = "monitor.export"
_PAGE: Final = "/team/export"
#: What the page of the job explains.
_REASONS: Final[dict[type[DomainError], str]] = {
    TooFewError: "too_few",
    UntrueQuotesError: "untrue_quote",
    SheetFullError: "sheet_full",
    ExportKeepsChangingError: "keeps_changing",
}


def make_export(arguments: dict[str, Any], report: Report) -> str:
    """Make the file that was asked for and return the path of the page that has it."""
    try:
        _make(unpack(arguments), report)
    except tuple(_REASONS) as error:
        raise JobFailedError(_REASONS[type(error)], way_on=_PAGE) from error
    return f"{_PAGE}#bestanden"


def write_export(order: Order, target: Path, report: Report) -> Made:
    """Make the file and put it at `target`; the audit log knows.

    Raises:
        ExportKeepsChangingError: the stories changed each time while it was being made.
        OSError: it can't be written there.
    """
    database, storage = parts().database, parts().storage
    with target.open("wb") as copy:
        for _ in range(TRIES):
            with made(database, storage, order, _site(), now=clock.now(), report=report) as file:
                if not _note(file, target.name):
                    continue
                with file.path.open("rb") as source:
                    shutil.copyfileobj(source, copy)
                return file
    raise ExportKeepsChangingError(order.kind)


def _make(order: Order, report: Report) -> None:
    database, storage = parts().database, parts().storage
    for _ in range(TRIES):
        try:
            with made(database, storage, order, _site(), now=clock.now(), report=report) as file:
                if _keep(file):
                    return
        except FileNotFoundError:
            # A photo that was there a moment ago: withdrawn or blurred.
            continue
    raise ExportKeepsChangingError(order.kind)


def _keep(file: Made) -> bool:
    """Keep a file for whoever asked; False when something in it may not leave any more."""
    storage, size = parts().storage, file.path.stat().st_size
    key, is_kept = storage.keep(file.path, owner=services.new_owner()), False
    try:
        with parts().database.write() as session:
            if services.still_holds(session, file):
                services.keep(session, file, key, size=size, now=clock.now())
                session.commit()
                is_kept = True
    finally:
        if not is_kept:
            storage.remove(key)
    return is_kept


def _note(file: Made, name: str) -> bool:
    """Note that a file leaves; False when something in it may not leave any more."""
    with parts().database.write() as session:
        holds = services.still_holds(session, file)
        if holds:
            services.note(session, file, name, now=clock.now())
            session.commit()
    return holds


def _site() -> Site:
    return Site(parts().settings.public_url, parts().settings.secret_key)
