"""Meetings, packs and advice in Dutch."""

from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session

from app.core.dates import in_words, local_day, local_time
from app.council.models import Advice, Meeting
from app.council.rules import MeetingState, PackKind, PaperForm
from app.promises import queries as promises
from app.promises.queries import get_promise
from app.promises.words import standing_label

#: Kind of `components/status.html` and words.
STATES: Final = {
    MeetingState.DRAFT: ("new", _l("In voorbereiding")),
    MeetingState.READY: ("waiting", _l("Aangekondigd")),
    MeetingState.HELD: ("done", _l("Geweest")),
}
#: What the parts of a pack are called.
PARTS: Final = {
    PackKind.FIGURES: _l("Nieuw in cijfers"),
    PackKind.QUOTE: _l("Wat mensen vertellen"),
    PackKind.QUESTION: _l("Vragen aan het beraad"),
    PackKind.POLL: _l("Stemmingen"),
    PackKind.PROMISE: _l("Wat is er beloofd?"),
    PackKind.ADVICE: _l("Wat werd er van uw advies?"),
}
#: What stands where nothing was gathered.
NOTHING: Final = {
    PackKind.FIGURES: _l("Er zijn geen nieuwe cijfers."),
    PackKind.QUOTE: _l("Er is geen nieuw citaat dat gedrukt mag worden."),
    PackKind.QUESTION: _l("Er is nog geen vraag."),
    PackKind.POLL: _l("Er is geen stemming en geen uitslag."),
    PackKind.PROMISE: _l("Er is geen toezegging die nog loopt of net klaar is."),
    PackKind.ADVICE: _l("Er is nog geen eerder advies."),
}
#: The forms of a pack: what each is called, and what it is for.
FORMS: Final = {
    PaperForm.A4: (_l("Om te lezen (A4)"), _l("Gewone letters. Ook om voor te laten lezen.")),
    PaperForm.LARGE: (_l("Grote letters (A4)"), _l("Voor wie minder goed ziet.")),
    PaperForm.BOOKLET: (
        _l("Boekje om te printen (A4, dubbelzijdig)"),
        _l("Kies bij printen: omslaan over de korte kant. Vouw het en niet het in de vouw."),
    ),
    PaperForm.A5: (_l("Boekje om te lezen (A5)"), _l("Dezelfde bladzijden, op volgorde.")),
}


def meeting_title(meeting: Meeting) -> str:
    """Return what a meeting is called."""
    return meeting.title or str(_("Bewonersberaad"))


def when(moment: datetime) -> str:
    """Return e.g. `vrijdag 4 december 2026, 19.30 uur`."""
    return f"{in_words(local_day(moment))}, {local_time(moment):%H.%M} {_('uur')}"


def advice_label(session: Session, advice: Advice, today: datetime) -> tuple[str, str]:
    """Return kind and words of the label of an advice: what came of it."""
    if advice.promise_ref is not None:
        promise = get_promise(session, advice.promise_ref)
        return standing_label(promise, promises.standing(promise, local_day(today)))
    if advice.answer:
        return "done", str(_("Beantwoord"))
    return "waiting", str(_("Nog geen antwoord"))
