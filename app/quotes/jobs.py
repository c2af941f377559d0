"""Background work: making a quote book."""

from typing import Any

from app.core import clock
from app.core.jobs import Report
from app.printing import PrintingUnavailableError, TooManyPagesError
from app.quotes.making import NoQuotesError, make_edition
from app.web.context import parts
from app.web.progress import JobFailedError


def make_book(arguments: dict[str, Any], report: Report) -> str:
    """Make the edition that was asked for and return the path of its page."""
    try:
        ref = make_edition(
            parts().database,
            parts().storage,
            arguments["book"],
            actor=arguments["actor"],
            now=clock.now(),
            report=report,
        )
    except NoQuotesError as error:
        raise JobFailedError("no_quotes") from error
    except PrintingUnavailableError as error:
        raise JobFailedError("no_printing") from error
    except TooManyPagesError as error:
        raise JobFailedError("too_long") from error
    return f"/team/citatenboek/uitgaven/{ref}"
