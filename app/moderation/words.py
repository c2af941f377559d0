"""What the states of a story are called on the screens of staff."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.moderation.decisions import PublishBar, RefusalGround
from app.moderation.objection_rules import ObjectionAbout, Verdict
from app.moderation.queue import COUNT_LIMIT, QueueCount, QueueState
from app.stories.consent_rules import Use, effective_consent, lacks_guardian
from app.stories.models import Story
from app.stories.rules import (
    AgeGroup,
    Audience,
    Channel,
    Consent,
    EventKind,
    Outcome,
    StoryStatus,
)

_LANGUAGES: Final = Locale.parse("nl").languages

STATES: Final = {
    QueueState.OPEN: ("", _l("Wacht op antwoord")),
    QueueState.ANSWERED: ("beantwoord", _l("Beantwoord")),
    QueueState.ALL: ("alles", _l("Alles")),
}

#: (words, kind of `components/status.html`)
STATUSES: Final = {
    StoryStatus.RECEIVED: (_l("Nieuw"), "new"),
    StoryStatus.IN_REVIEW: (_l("In behandeling"), "busy"),
    StoryStatus.ANSWERED: (_l("Beantwoord"), "done"),
    StoryStatus.WITHDRAWN: (_l("Ingetrokken"), "closed"),
}

OUTCOMES: Final = {
    Outcome.PUBLISHED: _l("Gepubliceerd"),
    Outcome.COUNCIL_ONLY: _l("Alleen voor het beraad"),
    Outcome.REFUSED: _l("Geweigerd"),
}

#: Why a story is refused, as staff choose it and as everybody reads it.
GROUNDS: Final = {
    RefusalGround.PRIVACY: _l("Iemand is te herkennen"),
    RefusalGround.HURTFUL: _l("Het kwetst of bedreigt iemand"),
    RefusalGround.ELSEWHERE: _l("Het hoort ergens anders"),
    RefusalGround.EMPTY: _l("Het staat er al, of er staat niets in"),
    RefusalGround.OTHER: _l("Een andere reden"),
}

CHANNELS: Final = {
    Channel.SELF: _l("zelf ingestuurd"),
    Channel.DOOR: _l("aan de deur opgeschreven"),
    Channel.CAFE: _l("opgeschreven in het praatcafé"),
    Channel.GROUP: _l("verteld in een groep"),
    Channel.PHOTO_TALK: _l("verteld bij foto's"),
    Channel.PAPER: _l("op papier ingeleverd"),
}

AGES: Final = {
    AgeGroup.UNDER_12: _l("Jonger dan 12 jaar"),
    AgeGroup.FROM_12_TO_15: _l("12 tot en met 15 jaar"),
    AgeGroup.FROM_16: _l("16 jaar of ouder"),
}

#: Why the button to publish isn't there.
BARS: Final = {
    PublishBar.COUNCIL_AUDIENCE: _l(
        "Publiceren kan niet. De verteller wil dat alleen het beraad en de gemeente dit lezen."
    ),
    PublishBar.NO_GUARDIAN: _l(
        "Publiceren kan nog niet. De verteller is jonger dan 16."
        " Eerst moet een ouder toestemming geven op papier."
    ),
    PublishBar.WITHDRAWN: _l("Publiceren kan niet. Het verhaal is ingetrokken."),
}

EVENTS: Final = {
    EventKind.RECEIVED: _l("Binnengekomen"),
    EventKind.OPENED: _l("In behandeling genomen"),
    EventKind.ANSWERED: _l("Antwoord gestuurd"),
    EventKind.ASKED: _l("Vraag gesteld aan de verteller"),
    EventKind.PUBLISHED: _l("Besloten: iedereen mag het lezen"),
    EventKind.COUNCIL_ONLY: _l("Besloten: alleen voor het beraad en de gemeente"),
    EventKind.REFUSED: _l("Geweigerd"),
    EventKind.REPLIED: _l("De verteller schreef terug"),
    EventKind.OBJECTED: _l("De verteller maakte bezwaar"),
    EventKind.OBJECTION_GRANTED: _l("Bezwaar: de verteller krijgt gelijk"),
    EventKind.OBJECTION_REJECTED: _l("Bezwaar: het besluit blijft"),
    EventKind.CONSENT_CHANGED: _l("De verteller veranderde de toestemming"),
    EventKind.QUOTE_APPROVED: _l("De verteller vond een citaat goed"),
    EventKind.QUOTE_REFUSED: _l("De verteller wees een citaat af"),
    EventKind.QUOTED: _l("Citaat gekozen"),
    EventKind.PRINTED: _l("Citaat gedrukt"),
    EventKind.WITHDRAWN: _l("De verteller trok het verhaal in"),
    EventKind.GUARDIAN_CONSENT: _l("Toestemming van een ouder gezien"),
    EventKind.DISTRICT_CHANGED: _l("Naar een andere wijk gezet"),
    EventKind.HANDED_OVER: _l("Bij een ander neergelegd"),
    EventKind.ASKED_AGAIN: _l("Nagevraagd"),
    EventKind.HANDED_BACK: _l("Ligt niet meer bij een ander"),
}

#: What a teller objects to.
OBJECTIONS: Final = {
    ObjectionAbout.REFUSAL: _l("Bezwaar tegen de weigering"),
    ObjectionAbout.REDACTION: _l("Bezwaar tegen het verbergen van woorden"),
}
VERDICTS: Final = {
    Verdict.GRANTED: _l("De verteller krijgt gelijk"),
    Verdict.REJECTED: _l("Het besluit blijft"),
}

#: What only staff see; every other action has an event above.
ACTIONS: Final = {
    "story.redacted": _l("Woorden verborgen of weer getoond"),
    "story.tagged": _l("Thema's gekozen"),
    "story.reply_read": _l("Bericht van de verteller gelezen"),
    "story.photo_described": _l("Foto beschreven"),
    "story.photo_blurred": _l("Deel van een foto onherkenbaar gemaakt"),
}

_CONSENTS: Final = {
    Consent.YES: _l("ja"),
    Consent.ASK: _l("eerst laten lezen"),
    Consent.NO: _l("nee"),
}
_USES: Final = {
    Use.PAPER: _l("Citaat op papier"),
    Use.ONLINE: _l("Citaat op de website"),
    Use.PHOTOS: _l("Foto's"),
}
_KINDS: Final = {Consent.YES: "done", Consent.ASK: "waiting", Consent.NO: "closed"}


def language_name(code: str) -> str:
    """Return what a language is called in Dutch, with a capital."""
    if code == "und":
        return str(_("Een andere taal"))
    name = str(_LANGUAGES.get(code.partition("-")[0], code))
    return name[:1].upper() + name[1:]


def due_words(due_on: date, today: date) -> str:
    """Return how long there is to answer, or how many days it is too late."""
    days = (due_on - today).days
    if days < 0:
        return str(ngettext("%(num)d dag te laat", "%(num)d dagen te laat", -days))
    if days == 0:
        return str(_("vandaag"))
    return str(ngettext("nog %(num)d dag", "nog %(num)d dagen", days))


def count_words(count: QueueCount) -> str:
    """Return e.g. `12 open, 3 te laat`."""
    if count.open == 0:
        return str(_("Er wacht niets op antwoord."))
    waiting = _("%(number)s open", number=_number(count.open))
    if count.overdue == 0:
        return str(_("%(waiting)s, niets te laat", waiting=waiting))
    return str(_("%(waiting)s, %(late)s te laat", waiting=waiting, late=_number(count.overdue)))


def consent_lines(story: Story) -> list[tuple[str, str, str]]:
    """Return what may be done with the story: (use, answer, kind of status label)."""
    everyone = story.audience is Audience.EVERYONE and not lacks_guardian(story)
    reading = (
        _("Lezen"),
        _("iedereen") if everyone else _("alleen beraad en gemeente"),
        "done" if everyone else "closed",
    )
    uses = ((use, effective_consent(story, use)) for use in Use)
    return [
        reading,
        *((str(_USES[use]), str(_CONSENTS[given]), _KINDS[given]) for use, given in uses),
    ]


def action_name(action: str) -> str:
    """Return what an entry of the audit log is called."""
    return str(ACTIONS.get(action) or _("Iets anders gedaan (%(action)s)", action=action))


def join_names(names: Iterable[str]) -> str:
    """Return e.g. `Fatima, Wim en An`."""
    *most, last = names
    return str(_("%(names)s en %(last)s", names=", ".join(most), last=last)) if most else last


def _number(count: int) -> str:
    if count > COUNT_LIMIT:
        return str(_("meer dan %(limit)d", limit=COUNT_LIMIT))
    return str(count)
