"""What the card says, in Dutch."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.card.queries import Card, CardPhoto
from app.card.rules import Headline, Permission, Step, headline, steps
from app.card.services import permission_of
from app.core.dates import in_words, local_day
from app.editions.models import Edition
from app.moderation.objection_rules import Verdict
from app.quotes.queries import QuoteView
from app.quotes.rules import Approval, marks_of
from app.stories.forms import AUDIENCE_NAMES, CONSENT_NAMES
from app.stories.rules import Audience, Consent, EventKind, Outcome, StoryStatus

TITLES: Final = {
    Headline.WAITING: _l("Wij lezen uw verhaal"),
    Headline.WAITING_AGAIN: _l("Wij lezen uw bericht"),
    Headline.OBJECTED: _l("Een ander kijkt nog een keer"),
    Headline.ASKED: _l("Wij hebben een vraag aan u"),
    Headline.OVERDUE: _l("U wacht te lang op antwoord"),
    Headline.ANSWERED: _l("U hebt antwoord"),
    Headline.WITHDRAWN: _l("Uw verhaal is weg"),
}

EVENTS: Final = {
    EventKind.RECEIVED: _l("Uw verhaal is binnen"),
    EventKind.OPENED: _l("De wijkmanager begon met lezen"),
    EventKind.ANSWERED: _l("U kreeg antwoord"),
    EventKind.ASKED: _l("Wij stelden u een vraag"),
    EventKind.PUBLISHED: _l("Wij zetten uw verhaal op de website"),
    EventKind.COUNCIL_ONLY: _l("Wij besloten: alleen het beraad en de gemeente lezen het"),
    EventKind.REFUSED: _l("Wij besloten: wij laten uw verhaal niet zien"),
    EventKind.REPLIED: _l("U schreef terug"),
    EventKind.OBJECTED: _l("U schreef dat u het er niet mee eens bent"),
    EventKind.OBJECTION_GRANTED: _l("Een ander keek: u krijgt gelijk"),
    EventKind.OBJECTION_REJECTED: _l("Een ander keek: ons besluit blijft"),
    EventKind.CONSENT_CHANGED: _l("U veranderde wat wij mogen doen"),
    EventKind.QUOTE_APPROVED: _l("U zei ja tegen een citaat"),
    EventKind.QUOTE_REFUSED: _l("U zei nee tegen een citaat"),
    EventKind.QUOTED: _l("Wij kozen een stukje uit uw verhaal"),
    EventKind.PRINTED: _l("Een stukje van uw verhaal is gedrukt"),
    EventKind.WITHDRAWN: _l("U haalde uw verhaal weg"),
    EventKind.GUARDIAN_CONSENT: _l("Uw ouder of verzorger zei ja"),
    EventKind.DISTRICT_CHANGED: _l("Uw verhaal ging naar een andere wijk"),
    EventKind.HANDED_OVER: _l("Wij vroegen hulp aan een ander"),
    EventKind.ASKED_AGAIN: _l("Wij vroegen na hoe het staat"),
    EventKind.HANDED_BACK: _l("Het ligt weer bij de wijkmanager"),
}

VERDICTS: Final = {
    Verdict.GRANTED: _l("U krijgt gelijk"),
    Verdict.REJECTED: _l("Ons besluit blijft"),
}

PERMISSIONS: Final = {
    Permission.READING: _l("Wie mag het lezen?"),
    Permission.PAPER: _l("Een stukje in het citatenboek?"),
    Permission.ONLINE: _l("Een stukje op de website?"),
    Permission.PHOTOS: _l("Uw foto's laten zien?"),
}


@dataclass(frozen=True)
class Item:
    """One step of the trail, as `components/trail.html` wants it."""

    state: str
    when: str
    title: str
    text: str = ""
    is_new: bool = False


def card_headline(card: Card, today: date) -> Headline:
    """Return what the card says first."""
    return headline(card.story.status, card.story.due_on, today, card.waits)


def trail_items(card: Card, today: date) -> list[Item]:
    """Return what happened and what comes next."""
    dated = ((event, local_day(event.at)) for event in card.events)
    done = [
        Item(
            "done",
            in_words(step.day),
            str(EVENTS[step.kind]),
            _reason(card, step),
            is_new=card.is_new(step.told_at),
        )
        for step in steps(dated)
    ]
    return done + _waiting(card, today) + _coming(card, today)


def reader(card: Card) -> str:
    """Return who reads the story."""
    if card.district is None:
        return str(_("Een wijkmanager"))
    return str(_("De wijkmanager van %(district)s", district=card.district))


def _waiting(card: Card, today: date) -> list[Item]:
    """Return whom the story waits for, as one step that goes on."""
    waiting = card.waiting
    if waiting is None:
        return []
    title = _("Uw verhaal ligt bij %(office)s", office=waiting.office)
    since = _("Sinds %(day)s", day=in_words(waiting.since))
    if waiting.is_late(today):
        due = _(
            "%(office)s zou antwoorden voor %(day)s. Dat is nog niet gebeurd.",
            office=waiting.office,
            day=in_words(waiting.answer_due or today),
        )
    elif waiting.answer_due:
        due = _(
            "%(office)s antwoordt uiterlijk %(day)s.",
            office=waiting.office,
            day=in_words(waiting.answer_due),
        )
    else:
        due = ""
    ask = (
        _("Wij vragen op %(day)s hoe het staat.", day=in_words(waiting.remind_on))
        if waiting.remind_on > today
        else _("Wij vragen vandaag na hoe het staat.")
    )
    return [Item("now", since, title, f"{due} {ask}".strip())]


def _coming(card: Card, today: date) -> list[Item]:
    first = card_headline(card, today)
    is_done = card.story.status in {StoryStatus.ANSWERED, StoryStatus.WITHDRAWN}
    if is_done:
        return []
    due = in_words(card.story.due_on)
    what = _("wat u terugschreef") if card.reply_waits else _("uw verhaal")
    text = _("%(reader)s leest %(what)s en schrijft u terug.", reader=reader(card), what=what)
    if card.objection_waits:
        text = _("Een ander dan wie besloot, leest wat u schreef. U leest hier wat die besluit.")
    if first is Headline.OVERDUE:
        return [
            Item("now", _("Dat had voor %(day)s gemoeten", day=due), _("U krijgt antwoord"), text)
        ]
    return [Item("now", _("Uiterlijk %(day)s", day=due), _("U krijgt antwoord"), text)]


def _reason(card: Card, step: Step) -> str:
    """Return why it happened; why a story is refused now stands larger below."""
    return "" if step.reason == card.story.refusal_reason else step.reason or ""


def permission_rows(card: Card) -> list[tuple[Permission, str, str]]:
    """Return for each thing the teller allows: what, its label, and the answer in words."""
    rows = []
    for permission, label in PERMISSIONS.items():
        if permission is Permission.PHOTOS and not card.photos:
            continue
        rows.append((permission, str(label), choice_words(permission_of(card.story, permission))))
    return rows


def choice_words(chosen: Audience | Consent) -> str:
    """Return an answer in words."""
    return str(AUDIENCE_NAMES[chosen] if isinstance(chosen, Audience) else CONSENT_NAMES[chosen])


def edition_words(edition: Edition) -> str:
    """Return e.g. `Citatenboek “Samen”, uitgave 3 (vrijdag 4 december 2026)`."""
    return str(
        _(
            "Citatenboek “%(title)s”, uitgave %(number)d (%(day)s)",
            title=edition.title,
            number=edition.number,
            day=in_words(local_day(edition.made_at)),
        )
    )


def has_marks(card: Card) -> bool:
    """Whether something in the quotes stands for words that are left out."""
    return any(marks_of(view.quote.text) for view in card.quotes)


def quote_uses(card: Card) -> str:
    """Return where the teller's words would stand, as far as the teller allows."""
    paper = card.story.consent_paper is not Consent.NO
    online = card.story.consent_online is not Consent.NO
    if paper and online:
        return str(_("Op papier, in het citatenboek. En op deze website."))
    if paper:
        return str(_("Alleen op papier, in het citatenboek."))
    if online:
        return str(_("Alleen op deze website."))
    return str(_("Nergens: u wilt niet dat wij uw woorden gebruiken."))


