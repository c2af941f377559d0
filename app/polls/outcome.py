"""What the votes mean under the frozen rules: who won, and whether it all adds up. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.polls.rules import TieRule


class Decider(StrEnum):
    """What decides between the options."""

    #: One has more votes than any other, and no double vote could change that.
    VOTES = "votes"
    #: Of those that stand equal, one costs less than the others.
    CHEAPEST = "cheapest"
    #: Lots are drawn in public between those that stand equal.
    LOT = "lot"
    #: The bewonersberaad advises on those that stand equal.
    COUNCIL = "council"
    #: Several stand equal in a peiling, where nothing has to be decided.
    EQUAL = "equal"
    #: Nobody chose any option.
    NOBODY = "nobody"


@dataclass(frozen=True)
class Outcome:
    """Which option won, or between which it must still be decided."""

    decider: Decider
    #: None until lots are drawn or advice was given, and where nobody voted for any.
    winner: int | None
    #: Options that stand equal or could with `double` votes, in order of their number; the ones
    #: that the decider decides between.
    candidates: tuple[int, ...]
    #: Most votes for one option.
    most: int


def decide(
    votes: Mapping[int, int],
    costs: Mapping[int, int | None],
    rule: TieRule | None,
    *,
    double: int = 0,
) -> Outcome:
    """Return the outcome of `votes` by option number; `costs` names every option.

    At most `double` of the votes may be someone's second one. Options that would stand equal or
    ahead without them stand equal. Without a `rule` (a peiling) nothing decides between them.
    """
    most = max((votes.get(number, 0) for number in costs), default=0)
    if most == 0:
        return Outcome(Decider.NOBODY, None, (), 0)
    equal = tuple(number for number in sorted(costs) if votes.get(number, 0) >= most - double)
    if len(equal) == 1:
        return Outcome(Decider.VOTES, equal[0], equal, most)
    if rule is TieRule.CHEAPEST:
        return _cheapest(equal, costs, most)
    deciders = {TieRule.LOT: Decider.LOT, TieRule.COUNCIL: Decider.COUNCIL}
    return Outcome(deciders[rule] if rule else Decider.EQUAL, None, equal, most)


def _cheapest(equal: tuple[int, ...], costs: Mapping[int, int | None], most: int) -> Outcome:
    """Return the cheapest of those that stand equal; where that leaves several, lots are drawn."""
    known = [cost for number in equal if (cost := costs[number]) is not None]
    if len(known) < len(equal):
        return Outcome(Decider.LOT, None, equal, most)
    cheapest = tuple(number for number in equal if costs[number] == min(known))
    if len(cheapest) == 1:
        return Outcome(Decider.CHEAPEST, cheapest[0], equal, most)
    return Outcome(Decider.LOT, None, cheapest, most)


@dataclass(frozen=True)
class Turnout:
    """How many voted of how many who could."""

    votes: int
    #: Handed out; void and reserve letters don't count.
    letters: int
    #: Percent of the letters that the frozen rules ask for.
    minimum: int | None = None
    #: Votes that may be somebody's second one.
    double: int = 0

    @property
    def percent(self) -> float:
        """Of the letters, in hundredths."""
        return 100 * self.votes / self.letters if self.letters else 0.0

    @property
    def needed(self) -> int:
        """The least number of votes that reaches the minimum."""
        return -(-self.letters * (self.minimum or 0) // 100)

    @property
    def is_enough(self) -> bool:
        """Whether the minimum is reached, also without votes that may be double."""
        return self.minimum is None or self.votes - self.double >= self.needed


class Fault(StrEnum):
    """What doesn't add up."""

    #: Codes made and codes that there are now.
    CODES = "codes"
    #: Empty ballots stored at opening and ballots that there are now.
    BALLOTS = "ballots"
    #: Each code has one ballot.
    PAIRS = "pairs"
    #: Stubs that were accepted and ballots that they closed.
    STUBS = "stubs"
    #: Paper ballots counted and stubs that were accepted.
    PAPER = "paper"


@dataclass(frozen=True)
class Sums:
    """Everything that must add up before the result of letters opens."""

    #: From the public record, at opening.
    codes_made: int
    ballots_made: int
    #: Codes as they are now.
    issued: int
    reserve: int
    void: int
    #: Ballots as they are now: voted on the web, closed by a stub, neither.
    web: int
    closed: int
    unused: int
    #: Stubs accepted, and paper ballots counted.
    stubs: int
    paper: int

    def faults(self) -> tuple[Fault, ...]:
        """Return what doesn't add up."""
        pairs = {
            Fault.CODES: (self.codes_made, self.issued + self.reserve + self.void),
            Fault.BALLOTS: (self.ballots_made, self.web + self.closed + self.unused),
            Fault.PAIRS: (self.codes_made, self.ballots_made),
            Fault.STUBS: (self.stubs, self.closed),
            Fault.PAPER: (self.stubs, self.paper),
        }
        return tuple(fault for fault, (one, other) in pairs.items() if one != other)
