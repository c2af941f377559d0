"""Background work: making a quote book."""

from typing import Any, Final

from app.core import clock
from app.core.errors import DomainError
from app.core.jobs import Report
from app.printing import PrintingUnavailableError, TooManyPagesError
from app.quotes.gathering import UntrueQuotesError
from app.quotes.making import KeepsChangingError, NoQuotesError, make_edition
from app.web.context import parts
from app.web.progress import JobFailedError

#: What the page of the job explains; the page of the book says more about an untrue quote.
_REASONS: Final[dict[type[DomainError], str]] = {
    NoQuotesError: "no_quotes",
    UntrueQuotesError: "not_verbatim",
    KeepsChangingError: "keeps_changing",
    PrintingUnavailableError: "no_printing",
    TooManyPagesError: "too_long",
}


def make_book(arguments: dict[str, Any], report: Report) -> str:
    """Make the edition that was asked for and return the path of its page."""
    book = f"/team/citatenboek/{arguments['book']}"
    try:
        ref = make_edition(
            parts().database,
            parts().storage,
            arguments["book"],
            actor=arguments["actor"],
            now=clock.now(),
            report=report,
        )
    except tuple(_REASONS) as error:
        raise JobFailedError(_REASONS[type(error)], way_on=book) from error
    return f"/team/citatenboek/uitgaven/{ref}"
