"""Background work: making the pack of a meeting in all its forms."""

from typing import Any, Final

from app.core import clock
from app.core.errors import DomainError, NotFoundError
from app.core.jobs import Report as Tell
from app.council.gathering import UntrueQuotesError
from app.council.making import Planned, keep_pdfs, pack_pdfs, plan_pack, record_pack
from app.council.rules import NothingToPrintError, PaperForm
from app.editions.models import Edition
from app.printing import ForbiddenResourceError, PrintingUnavailableError, TooManyPagesError
from app.web.context import parts
from app.web.progress import JobFailedError

#: The name of this work.
JOB: Final = "council.pack"
#: How often a pack is made anew when it changed while it was being made.
TRIES: Final = 3


class KeepsChangingError(DomainError):
    """What stands in the pack changed each time while it was being made."""


_REASONS: Final[dict[type[DomainError], str]] = {
    NothingToPrintError: "nothing_chosen",
    UntrueQuotesError: "not_verbatim",
    KeepsChangingError: "keeps_changing",
    NotFoundError: "no_meeting",
    PrintingUnavailableError: "no_printing",
    TooManyPagesError: "too_long",
}


def make_pack(arguments: dict[str, Any], tell: Tell) -> str:
    """Make the pack that was asked for and return the path of the page that shows it."""
    meeting = f"/team/beraad/{arguments['meeting']}"
    try:
        make_edition(arguments["meeting"], actor=arguments["actor"], tell=tell)
    except tuple(_REASONS) as error:
        raise JobFailedError(_REASONS[type(error)], way_on=f"{meeting}/pakket") from error
    return f"{meeting}#pakketten"


def make_edition(meeting: str, *, actor: str, tell: Tell) -> Edition:
    """Make the pack's PDFs, or find the same ones, and return their edition.

    Raises:
        KeepsChangingError: it changed again and again in the meantime.
        NothingToPrintError: nothing was chosen that holds anything.
        UntrueQuotesError: a chosen quote is not its teller's words.
    """
    for _ in range(TRIES):
        planned = _plan(meeting)
        if planned.same is not None:
            return planned.same
        made = _try(planned, actor, tell)
        if made is not None:
            return made
    raise KeepsChangingError(meeting)


def _plan(meeting: str) -> Planned:
    url = parts().settings.public_url
    with parts().database.freeze() as session:
        return plan_pack(session, meeting, public_url=url, now=clock.now())


def _try(planned: Planned, actor: str, tell: Tell) -> Edition | None:
    """Make, store and record; None when the pack reads otherwise by now."""
    try:
        pdfs = pack_pdfs(planned.contents, planned.imprint, parts().storage, tell)
    except ForbiddenResourceError:
        # A photo that was there a moment ago: withdrawn or blurred, or its file is really lost.
        if _plan(planned.contents.meeting).contents.digest == planned.contents.digest:
            raise
        return None
    return _record(planned, keep_pdfs(parts().storage, pdfs), actor)


def _record(planned: Planned, kept: dict[PaperForm, tuple[str, int]], actor: str) -> Edition | None:
    edition = None
    try:
        with parts().database.write() as session:
            edition = record_pack(session, planned, kept, actor=actor, now=clock.now())
            session.commit()
    finally:
        if edition is None:
            for key, _pages in kept.values():
                parts().storage.remove(key)
    return edition