def quote_state(card: Card, view: QuoteView) -> tuple[str, str]:
    """Return the kind and the words of the label of a quote."""
    refused = view.quote.approval is Approval.REFUSED
    if not refused and (barred := _quote_bar(card, view)):
        return barred
    if refused or not (view.on_paper or view.online):
        return "closed", str(_("U zei nee. Wij gebruiken dit niet."))
    if view.quote.approval is Approval.APPROVED:
        return "done", str(_("U zei ja."))
    return "done", str(_("U gaf toestemming. Wij mogen dit gebruiken."))


def _quote_bar(card: Card, view: QuoteView) -> tuple[str, str] | None:
    """Return what the quote waits for, or why it isn't used though the teller allows it."""
    if card.story.outcome is Outcome.REFUSED:
        return "closed", str(_("Wij gebruiken dit nu niet."))
    if card.lacks_guardian:
        return "waiting", str(_("Wacht op ja van uw ouder of verzorger."))
    if view.waits:
        return "waiting", str(_("Wacht op u. Zonder uw ja gebruiken wij dit niet."))
    return None


def photo_words(photo: CardPhoto) -> str:
    """Return who sees the photo."""
    if photo.is_public:
        return str(_("Iedereen kan deze foto zien, bij uw verhaal."))
    if photo.on_paper:
        return str(_("Deze foto mag in het citatenboek. Op de website staat hij niet."))
    return str(_("Alleen u en de wijkmanager zien deze foto."))


def hidden_words(card: Card) -> str:
    """Return how much is hidden of what others read; empty when nothing is."""
    if not card.hidden:
        return ""
    return str(
        ngettext(
            "Wij verborgen %(num)d stukje, om mensen te beschermen.",
            "Wij verborgen %(num)d stukjes, om mensen te beschermen.",
            card.hidden,
        )
    )
