"""What pages and papers about one result show."""

from dataclasses import dataclass

from sqlmodel import Session

from app.ledger.rules import grouped
from app.polls import queries, result_queries, result_words, showing
from app.polls.figures import Figures, load
from app.polls.models import Poll, PollResult
from app.polls.result_words import percent
from app.polls.showing import OptionView


@dataclass(frozen=True)
class Bar:
    """One line of the bars and of the table."""

    #: None for blank and invalid.
    number: int | None
    title: str
    votes: int
    #: Of all ballots, in words and in hundredths.
    percent: str
    share: float
    is_winner: bool = False


@dataclass(frozen=True, eq=False)
class ResultView:
    """A result as a page shows it."""

    poll: Poll
    result: PollResult
    figures: Figures
    headline: str
    why: list[str]
    winner: OptionView | None
    options: tuple[OptionView, ...]
    districts: tuple[str, ...]
    bars: tuple[Bar, ...]
    #: Blank, and invalid where there was paper.
    rest: tuple[Bar, ...]

    @property
    def titles(self) -> dict[int, str]:
        """Titles of the options by number."""
        return {option.number: option.title for option in self.figures.options}

    @property
    def list_hash(self) -> str:
        """SHA-256 of the public list, in groups."""
        return grouped(self.result.list_hash)

    @property
    def hides_parts(self) -> bool:
        """Whether a part of the voters is too small to be shown apart."""
        figures = self.figures
        few_on_paper = figures.paper is not None and not figures.channels
        return few_on_paper or (
            figures.turnout is not None and len(self.districts) > 1 and not figures.districts
        )


def result_view(session: Session, poll: Poll) -> ResultView:
    """Return an opened result as pages show it.

    Raises:
        NotFoundError: it isn't open.
    """
    result = result_queries.get_result(session, poll)
    figures = load(result.figures)
    options = showing.options_of(session, poll)
    winner = result_words.winner_of(figures, result)
    return ResultView(
        poll=poll,
        result=result,
        figures=figures,
        headline=result_words.headline(figures, result),
        why=result_words.why(figures, result),
        winner=next((each for each in options if each.option.number == winner), None),
        options=options,
        districts=tuple(each.name for each in queries.districts_of(session, poll)),
        bars=_bars(figures, winner),
        rest=_rest(figures),
    )


def _bars(figures: Figures, winner: int | None) -> tuple[Bar, ...]:
    lines = [
        _bar(figures, each.number, each.title, each.votes, is_winner=each.number == winner)
        for each in figures.options
    ]
    return tuple(sorted(lines, key=lambda bar: (-bar.votes, bar.number)))


def _rest(figures: Figures) -> tuple[Bar, ...]:
    blank = _bar(figures, None, str(result_words.BLANK_WORDS), figures.blank)
    if figures.paper is None:
        return (blank,)
    return blank, _bar(figures, None, str(result_words.INVALID_WORDS), figures.invalid)


def _bar(
    figures: Figures, number: int | None, title: str, votes: int, *, is_winner: bool = False
) -> Bar:
    share = round(100 * votes / figures.ballots, 2) if figures.ballots else 0.0
    return Bar(number, title, votes, percent(votes, figures.ballots), share, is_winner)
