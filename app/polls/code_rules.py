"""What a batch of letters may be, and why a number is taken out of use. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.core.codes import ALPHABET
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.polls.rules import MIN_BATCH, Electorate

#: Letters of one batch; more than any district has households, and few enough for one file.
MAX_BATCH: Final = 20_000
#: Reserve letters that a form starts with: one in so many letters, and at least so many.
RESERVE_SHARE: Final = 40
LEAST_RESERVE: Final = 10
#: Groups of characters in a passphrase: 100 bits that can be typed.
PASSPHRASE_GROUPS: Final = 4
PASSPHRASE_GROUP: Final = 5


class LetterForm(StrEnum):
    """What the codes are put on."""

    A4 = "a4"
    A5 = "a5"
    #: For the municipality's own mail merge.
    CSV = "csv"


class LetterReason(StrEnum):
    """Why a number is taken out of use; public, and nothing about a person."""

    LOST = "lost"
    DAMAGED = "damaged"
    NEVER_CAME = "never_came"
    WRONG_ADDRESS = "wrong_address"
    RETURNED = "returned"
    #: The address had no letter at all; nothing is voided.
    NO_LETTER = "no_letter"


#: Why somebody gets a letter in the place of another one.
REPLACING: Final = (
    LetterReason.LOST,
    LetterReason.DAMAGED,
    LetterReason.NEVER_CAME,
    LetterReason.WRONG_ADDRESS,
)


class BatchSizeError(InvalidError):
    """There are too few letters to hide among, or too many for one file."""

    def __init__(self, total: int) -> None:
        super().__init__(f"{total} letters")
        self.total = total


class LetterFormError(InvalidError):
    """A letter to an address can't be for one person."""


class LettersOutdatedError(ConflictError):
    """What the letters say was changed while they were being made; nothing was kept."""


class NumberError(NotFoundError):
    """No letter with this number is in use; `number` is the first of them."""

    def __init__(self, number: int) -> None:
        super().__init__(f"letter {number}")
        self.number = number


class NoReserveError(ConflictError):
    """There is no such reserve letter in the district of the voided one."""


class PassphraseShownError(ConflictError):
    """The passphrase was shown before; it is kept nowhere."""


@dataclass(frozen=True)
class Act:
    """Why something is done to a letter, by whom, and when."""

    reason: LetterReason
    #: Reference of the staff member; it stays out of the public ledger.
    actor: str
    now: datetime


@dataclass(frozen=True)
class BatchPlan:
    """Letters to be, for one district."""

    #: Reference of the batch; who makes the same one twice gets one.
    ref: str
    poll_ref: str
    district_key: str
    form: LetterForm
    #: Letters that are handed out at once.
    issued: int
    #: Letters for the counter; they have the last numbers.
    reserve: int
    #: Reference of the staff member, or `command`.
    actor: str

    @property
    def total(self) -> int:
        """How many codes that are."""
        return self.issued + self.reserve


def check_batch(plan: BatchPlan, electorate: Electorate) -> None:
    """Check size and form of a batch.

    Raises:
        BatchSizeError: fewer than `MIN_BATCH` or more than `MAX_BATCH` codes.
        LetterFormError: letters to addresses in a poll of persons.
    """
    if min(plan.issued, plan.reserve) < 0 or not MIN_BATCH <= plan.total <= MAX_BATCH:
        raise BatchSizeError(plan.total)
    if plan.form not in forms_for(electorate):
        raise LetterFormError(plan.form)


def forms_for(electorate: Electorate) -> tuple[LetterForm, ...]:
    """Return what codes can be put on; whoever votes as a person gets a letter by name."""
    if electorate is Electorate.PERSON:
        return (LetterForm.CSV,)
    return tuple(LetterForm)


def suggest_reserve(issued: int) -> int:
    """Return how many reserve letters go well with so many letters."""
    return max(LEAST_RESERVE, -(-issued // RESERVE_SHARE), MIN_BATCH - issued)


def write_passphrase(characters: str) -> str:
    """Return the characters in groups, as they are shown and typed.

    Raises:
        ValueError: there are too few, or they are not of the alphabet of codes.
    """
    if len(characters) != PASSPHRASE_GROUPS * PASSPHRASE_GROUP or set(characters) - set(ALPHABET):
        raise ValueError("not the characters of a passphrase")
    starts = range(0, len(characters), PASSPHRASE_GROUP)
    return "-".join(characters[start : start + PASSPHRASE_GROUP] for start in starts)
