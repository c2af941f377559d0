"""Polls in Dutch: where they stand, what they lack, and their rules in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel.numbers import format_currency
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core.dates import in_words, local_day, with_time
from app.polls.making_rules import Missing, PlanReason
from app.polls.models import Poll
from app.polls.rules import Access, Electorate, PollStatus, TieRule

#: Words and the kind of `components/status.html`.
STATUSES: Final = {
    PollStatus.DRAFT: (_l("In de maak"), "new"),
    PollStatus.ANNOUNCED: (_l("Nog niet open"), "waiting"),
    PollStatus.OPEN: (_l("Nu open"), "busy"),
    PollStatus.COUNTING: (_l("Gesloten, wij tellen"), "closed"),
    PollStatus.RESULT: (_l("Uitslag bekend"), "done"),
}
#: What a poll of this access is called.
NAMES: Final = {Access.LETTERS: _l("Stemming"), Access.OPEN: _l("Peiling")}
LACKS: Final = {
    Missing.OPTIONS: _l("Er zijn nog geen twee keuzes."),
    Missing.PICTURES: _l("Een keuze heeft nog geen foto of tekening."),
    Missing.ALTS: _l("Bij een foto staat nog niet wat er te zien is."),
    Missing.LINES: _l("Bij een keuze staat nog geen zin."),
    Missing.COSTS: _l("De goedkoopste wint: dan heeft elke keuze een ander bedrag nodig."),
    Missing.TOO_MANY_CHOICES: _l("Iemand mag nu alles kiezen. Verlaag het aantal keuzes."),
    Missing.WHY: _l("Er staat nog niet waarom u dit vraagt."),
    Missing.HELP: _l("Er staat nog niet waar iemand hulp krijgt."),
    Missing.DECIDED_BY: _l("Er staat nog niet wie besluit."),
    Missing.DECISION_DUE: _l("Er staat nog niet wanneer het besluit er is."),
    Missing.CLOSES_TOO_SOON: _l("De sluitingstijd is voorbij, of bijna."),
    Missing.CODES: _l("Er zijn nog geen brieven voor elke wijk."),
}
PLAN_REASONS: Final = {
    PlanReason.NO_DISTRICT: _l("Kies ten minste één wijk."),
    PlanReason.UNKNOWN_DISTRICT: _l("Kies een wijk uit de lijst."),
    PlanReason.TOO_SHORT: _l("Tussen openen en sluiten zit ten minste een uur."),
    PlanReason.TOO_MANY_CHOICES: _l("Vul een getal in van 1 tot en met 11."),
    PlanReason.AGE: _l("Vul een leeftijd in van 4 tot en met 99."),
    PlanReason.TURNOUT: _l("Vul een getal in van 1 tot en met 100."),
    PlanReason.NEEDS_LETTERS: _l("Dit kan alleen bij een stemming met brieven."),
    PlanReason.DECIDED_BEFORE_CLOSE: _l("Deze dag ligt vóór de sluiting."),
    PlanReason.PRINTED: _l(
        "Dit staat op de brieven die al gemaakt zijn. Het kan niet meer anders."
    ),
}
#: What changed in public after the rules were frozen, by kind of ledger entry.
CHANGES: Final = {
    "poll.extended": _l("Langer open"),
    "poll.closed_early": _l("Eerder gesloten"),
    "poll.help_changed": _l("Hulp ergens anders"),
}


@dataclass(frozen=True)
class Rule:
    """One rule of a poll, in words."""

    title: str
    sentences: tuple[str, ...]
    #: What staff wrote about it, shown as it is.
    text: str = ""
    #: What can be missing for it.
    needs: frozenset[Missing] = frozenset()


def rules_of(poll: Poll, districts: Sequence[str], options: int, phone: str) -> list[Rule]:
    """Return every rule of the poll in sentences, in the order in which people ask for them."""
    return [
        Rule(_("Wie mag stemmen?"), _who(poll, districts)),
        Rule(_("Hoe krijgt u een code?"), _code(poll), needs=frozenset({Missing.CODES})),
        Rule(_("Waaruit kunt u kiezen?"), _choice(poll, options), needs=_OF_OPTIONS),
        _times(poll),
        Rule(_("Waar krijgt u hulp?"), _paper(poll), poll.help_text, frozenset({Missing.HELP})),
        Rule(_("Wat telt niet mee?"), _invalid(poll)),
        Rule(_("Hoeveel mensen moeten stemmen?"), _turnout(poll)),
        Rule(_("Wat als het gelijk is?"), _tie(poll)),
        Rule(_("Wie telt de stemmen?"), _counting(poll, phone)),
        Rule(_("Wanneer is de uitslag er?"), _result(poll)),
        _decision(poll),
        Rule(
            _("Klopt er iets niet?"),
            (_("Bel %(phone)s. Of kom langs.", phone=phone), _("U krijgt altijd antwoord.")),
        ),
    ]


_OF_OPTIONS: Final = frozenset(
    {
        Missing.OPTIONS,
        Missing.PICTURES,
        Missing.ALTS,
        Missing.LINES,
        Missing.COSTS,
        Missing.TOO_MANY_CHOICES,
    }
)


def when(poll: Poll, status: PollStatus, now: datetime) -> str:
    """Return in one sentence when the poll opens or closes, or that it did."""
    if status in {PollStatus.DRAFT, PollStatus.ANNOUNCED}:
        return str(_("Open vanaf %(moment)s.", moment=with_time(poll.opens_at)))
    if status is PollStatus.OPEN:
        closing = _("Open tot %(moment)s.", moment=with_time(poll.closes_at))
        return f"{days_left(poll.closes_at, now)} {closing}"
    return str(_("Gesloten op %(moment)s.", moment=with_time(poll.closes_at)))


def closes_since(kind: str, closes_at: datetime) -> str:
    """Return in a sentence when a poll closes since a change of this kind in the ledger."""
    if kind == "poll.closed_early":
        return str(_("Het sloot op %(moment)s.", moment=with_time(closes_at)))
    return str(_("Nu sluit het op %(moment)s.", moment=with_time(closes_at)))


def days_left(closes_at: datetime, now: datetime) -> str:
    """Return how long an open poll stays so, counted in days as people do."""
    days = (local_day(closes_at) - local_day(now)).days
    if days <= 0:
        return str(_("Vandaag is de laatste dag."))
    return str(ngettext("Nog %(num)s dag.", "Nog %(num)s dagen.", days))


def euros(amount: int) -> str:
    """Return e.g. `€ 12.500`, which stays together on one line."""
    return str(format_currency(amount, "EUR", "¤\u00a0#,##0", locale="nl", currency_digits=False))


def result_words(poll: Poll) -> str:
    """Return when the result is there, in a sentence or two."""
    return " ".join(_result(poll))


def listed(words: Sequence[str]) -> str:
    """Return names as a sentence lists them."""
    if len(words) <= 1:
        return "".join(words)
    return str(_("%(first)s en %(last)s", first=", ".join(words[:-1]), last=words[-1]))


def _who(poll: Poll, districts: Sequence[str]) -> tuple[str, ...]:
    where = listed(districts)
    if poll.access is Access.OPEN:
        first = (
            _("Iedereen mag meedoen. U hebt geen brief nodig."),
            _("De vraag gaat over %(districts)s.", districts=where),
        )
    elif poll.electorate is Electorate.HOUSEHOLD:
        first = (
            _("Elk huishouden in %(districts)s krijgt één brief.", districts=where),
            _("Met één brief stemt u één keer."),
        )
    else:
        first = (
            _("Elke bewoner van %(districts)s krijgt een eigen brief.", districts=where),
            _("Met één brief stemt u één keer."),
        )
    if poll.min_age is None:
        return first
    return (*first, _("U bent %(age)s jaar of ouder.", age=poll.min_age))


def _code(poll: Poll) -> tuple[str, ...]:
    if poll.access is Access.OPEN:
        return (
            _("U hebt geen code nodig."),
            _("Op één telefoon of computer doet u één keer mee."),
        )
    return (
        _("De code staat in de brief."),
        _("Is de brief kwijt? Dan krijgt u een nieuwe."),
        _("De oude code werkt dan niet meer."),
        _("Had die code al gestemd? Die stem blijft staan."),
        _("Bij de uitslag staat hoe vaak dat kan zijn gebeurd."),
    )


def _choice(poll: Poll, options: int) -> tuple[str, ...]:
    count = ngettext("Er is %(num)s keuze.", "Er zijn %(num)s keuzes.", options)
    how = ngettext("U kiest er één.", "U kiest er hoogstens %(num)s.", poll.max_choices)
    return (
        count,
        how,
        _("U kunt ook blanco stemmen."),
        _("U kunt uw keuze wijzigen tot de sluiting."),
        _("De volgorde op uw scherm is geloot."),
    )


def _times(poll: Poll) -> Rule:
    return Rule(
        _("Wanneer kunt u stemmen?"),
        (
            _("Vanaf %(moment)s.", moment=with_time(poll.opens_at)),
            _("Tot %(moment)s.", moment=with_time(poll.closes_at)),
        ),
        needs=frozenset({Missing.CLOSES_TOO_SOON}),
    )


def _paper(poll: Poll) -> tuple[str, ...]:
    return (_("U kunt ook op papier stemmen."),) if poll.has_paper else ()


def _invalid(poll: Poll) -> tuple[str, ...]:
    if not poll.has_paper:
        return (_("Op internet kunt u geen ongeldige stem geven."),)
    return (
        _("Een papier waarop niet te zien is wat u bedoelt, is ongeldig."),
        _("Stemt u op internet en op papier? Dan telt het papier."),
    )


def _turnout(poll: Poll) -> tuple[str, ...]:
    if poll.min_turnout is None:
        return (_("Er is geen minimum."),)
    every_vote = _("Blanco telt ook.")
    if poll.has_paper:
        every_vote = _("Blanco en ongeldig tellen ook, en papier ook.")
    return (
        _(
            "Met ten minste %(percent)s procent van de brieven is gestemd.",
            percent=poll.min_turnout,
        ),
        every_vote,
        _("Wij tellen de brieven die zijn uitgedeeld."),
        _("Reservebrieven en ongeldige brieven tellen niet."),
        _("Stemmen die dubbel kunnen zijn, gaan er eerst af."),
        _("Dat is één stem voor elke kwijte brief die is vervangen."),
        _("Zijn het er minder? Dan is de uitslag een advies."),
    )


def _tie(poll: Poll) -> tuple[str, ...]:
    if poll.access is Access.OPEN:
        return (_("Dan staan die keuzes samen bovenaan."),)
    words = {
        TieRule.LOT: _("Dan loten wij. Dat doen wij in het openbaar."),
        TieRule.CHEAPEST: _("Dan wint de goedkoopste keuze."),
        TieRule.COUNCIL: _("Dan geeft het bewonersberaad advies."),
    }
    double = _("Zo ook als dubbele stemmen de uitslag kunnen veranderen.")
    return (words[poll.tie_rule], double)


def _counting(poll: Poll, phone: str) -> tuple[str, ...]:
    recount = _("Iedereen kan de uitslag natellen met een openbare lijst.")
    if not poll.has_paper:
        return (_("De computer telt de stemmen."), recount)
    return (
        _("De computer telt de stemmen van internet."),
        _("Twee mensen tellen het papier, los van elkaar."),
        _("Wilt u daarbij zijn? Bel %(phone)s.", phone=phone),
        recount,
    )


def _result(poll: Poll) -> tuple[str, ...]:
    sealed = _("Tot dan ziet niemand de uitslag, ook de gemeente niet.")
    if poll.has_paper:
        return (_("Zodra het papier is geteld."), sealed)
    return (_("Meteen na de sluiting."), sealed)


def _decision(poll: Poll) -> Rule:
    sentences: tuple[str, ...] = (_("Dit is geen verkiezing."),)
    if poll.access is Access.OPEN:
        sentences = (*sentences, _("De uitslag van een peiling is een indicatie."))
    if poll.decision_due is not None:
        due = _("Uiterlijk op %(day)s hoort u het besluit.", day=in_words(poll.decision_due))
        sentences = (*sentences, due)
    needs = frozenset({Missing.DECIDED_BY, Missing.DECISION_DUE})
    return Rule(_("Wie besluit?"), sentences, poll.decided_by, needs)
