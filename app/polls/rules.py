"""What a poll is, where it stands, and what one may choose. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.core.errors import ConflictError, InvalidError

#: Options that fit one page of a phone and one sheet of paper.
MIN_OPTIONS: Final = 2
MAX_OPTIONS: Final = 12
#: Codes of one batch: fewer could be told apart by when they were made.
MIN_BATCH: Final = 50
#: Paper votes that are taken in together, so that none of them stands alone.
MIN_STUBS: Final = 10
#: Votes from which a part (a district, paper or web) is shown on its own.
MIN_SPLIT: Final = 10
#: A poll shorter than this is a mistake in a date.
SHORTEST: Final = timedelta(hours=1)


class Access(StrEnum):
    """How one gets to vote; only letters make the result count."""

    #: A stemming: with the code of a letter.
    LETTERS = "letters"
    #: A peiling: anybody, once per browser; an indication.
    OPEN = "open"


class Electorate(StrEnum):
    """Whom one letter is for."""

    HOUSEHOLD = "household"
    PERSON = "person"


class TieRule(StrEnum):
    """What decides between options with equally many votes."""

    #: Lots are drawn in public.
    LOT = "lot"
    #: The cheaper one wins.
    CHEAPEST = "cheapest"
    #: The bewonersberaad advises.
    COUNCIL = "council"


class PollStatus(StrEnum):
    """Where a poll stands; worked out from its times, never set."""

    #: Being made; nobody outside the staff sees it.
    DRAFT = "draft"
    #: Its rules are frozen and it waits for its opening time.
    ANNOUNCED = "announced"
    OPEN = "open"
    #: Voting on the web is over and the result is still sealed.
    COUNTING = "counting"
    RESULT = "result"


class CodeState(StrEnum):
    """What a voting code is good for."""

    ISSUED = "issued"
    #: On a reserve letter that nobody has yet.
    RESERVE = "reserve"
    VOID = "void"


class PollFrozenError(ConflictError):
    """The rules are in the ledger; a change is a public entry of its own."""


class PollPrintedError(ConflictError):
    """Letters say it already."""


class PollClosedError(ConflictError):
    """It is not the time to vote."""


class ChoiceError(InvalidError):
    """This can't be chosen: `none`, `too_many`, `blank_and_option` or `unknown`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Moments:
    """The times that say where a poll stands."""

    opens_at: datetime
    closes_at: datetime
    frozen_at: datetime | None = None
    result_at: datetime | None = None


def status_of(moments: Moments, now: datetime) -> PollStatus:
    """Return where the poll stands at `now`; the closing moment itself is too late to vote."""
    if moments.frozen_at is None:
        return PollStatus.DRAFT
    if moments.result_at is not None:
        return PollStatus.RESULT
    if now < moments.opens_at:
        return PollStatus.ANNOUNCED
    return PollStatus.OPEN if now < moments.closes_at else PollStatus.COUNTING


#: A choice is a set of bits, 4 bytes wide: bit 0 is blank, bit n is option number n.
Choice = int
NOTHING: Final[Choice] = 0
BLANK: Final[Choice] = 1
#: Only on paper: nobody can see what was meant.
INVALID: Final[Choice] = 1 << 31
CHOICE_BYTES: Final = 4


def make_choice(numbers: Collection[int], *, blank: bool, options: int, most: int) -> Choice:
    """Return the choice of these option numbers (from 1), or of nothing on purpose.

    Raises:
        ChoiceError: nothing or too much was chosen, blank beside an option, or one unknown.
    """
    chosen = set(numbers)
    if blank and chosen:
        raise ChoiceError("blank_and_option")
    if blank:
        return BLANK
    if not chosen:
        raise ChoiceError("none")
    if any(not 1 <= number <= options for number in chosen):
        raise ChoiceError("unknown")
    if len(chosen) > most:
        raise ChoiceError("too_many")
    return sum(1 << number for number in chosen)


def numbers_in(choice: Choice) -> tuple[int, ...]:
    """Return the option numbers in a choice, lowest first; none for blank, invalid or nothing."""
    return tuple(number for number in range(1, MAX_OPTIONS + 1) if choice >> number & 1)


def pack_choice(choice: Choice) -> bytes:
    """Return the choice as it is stored: always as wide, so that a vote changes no row's size."""
    return choice.to_bytes(CHOICE_BYTES, "big")


def unpack_choice(stored: bytes) -> Choice:
    """Return the choice that was stored."""
    return int.from_bytes(stored, "big")


def write_choice(choice: Choice) -> str:
    """Return the choice as the public list has it: `2`, `1+3`, `blanco` or `ongeldig`."""
    if choice == BLANK:
        return "blanco"
    if choice == INVALID:
        return "ongeldig"
    return "+".join(str(number) for number in numbers_in(choice))


def count_options(choices: Iterable[tuple[Choice, int]]) -> dict[int, int]:
    """Return the votes of each option number in (choice, how many) pairs."""
    votes: dict[int, int] = {}
    for choice, how_many in choices:
        for number in numbers_in(choice):
            votes[number] = votes.get(number, 0) + how_many
    return votes
