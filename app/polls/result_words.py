"""Results in Dutch: who won and why, and whether everything adds up."""

from collections.abc import Sequence
from typing import Final

from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.polls.figures import Figures, Refused
from app.polls.models import PollResult
from app.polls.outcome import Decider, Fault, Sums, Turnout
from app.polls.paper_services import StubVerdict
from app.polls.result_services import Obstacle
from app.polls.rules import BLANK, INVALID, Choice, numbers_in
from app.polls.words import listed

#: Told to staff and to everybody; none of these tells a number.
FAULTS: Final = {
    Fault.CODES: _l("Er zijn niet evenveel codes als bij het openen."),
    Fault.BALLOTS: _l("Er zijn niet evenveel stembiljetten als bij het openen."),
    Fault.PAIRS: _l("Er zijn niet evenveel codes als stembiljetten gemaakt."),
    Fault.STUBS: _l("Er zijn niet evenveel strookjes als gesloten stembiljetten."),
    Fault.PAPER: _l("Er zijn niet evenveel papieren stemmen als strookjes."),
}
OBSTACLES: Final = {
    Obstacle.NOT_CLOSED: _l("De stemming is nog niet gesloten."),
    Obstacle.STUBS: _l("De strookjes zijn nog niet allemaal ingevoerd."),
    Obstacle.UNCONFIRMED: _l("Een pak is nog niet door twee mensen geteld."),
}
#: What parts of the voters are called; districts by their own name.
PARTS: Final = {"web": _l("Internet"), "paper": _l("Papier")}
BLANK_WORDS: Final = _l("Blanco")
INVALID_WORDS: Final = _l("Ongeldig")
#: Why an envelope stays closed.
VERDICTS: Final = {
    StubVerdict.WRONG: _l("Deze code hoort niet bij deze stemming."),
    StubVerdict.VOID: _l("Deze brief is ongeldig gemaakt, of nooit uitgedeeld."),
    StubVerdict.SEEN: _l("Dit strookje is al een keer ingevoerd."),
}


def headline(figures: Figures, result: PollResult) -> str:
    """Return the result in a few words."""
    winner = winner_of(figures, result)
    if winner is not None:
        name = figures.option(winner).title
        if figures.outcome.decider is Decider.VOTES and not is_binding(figures):
            return str(_("%(option)s kreeg de meeste stemmen", option=name))
        return str(_("%(option)s wint", option=name))
    if figures.outcome.decider is Decider.NOBODY:
        return str(_("Niemand koos iets"))
    return str(_("Het is gelijk"))


def is_binding(figures: Figures) -> bool:
    """Whether the votes decide: not in a peiling, and not where too few people voted."""
    return figures.turnout is not None and figures.turnout.is_enough


def winner_of(figures: Figures, result: PollResult) -> int | None:
    """Return the number of the option that won, by votes or by the tie rule."""
    return result.tie_winner if figures.outcome.winner is None else figures.outcome.winner


def why(figures: Figures, result: PollResult) -> list[str]:
    """Return in sentences why the result is what it is."""
    return [
        *_deciding(figures, result),
        *_double(figures),
        *(_too_few(figures.turnout) if figures.turnout else ()),
    ]


def _deciding(figures: Figures, result: PollResult) -> Sequence[str]:
    outcome = figures.outcome
    if outcome.decider is Decider.NOBODY:
        return (_("Geen enkele keuze kreeg een stem."),)
    if outcome.decider is Decider.VOTES:
        most = ngettext("%(num)s stem", "%(num)s stemmen", outcome.most)
        return (_("Deze keuze kreeg de meeste stemmen: %(votes)s.", votes=most),)
    return (*_equal(figures), *_by_rule(figures, result))


def _equal(figures: Figures) -> Sequence[str]:
    names = listed([figures.option(each).title for each in _level(figures)])
    if figures.double:
        return (
            _("Het verschil is heel klein tussen %(options)s.", options=names),
            _("Dubbele stemmen kunnen dat verschil maken."),
            _("Daarom telt dit als gelijk."),
        )
    return (_("Even veel stemmen kregen %(options)s.", options=names),)


