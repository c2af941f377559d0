"""Whose turn it is, in words, and whether the card has news."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.card.queries import Card
from app.card.rules import Turn, steps, turn
from app.core.dates import in_words, local_day
from app.stories.rules import StoryStatus


@dataclass(frozen=True)
class TurnWords:
    """Who has to do something now, and what."""

    who: str
    what: str


def turn_words(card: Card, today: date) -> TurnWords:
    """Return whose turn it is; empty words once the story is withdrawn."""
    if card.story.status is StoryStatus.WITHDRAWN:
        return TurnWords("", "")
    whose = turn(card.story.status, card.waits)
    if whose is Turn.TELLER:
        return TurnWords(_("U bent aan de beurt"), _teller(card, today))
    if whose is Turn.OFFICE and card.waiting is not None:
        who = _("%(office)s is aan de beurt", office=card.waiting.office)
        return TurnWords(who, _("De wijkmanager let op en vraagt hoe het staat."))
    if whose is Turn.STAFF:
        return TurnWords(_("Wij zijn aan de beurt"), _staff(card, today))
    can_write = any(message.reply is None for message in card.messages)
    what = _("U mag altijd terugschrijven.") if can_write else _("U hoeft niets te doen.")
    return TurnWords(_("Niemand hoeft nu iets te doen"), what)


def has_news(card: Card) -> bool:
    """Whether anything on the card is marked as new."""
    moments = [message.answer.written_at for message in card.messages]
    moments += [each.ruling.given_at for each in card.objections if each.ruling]
    moments += [view.quote.picked_at for view in card.quotes]
    told = steps((event, local_day(event.at)) for event in card.events)
    return any(card.is_new(each) for each in [*moments, *(step.told_at for step in told)])


def _teller(card: Card, today: date) -> str:
    if card.question is None:
        return str(_("Lees uw eigen woorden na. Kies ja of nee."))
    if card.story.status is StoryStatus.ANSWERED:
        return str(_("Wij stelden u een vraag. Antwoorden hoeft niet."))
    if card.story.due_on < today:
        return str(_("Wij stelden u een vraag. Ook zonder uw antwoord moeten wij u nog schrijven."))
    day = in_words(card.story.due_on)
    return str(
        _(
            "Wij stelden u een vraag. Schrijft u niet? Dan antwoorden wij toch, uiterlijk %(day)s.",
            day=day,
        )
    )


def _staff(card: Card, today: date) -> str:
    if card.story.due_on < today:
        return str(_("Wij zijn te laat. U hoeft niets te doen."))
    day = in_words(card.story.due_on)
    if card.objection_waits:
        return str(
            _("Een ander dan wie besloot, kijkt nu. U leest het uiterlijk %(day)s.", day=day)
        )
    return str(_("U hoeft niets te doen. U leest hier ons antwoord, uiterlijk %(day)s.", day=day))
