"""Making a batch of letters: codes, keys, the encrypted file and the rows, all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from sqlmodel import Session

from app.core.db import Database
from app.core.hashing import HashCost
from app.core.jobs import Report
from app.core.storage import Storage
from app.polls import code_queries, queries
from app.polls.code_making import MadeCode, draw_codes, lock_codes, new_passphrase
from app.polls.code_rules import BatchPlan, LetterForm, LettersOutdatedError, check_batch
from app.polls.code_services import make_codes, shelve
from app.polls.drafting import check_draft
from app.polls.letters import Letter, LetterContents, print_letters
from app.polls.merging import codes_file
from app.polls.models import Poll
from app.polls.rules import Electorate
from app.printing.stamping import Lock
from app.programme.queries import get_programme

#: Begins the owner part of every key of ours, so that a sweep leaves other files alone.
FILE_OWNER: Final = "letters"
#: Of the whole, in hundredths: how much the keys take, and then the pages.
_KEYS: Final = 85
_PAGES: Final = 13


@dataclass(frozen=True)
class Workshop:
    """What letters are made with."""

    database: Database
    storage: Storage
    #: What argon2id costs for each code.
    cost: HashCost
    secret_key: str = field(repr=False)
    #: Where residents reach the site.
    public_url: str


@dataclass(frozen=True)
class _Order:
    """What was read before the long work, and must be so still after it."""

    contents: LetterContents
    version: int
    first_number: int
    taken: set[str] = field(repr=False)


def make_letters(workshop: Workshop, plan: BatchPlan, *, now: datetime, report: Report) -> str:
    """Make the batch and return the passphrase of its file; empty when it was there already.

    The plain codes are in the file and in this call's memory, nowhere else. File, codes, empty
    ballots and batch appear together or not at all.

    Raises:
        NotFoundError: there is no such poll, or the district doesn't vote in it.
        PollFrozenError: the number of codes is in the ledger.
        BatchSizeError: there would be too few or too many.
        LetterFormError: letters to addresses in a poll of persons.
        LetterTooLongError: the text doesn't fit on one sheet.
        LettersOutdatedError: what is printed was changed meanwhile, or other letters were made.
    """
    with workshop.database.freeze() as session:
        if code_queries.find_batch(session, plan.ref) is not None:
            return ""
        order = _order(session, workshop, plan)
    codes = draw_codes(plan.total, order.taken)
    made = lock_codes(codes, workshop.cost, _part(report, 0, _KEYS))
    letters = [Letter(n, each.code) for n, each in enumerate(made, order.first_number)]
    passphrase = new_passphrase()
    progress = _part(report, _KEYS, _PAGES)
    content = _file(order.contents, plan, letters, Lock(passphrase), progress)
    _store(workshop, plan, order, made, (content, passphrase), now)
    return passphrase


def letter_contents(session: Session, poll: Poll, *, public_url: str, mark: str) -> LetterContents:
    """Return what is the same in every letter of the poll."""
    programme = get_programme(session)
    return LetterContents(
        question=poll.question,
        options=tuple(option.title for option in queries.options_of(session, poll)),
        max_choices=poll.max_choices,
        per_household=poll.electorate is Electorate.HOUSEHOLD,
        min_age=poll.min_age,
        opens_at=poll.opens_at,
        closes_at=poll.closes_at,
        has_paper=poll.has_paper,
        help_text=poll.help_text,
        municipality=programme.municipality,
        programme=programme.name,
        help_phone=programme.help_phone,
        public_url=public_url,
        mark=mark,
    )


def example_mark(session: Session, poll: Poll) -> str:
    """Return the warning on letters of an example; empty on real ones."""
    if poll.is_example or get_programme(session).is_example:
        return str(_("Voorbeeld: dit is geen echte brief"))
    return ""


def _order(session: Session, workshop: Workshop, plan: BatchPlan) -> _Order:
    poll = queries.get_poll(session, plan.poll_ref)
    check_draft(poll)
    check_batch(plan, poll.electorate)
    mark = example_mark(session, poll)
    return _Order(
        letter_contents(session, poll, public_url=workshop.public_url, mark=mark),
        poll.version,
        code_queries.next_number(session, poll),
        code_queries.taken_lookups(session),
    )


def _file(
    contents: LetterContents,
    plan: BatchPlan,
    letters: list[Letter],
    lock: Lock,
    report: Report,
) -> bytes:
    if plan.form is LetterForm.CSV:
        return codes_file(contents, letters, lock=lock)
    total = len(letters)
    return print_letters(
        contents, plan.form, letters, lock=lock, progress=lambda done: report(done, total)
    )


def _store(
    workshop: Workshop,
    plan: BatchPlan,
    order: _Order,
    made: list[MadeCode],
    file: tuple[bytes, str],
    now: datetime,
) -> None:
    """Store file and rows; what was read before must be so still."""
    content, passphrase = file
    key = workshop.storage.put(content, owner=f"{FILE_OWNER}{plan.ref}")
    stored = False
    try:
        with workshop.database.write() as session:
            poll = queries.get_poll(session, plan.poll_ref)
            if not _is_current(session, poll, order, made):
                raise LettersOutdatedError(plan.ref)
            batch = make_codes(session, poll, plan, made, workshop.cost, now=now)
            shelve(session, batch, key, passphrase, secret_key=workshop.secret_key)
            session.commit()
            stored = True
    finally:
        if not stored:
            workshop.storage.remove(key)


def _is_current(session: Session, poll: Poll, order: _Order, made: list[MadeCode]) -> bool:
    taken = code_queries.taken_lookups(session)
    return (
        poll.version == order.version
        and code_queries.next_number(session, poll) == order.first_number
        and taken.isdisjoint(each.code.lookup for each in made)
    )


def _part(report: Report, start: int, width: int) -> Callable[[int, int], None]:
    """Return a report of work that is the hundredths from `start` on of the whole."""

    def tell(done: int, total: int) -> None:
        report(start + width * done // total, 100)

    return tell
