"""Polls of the town that are voted on with letters, and what became of some of these."""

from typing import Final

from sqlmodel import Session, select

from app.core import clock
from app.core.attempts import FREE_TRIES
from app.core.codes import Code
from app.polls import freezing_services
from app.polls.models import Ballot, Poll, VotingCode
from app.polls.opening import limits_of, open_code
from app.polls.rules import CodeState
from app.web.typed_codes import current_lock
from tests.ballots import make_letters
from tests.browser.town import Town
from tests.browser.town_polls import BY, PollMaker

#: Letters of the poll that is open, each for one thing that can happen to it.
OPEN: Final = (
    "fresh", "again", "twice", "void", "reserve", "paper", "guessed", "scanned", "keys", "plain",
)  # fmt: skip


def hold_votes(town: Town) -> None:
    """Make polls with letters in each state, and remember the codes."""
    with town.writing() as session:
        maker = PollMaker(town, session, clock.now())
        opened = _with_letters(maker, "letters", days=-3, letters=OPEN)
        _with_letters(maker, "letters several", days=-3, letters=["several"], max_choices=2)
        _with_letters(maker, "letters early", days=3, letters=["early"])
        _with_letters(maker, "letters late", days=-20, letters=["late"])
        _with_letters(maker, "letters draft", days=9, letters=["unfrozen"], is_draft=True)
        _set_state(session, town.codes["vote void"], CodeState.VOID)
        _set_state(session, town.codes["vote reserve"], CodeState.RESERVE)
    _close(town, opened, town.codes["vote paper"])


def guess_too_often(town: Town, code: Code) -> None:
    """Count so many wrong tries at a letter that the next one has to wait."""
    secret_key = town.parts.settings.secret_key
    for _ in range(2 * FREE_TRIES):
        limits = limits_of(code.lookup, "127.0.0.1", secret_key=secret_key)[:1]
        town.parts.tries.count_wrong(limits, now=clock.now())


def _with_letters(
    maker: PollMaker,
    name: str,
    *,
    days: int,
    letters: tuple[str, ...] | list[str],
    is_draft: bool = False,
    max_choices: int = 1,
) -> Poll:
    poll = maker.make(f"Welke speeltuin kiest u ({name})?", days=days, max_choices=max_choices)
    for letter, code in zip(letters, make_letters(maker.session, poll, len(letters)), strict=True):
        maker.town.codes[f"vote {letter}"] = code
    if not is_draft:
        before = min(maker.now, poll.opens_at)
        freezing_services.freeze(maker.session, poll, actor=BY, now=before)
    maker.keep(name, poll)
    return poll


def _set_state(session: Session, code: Code, state: CodeState) -> None:
    stored = session.get(VotingCode, code.lookup)
    assert stored is not None
    stored.state = state
    session.add(stored)


def _close(town: Town, poll: Poll, code: Code) -> None:
    """Close a ballot as a vote on paper does."""
    with town.app.app_context():
        opened = open_code(
            town.parts.database, code.text, lock=current_lock(), source="", now=clock.now()
        )
    with town.writing() as session:
        mine = select(Ballot).where(Ballot.poll_id == poll.id, Ballot.id == opened.ballot_id)
        ballot = session.exec(mine).one()
        ballot.closed = True
        session.add(ballot)
