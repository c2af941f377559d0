"""Polls of the town whose votes are being counted, and results that are open."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, col, select

from app.core import clock
from app.polls import freezing_services, pack_services, paper_services
from app.polls.models import Ballot, PaperStub, Poll
from app.polls.receipts import new_receipt, write_receipt
from app.polls.result_services import open_result
from app.polls.rules import BLANK, pack_choice
from tests.ballots import make_letters
from tests.browser.town import Town
from tests.browser.town_polls import BY, PollMaker

ONE, TWO, THREE = 0b10, 0b100, 0b1000
#: Opened three weeks ago, closed a week ago.
_DAYS: Final = -21
_PAPERS: Final = {ONE: 9, TWO: 2, BLANK: 1}


def hold_results(town: Town) -> None:
    """Make polls at each step from the close to the result."""
    with town.writing() as session:
        maker = PollMaker(town, session, clock.now())
        stubs = _closed(maker, "stubs", letters=30)
        _take(session, stubs, 22)
        packs = _closed(maker, "packs", letters=30)
        _count(maker, packs, is_done=False)
        _wrong(maker)
        _opened(maker)
        _tie(maker)


def _closed(maker: PollMaker, name: str, *, letters: int, max_choices: int = 1) -> Poll:
    question = f"Welke speeltuin bouwen wij ({name})?"
    poll = maker.make(question, days=_DAYS, max_choices=max_choices)
    make_letters(maker.session, poll, letters)
    freezing_services.freeze(maker.session, poll, actor=BY, now=poll.opens_at)
    maker.keep(name, poll)
    return poll


def _take(session: Session, poll: Poll, stubs: int) -> None:
    """Accept the stubs of so many letters."""
    for ballot in _ballots(session, poll)[-stubs:]:
        session.add(PaperStub(poll_id=ballot.poll_id, ballot_id=ballot.id))
    session.flush()


def _ballots(session: Session, poll: Poll) -> Sequence[Ballot]:
    mine = select(Ballot).where(Ballot.poll_id == poll.id).order_by(col(Ballot.id))
    return session.exec(mine).all()


def _count(maker: PollMaker, poll: Poll, *, is_done: bool) -> None:
    """Count the papers of twelve letters, once or twice."""
    session, now = maker.session, maker.now
    _take(session, poll, sum(_PAPERS.values()))
    paper_services.complete(session, poll, actor=BY, now=now)
    first = pack_services.count_new(session, poll, _PAPERS, actor=BY, now=now)
    if is_done:
        pack_services.count_again(session, poll, first, _PAPERS, actor="beheerder", now=now)
    maker.town.refs[f"pack {poll.slug}"] = first.ref


def _wrong(maker: PollMaker) -> None:
    """Stubs of which no paper was found: it doesn't add up."""
    poll = _closed(maker, "wrong sums", letters=20)
    _take(maker.session, poll, 3)
    paper_services.complete(maker.session, poll, actor=BY, now=maker.now)


def _vote(session: Session, poll: Poll, *choices: int) -> list[str]:
    receipts = []
    for ballot, choice in zip(_ballots(session, poll), choices, strict=False):
        ballot.choice, ballot.receipt = pack_choice(choice), new_receipt()
        receipts.append(write_receipt(ballot.receipt))
        session.add(ballot)
    session.flush()
    return receipts


def _opened(maker: PollMaker) -> None:
    poll = _closed(maker, "result", letters=60)
    receipts = _vote(maker.session, poll, *[ONE] * 14, *[TWO] * 9, *[THREE] * 6, BLANK)
    maker.town.refs["receipt"] = receipts[0]
    _count(maker, poll, is_done=True)
    open_result(maker.session, poll, actor=BY, now=maker.now)


def _tie(maker: PollMaker) -> None:
    poll = _closed(maker, "tie", letters=20)
    _vote(maker.session, poll, ONE, TWO, ONE, TWO, BLANK)
    paper_services.complete(maker.session, poll, actor=BY, now=maker.now)
    open_result(maker.session, poll, actor=BY, now=maker.now)
