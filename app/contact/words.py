"""What requests to be called or visited are called, for residents and for staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.contact.models import ContactRequest
from app.contact.queries import RequestView, StepView
from app.contact.rules import ContactState, StepKind, Way, is_late
from app.core.dates import in_words, local_day, local_time, with_time
from app.moderation.words import due_words

#: As staff read them.
WAYS: Final = {Way.PHONE: _l("Bellen"), Way.VISIT: _l("Langskomen")}
PARTS: Final = {
    "reach": {Way.PHONE: _l("Telefoon"), Way.VISIT: _l("Adres")},
    "name": _l("Naam"),
    "when": _l("Wanneer het kan"),
    "about": _l("Waar het over gaat"),
}
STEPS: Final = {
    StepKind.ASKED: _l("Gevraagd"),
    StepKind.PROMISED: _l("Beloofd"),
    StepKind.MOVED: _l("Verzet"),
    StepKind.HANDED_OVER: _l("Overgedragen"),
    StepKind.HANDED_BACK: _l("Terug bij de wijkmanager"),
    StepKind.SPOKEN: _l("Gesproken"),
    StepKind.NOT_REACHED: _l("Niet bereikt"),
    StepKind.CANCELLED: _l("Afgezegd door de bewoner"),
}
_ASKED: Final = {
    Way.PHONE: _l("U vroeg of wij u bellen"),
    Way.VISIT: _l("U vroeg of wij langskomen"),
}
_GONE: Final = {
    Way.PHONE: _l("Uw telefoonnummer is gewist."),
    Way.VISIT: _l("Uw adres is gewist."),
}


@dataclass(frozen=True)
class Item:
    """One step, as `components/trail.html` wants it."""

    state: str
    when: str
    title: str
    text: str = ""


def who(view: RequestView) -> str:
    """Return who is to call or visit: a person, a team, or the wijkmanager of the district."""
    if view.member or view.team:
        return str(view.member or view.team)
    if view.district is None:
        return str(_("Een wijkmanager"))
    return str(_("De wijkmanager van %(district)s", district=view.district))


def due(request: ContactRequest) -> str:
    """Return until when it is in time: a day, and for a plea its hour."""
    return with_time(request.due_at) if request.is_plea else in_words(local_day(request.due_at))


def staff_due(request: ContactRequest, now: datetime) -> str:
    """Return how long there is, for staff."""
    if request.is_plea:
        when = with_time(request.due_at)
        if local_day(request.due_at) == local_day(now):
            when = _("vandaag om %(hour)s uur", hour=f"{local_time(request.due_at):%H.%M}")
        is_over = is_late(request.due_at, now, is_plea=True)
        words = _("te laat: %(when)s") if is_over else _("uiterlijk %(when)s")
        return str(words % {"when": when})
    return due_words(local_day(request.due_at), local_day(now))


def due_kind(request: ContactRequest, now: datetime) -> str:
    """Return the kind of `components/status.html` for how long there is."""
    if is_late(request.due_at, now, is_plea=request.is_plea):
        return "late"
    return "waiting" if request.is_plea or local_day(request.due_at) == local_day(now) else "busy"


def promise(view: RequestView) -> str:
    """Return who does what, e.g. `De wijkmanager van Noord belt u`, with a stop."""
    if view.request.way is Way.PHONE:
        return str(_("%(who)s belt u.", who=who(view)))
    return str(_("%(who)s komt bij u langs.", who=who(view)))


def trail(view: RequestView, steps: list[StepView], now: datetime) -> list[Item]:
    """Return what happened to a request and what comes next, for who asked."""
    return [_done(view, each) for each in steps] + _coming(view, now)


def _done(view: RequestView, each: StepView) -> Item:
    title, text = _told(view, each)
    return Item("done", in_words(local_day(each.step.at)), title, text)


def _told(view: RequestView, each: StepView) -> tuple[str, str]:
    """Return what the resident reads of a step: (title, text)."""
    name, way = each.member or _("Een medewerker"), view.request.way
    day = in_words(local_day(each.step.due_at)) if each.step.due_at else ""
    gone = str(_GONE[way])
    told = {
        StepKind.ASKED: (_ASKED[way], ""),
        StepKind.PROMISED: (
            _("%(name)s beloofde het", name=name),
            _("Uiterlijk %(day)s.", day=day),
        ),
        StepKind.MOVED: (
            _("%(name)s verzette het", name=name),
            _("Nu uiterlijk %(day)s. De reden: %(reason)s", day=day, reason=each.step.reason)
            if each.step.reason
            else _("Naar %(day)s.", day=day),
        ),
        StepKind.HANDED_OVER: (
            _("Wij gaven uw vraag aan %(team)s", team=each.team),
            _("Zij zien hoe zij u bereiken."),
        ),
        StepKind.HANDED_BACK: (_("Uw vraag ligt weer bij de wijkmanager"), ""),
        StepKind.SPOKEN: (_("Wij spraken elkaar"), gone),
        StepKind.NOT_REACHED: (
            _("Het lukte ons niet u te bereiken"),
            f"{gone} {_('Vraag het gerust nog een keer.')}",
        ),
        StepKind.CANCELLED: (_("U zegde het af"), gone),
    }
    title, text = told[each.step.kind]
    return str(title), str(text)


def _coming(view: RequestView, now: datetime) -> list[Item]:
    request = view.request
    if request.state is not ContactState.OPEN:
        return []
    title = promise(view).removesuffix(".")
    if is_late(request.due_at, now, is_plea=request.is_plea):
        return [Item("now", _("Dat had gemoeten: uiterlijk %(day)s", day=due(request)), title)]
    return [Item("now", _("Uiterlijk %(day)s", day=due(request)), title)]