def _level(figures: Figures) -> list[int]:
    """Return the options that stand equal, also where the cheapest of them are left."""
    least = figures.outcome.most - figures.double
    return [option.number for option in figures.options if option.votes >= least]


def _by_rule(figures: Figures, result: PollResult) -> Sequence[str]:
    decider, is_decided = figures.outcome.decider, result.tie_winner is not None
    if decider is Decider.CHEAPEST:
        return (_("Dan wint de goedkoopste. Dat stond vooraf vast."),)
    if decider is Decider.LOT:
        if is_decided:
            return (_("Er is in het openbaar geloot."),)
        return (_("Nu wordt er in het openbaar geloot."),)
    if decider is Decider.COUNCIL:
        if is_decided:
            return (_("Het bewonersberaad gaf advies."),)
        return (_("Nu geeft het bewonersberaad advies."),)
    return ()


def _double(figures: Figures) -> Sequence[str]:
    if not figures.double:
        return ()
    words = ngettext(
        "Hoogstens %(num)s stem kan dubbel zijn.",
        "Hoogstens %(num)s stemmen kunnen dubbel zijn.",
        figures.double,
    )
    reason = _("Dat komt door brieven die kwijt waren en vervangen zijn.")
    if figures.outcome.decider is Decider.VOTES:
        return (words, reason, _("Dat kan de winnaar niet veranderen."))
    return (words, reason)


def _too_few(turnout: Turnout) -> Sequence[str]:
    if turnout.minimum is None:
        return ()
    if turnout.is_enough:
        return (
            _("Er stemden genoeg mensen: %(count)s waren er nodig.", count=number(turnout.needed)),
        )
    needed = number(turnout.needed)
    first = _("Er stemden te weinig mensen: %(count)s waren er nodig.", count=needed)
    if turnout.votes >= turnout.needed:
        first = _("Zonder dubbele stemmen zijn het er misschien te weinig.")
    return (first, _("De uitslag is daarom een advies."))


def sums_rows(sums: Sums, *, with_paper: bool) -> list[tuple[str, int]]:
    """Return what must add up, line by line."""
    rows = [
        (_("Codes gemaakt, bij het openen"), sums.codes_made),
        (_("Codes uitgedeeld"), sums.issued),
        (_("Codes over (reserve)"), sums.reserve),
        (_("Codes ongeldig gemaakt"), sums.void),
        (_("Lege stembiljetten, bij het openen"), sums.ballots_made),
        (_("Gebruikt op internet"), sums.web),
        (_("Niet gebruikt"), sums.unused),
    ]
    if not with_paper:
        return rows
    return [
        *rows[:-1],
        (_("Gesloten door een strookje"), sums.closed),
        rows[-1],
        (_("Strookjes aangenomen"), sums.stubs),
        (_("Papieren stemmen geteld"), sums.paper),
    ]


def refused_rows(refused: Refused) -> list[tuple[str, int]]:
    """Return how many envelopes stayed closed, and why."""
    return [
        (_("De code klopte niet"), refused.wrong),
        (_("De brief was ongeldig"), refused.void),
        (_("Het strookje was al gezien"), refused.seen),
    ]


def choice_words(choice: Choice, titles: dict[int, str]) -> str:
    """Return a choice of the public list in words."""
    if choice == BLANK:
        return str(BLANK_WORDS)
    if choice == INVALID:
        return str(INVALID_WORDS)
    return listed([titles[each] for each in numbers_in(choice)])


def percent(part: int, whole: int) -> str:
    """Return a part of a whole as `52,3%`."""
    return f"{number(100 * part / whole if whole else 0)}%"


def number(value: float) -> str:
    """Return a number as people here write it, with one digit behind the comma at most."""
    return str(format_decimal(round(value, 1), locale="nl"))
