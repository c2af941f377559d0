"""Gathering what a result is made of. What comes from here is sealed until the result opens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import SystemRandom

from sqlmodel import Session

from app.polls import queries, result_queries
from app.polls.counting import Tally, may_split, tally_of
from app.polls.figures import (
    DistrictTurnout,
    Figures,
    OptionVotes,
    Paper,
    Part,
    Refused,
    part_of,
)
from app.polls.models import PaperCount, Poll, PollOption
from app.polls.outcome import Sums, Turnout, decide
from app.polls.receipts import new_receipt, write_receipt
from app.polls.rules import Access, Choice, CodeState


@dataclass(frozen=True)
class Counted:
    """Every ballot of a poll, once; nobody sees it before the result opens."""

    #: (receipt, choice) in order of the receipts, which tells nothing.
    ballots: Sequence[tuple[str, Choice]]
    web: Tally
    paper: Tally
    #: Ballots cast on the web, by district.
    districts: dict[int | None, Tally]


def count_ballots(session: Session, poll: Poll) -> Counted:
    """Return all ballots of the web and of paper; paper ones get a random receipt."""
    cast = result_queries.web_ballots(session, poll)
    paper = paper_choices(session, poll)
    ballots = [(write_receipt(receipt), choice) for _, receipt, choice in cast]
    ballots += [(write_receipt(new_receipt()), choice) for choice in paper]
    pairs: dict[int | None, list[tuple[Choice, int]]] = {}
    for district, _, choice in cast:
        pairs.setdefault(district, []).append((choice, 1))
    return Counted(
        ballots=sorted(ballots),
        web=tally_of((choice, 1) for _, _, choice in cast),
        paper=tally_of((choice, 1) for choice in paper),
        districts={district: tally_of(each) for district, each in pairs.items()},
    )


def paper_choices(session: Session, poll: Poll) -> list[Choice]:
    """Return the choice of each paper ballot that two people counted."""
    found = [
        int(choice)
        for batch in result_queries.paper_batches(session, poll)
        for choice, how_many in batch.lines.items()
        for _ in range(how_many)
    ]
    SystemRandom().shuffle(found)
    return found


def sums_of(session: Session, poll: Poll) -> Sums:
    """Return everything that must add up in a poll with letters."""
    codes_made, ballots_made = result_queries.made_at_opening(session, poll)
    codes = result_queries.codes_by_state(session, poll)
    closed = sum(result_queries.closed_by_district(session, poll).values())
    unused = result_queries.count_unused(session, poll)
    stubs = result_queries.find_paper_count(session, poll) or _no_paper(poll)
    return Sums(
        codes_made=codes_made,
        ballots_made=ballots_made,
        issued=codes[CodeState.ISSUED],
        reserve=codes[CodeState.RESERVE],
        void=codes[CodeState.VOID],
        web=len(result_queries.web_ballots(session, poll)),
        closed=closed,
        unused=unused,
        stubs=stubs.applied,
        paper=sum(batch.ballots for batch in result_queries.paper_batches(session, poll)),
    )


def figures_of(session: Session, poll: Poll, counted: Counted) -> Figures:
    """Return the figures of a poll whose ballots were counted, and what they mean."""
    options = queries.options_of(session, poll)
    tally = tally_of([*counted.web.choices, *counted.paper.choices])
    is_counted = poll.access is Access.LETTERS
    double = result_queries.count_double(session, poll) if is_counted else 0
    costs = {option.number: option.cost for option in options}
    outcome = decide(tally.votes, costs, poll.tie_rule if is_counted else None, double=double)
    figures = Figures(
        options=_votes(options, tally),
        ballots=tally.ballots,
        blank=tally.blank,
        invalid=tally.invalid,
        double=double,
        outcome=outcome,
    )
    return _with_letters(session, poll, figures, counted) if is_counted else figures


def _with_letters(session: Session, poll: Poll, figures: Figures, counted: Counted) -> Figures:
    """Add what there is only where letters were sent."""
    sums = sums_of(session, poll)
    numbers = [option.number for option in figures.options]
    turnout = Turnout(figures.ballots, sums.issued, poll.min_turnout, figures.double)
    districts, turnouts = _districts(session, poll, counted, numbers)
    count = result_queries.find_paper_count(session, poll) or _no_paper(poll)
    refused = Refused(count.refused_wrong, count.refused_void, count.refused_seen)
    channels = {"web": counted.web, "paper": counted.paper}
    return Figures(
        **{name: getattr(figures, name) for name in _SHARED},
        turnout=turnout,
        sums=sums,
        faults=sums.faults(),
        paper=Paper(counted.paper.ballots, refused) if poll.has_paper else None,
        channels=_parts(channels.items(), numbers),
        districts=districts,
        district_turnouts=turnouts,
    )


_SHARED = ("options", "ballots", "blank", "invalid", "double", "outcome")


def _votes(options: Sequence[PollOption], tally: Tally) -> tuple[OptionVotes, ...]:
    return tuple(
        OptionVotes(each.number, each.title, tally.votes.get(each.number, 0)) for each in options
    )


def _parts(
    tallies: Iterable[tuple[str, Tally]], numbers: list[int], *, rest: int = 0
) -> tuple[Part, ...]:
    parts = tuple(part_of(name, tally, numbers) for name, tally in tallies)
    return parts if may_split([part.ballots for part in parts], rest) else ()


def _districts(
    session: Session, poll: Poll, counted: Counted, numbers: list[int]
) -> tuple[tuple[Part, ...], tuple[DistrictTurnout, ...]]:
    """Return how each district chose on the web, and how many voted in it in whatever way."""
    letters = result_queries.letters_by_district(session, poll)
    closed = result_queries.closed_by_district(session, poll)
    tallies: list[tuple[str, Tally]] = []
    turnouts: list[DistrictTurnout] = []
    for district in queries.districts_of(session, poll):
        assert district.id is not None
        tally = counted.districts.get(district.id, Tally())
        votes = tally.ballots + closed.get(district.id, 0)
        tallies.append((district.name, tally))
        turnouts.append(DistrictTurnout(district.name, Turnout(votes, letters.get(district.id, 0))))
    may_tell = may_split([each.turnout.votes for each in turnouts])
    parts = _parts(tallies, numbers, rest=counted.paper.ballots)
    return parts, tuple(turnouts) if may_tell else ()


def _no_paper(poll: Poll) -> PaperCount:
    assert poll.id is not None
    return PaperCount(poll_id=poll.id)
