"""Background work: making letters."""

from typing import Any, Final

from app.core import clock
from app.core.errors import DomainError
from app.core.jobs import Report
from app.polls.code_rules import BatchPlan, LetterForm, LettersOutdatedError
from app.polls.lettering import Workshop, make_letters
from app.polls.letters import LetterTooLongError
from app.polls.rules import PollFrozenError
from app.printing import PrintingUnavailableError
from app.web.context import parts
from app.web.progress import JobFailedError

KIND: Final = "polls.letters"
#: What the page of the job explains.
_REASONS: Final[dict[type[DomainError], str]] = {
    LetterTooLongError: "letter_too_long",
    LettersOutdatedError: "letters_outdated",
    PollFrozenError: "poll_frozen",
    PrintingUnavailableError: "no_printing",
}


def workshop() -> Workshop:
    """Return what this app makes letters with."""
    opened = parts()
    return Workshop(
        database=opened.database,
        storage=opened.storage,
        cost=opened.hash_cost,
        secret_key=opened.settings.secret_key,
        public_url=opened.settings.public_url,
    )


def make_batch(arguments: dict[str, Any], report: Report) -> str:
    """Make the letters that were asked for and return the path of the page about them."""
    plan = BatchPlan(**{**arguments, "form": LetterForm(arguments["form"])})
    page = f"/team/stemmingen/{plan.poll_ref}/brieven"
    try:
        make_letters(workshop(), plan, now=clock.now(), report=report)
    except tuple(_REASONS) as error:
        raise JobFailedError(_REASONS[type(error)], way_on=page) from error
    return page
