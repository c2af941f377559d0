"""Promises in Dutch: where one stands, what happened to it, what residents say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core.dates import date_in_words, in_words, local_day
from app.promises.confirming_queries import Answers
from app.promises.models import Promise, PromiseEvent
from app.promises.rules import (
    PromiseEventKind,
    SourceKind,
    Stage,
    Standing,
    Verdict,
    VoiceKind,
    Voices,
)

#: As filters and counts name them.
STANDINGS: Final = {
    Standing.OVERDUE: _l("te laat"),
    Standing.OPEN: _l("open"),
    Standing.KEPT_ON_TIME: _l("klaar, op tijd"),
    Standing.KEPT_LATE: _l("klaar, later"),
    Standing.DROPPED: _l("vervallen, met reden"),
}
#: In an address.
STANDING_KEYS: Final = {
    "te-laat": Standing.OVERDUE,
    "open": Standing.OPEN,
    "op-tijd": Standing.KEPT_ON_TIME,
    "later": Standing.KEPT_LATE,
    "vervallen": Standing.DROPPED,
}
#: Kinds of `components/status.html`.
_LABELS: Final = {
    Standing.OVERDUE: "late",
    Standing.OPEN: "waiting",
    Standing.KEPT_ON_TIME: "done",
    Standing.KEPT_LATE: "done",
    Standing.DROPPED: "closed",
}
VERDICTS: Final = {
    Verdict.YES: _l("Ja"),
    Verdict.NO: _l("Nee"),
    Verdict.UNKNOWN: _l("Weet ik niet"),
}
VOICES: Final = {
    VoiceKind.CARD: _l("met een volgkaart"),
    VoiceKind.CODE: _l("met een stemcode"),
    VoiceKind.BROWSER: _l("zonder kaart of code"),
}
STAGES: Final = {
    Stage.DECIDED: _l("Besloten"),
    Stage.UNDER_WAY: _l("In uitvoering"),
    Stage.DONE: _l("Klaar"),
}
_EVENTS: Final = {
    PromiseEventKind.MADE: _l("Beloofd"),
    PromiseEventKind.MOVED: _l("Nieuwe datum"),
    PromiseEventKind.CHANGED: _l("Andere tekst"),
    PromiseEventKind.DONE: _l("Klaar gemeld"),
    PromiseEventKind.DROPPED: _l("Gaat niet door"),
    PromiseEventKind.REOPENED: _l("Weer op de lijst"),
    PromiseEventKind.REOPENED_BY_RESIDENTS: _l("Weer open: bewoners zeiden nee"),
}
_SOURCES: Final = {
    SourceKind.STORY: _l("In het antwoord op een verhaal"),
    SourceKind.POLL: _l("Na een stemming"),
    SourceKind.MEETING: _l("In een bijeenkomst"),
    SourceKind.HAND: _l("In een gesprek in de wijk"),
}


@dataclass(frozen=True)
class Item:
    """One step, as `components/trail.html` wants it."""

    state: str
    when: str
    title: str
    text: str = ""


def standing_label(promise: Promise, standing: Standing) -> tuple[str, str]:
    """Return the kind and the words of the label of a promise: colour, shape and words."""
    return _LABELS[standing], _standing_words(promise, standing)


def source_words(promise: Promise) -> str:
    """Return where it was promised."""
    return str(_SOURCES[promise.source_kind])


def trail_items(
    promise: Promise,
    events: Sequence[PromiseEvent],
    answers: Sequence[Answers],
    standing: Standing,
) -> list[Item]:
    """Return everything that happened to a promise, and what it waits for."""
    said = {each.turn: each.counting for each in answers}
    items, turn = [], 0
    for event in events:
        turn += event.kind is PromiseEventKind.DONE
        day = in_words(local_day(event.at))
        title, text = str(_EVENTS[event.kind]), _event_text(event, said.get(turn, Voices()))
        items.append(Item("done", day, title, text))
    if standing in {Standing.OPEN, Standing.OVERDUE}:
        items.append(_coming(promise, standing))
    return items


def voices_words(voices: Voices) -> str:
    """Return in one sentence how many said what."""
    return str(
        _(
            "%(yes)s ja, %(no)s nee, %(unknown)s weet ik niet.",
            yes=voices.yes,
            no=voices.no,
            unknown=voices.unknown,
        )
    )


def days_late(promise: Promise, today: date) -> str:
    """Return how long an open promise is late."""
    days = (today - promise.due_on).days
    return str(ngettext("%(num)s dag te laat", "%(num)s dagen te laat", days))


def effort_title(texts: Mapping[str, Any], key: str | None) -> str:
    """Return what the programme calls an effort; empty for none, or one that it dropped."""
    return dict(efforts(texts)).get(key or "", "")


def efforts(texts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return key and title of each of the programme's efforts (inspanningen)."""
    return [(each["key"], each["title"]) for each in texts.get("efforts", ())]


def _standing_words(promise: Promise, standing: Standing) -> str:
    due, closed = date_in_words(promise.due_on), date_in_words(promise.closed_on or promise.due_on)
    words: dict[Standing, Any] = {
        Standing.OVERDUE: _("Te laat: had klaar moeten zijn op %(day)s", day=due),
        Standing.OPEN: _("Klaar vóór of op %(day)s", day=due),
        Standing.KEPT_ON_TIME: _("Klaar op %(day)s, op tijd", day=closed),
        Standing.KEPT_LATE: _("Klaar op %(day)s, later dan beloofd", day=closed),
        Standing.DROPPED: _("Gaat niet door sinds %(day)s", day=closed),
    }
    return str(words[standing])


def _event_text(event: PromiseEvent, voices: Voices) -> str:
    sentences = []
    if event.old_due is not None and event.new_due is not None:
        old, new = date_in_words(event.old_due), date_in_words(event.new_due)
        sentences.append(_("Eerst %(old)s, nu %(new)s.", old=old, new=new))
    elif event.new_due is not None:
        sentences.append(_("Klaar vóór of op %(day)s.", day=date_in_words(event.new_due)))
    if event.kind is PromiseEventKind.REOPENED_BY_RESIDENTS:
        sentences.append(_("Klopt het? %(said)s", said=voices_words(voices)))
    if event.was:
        sentences.append(_("Eerst stond hier: “%(was)s”.", was=event.was))
    if event.reason:
        sentences.append(event.reason)
    if event.kind is not PromiseEventKind.REOPENED_BY_RESIDENTS:
        sentences.append(f"— {event.office}")
    return " ".join(str(sentence) for sentence in sentences)


def _coming(promise: Promise, standing: Standing) -> Item:
    due = in_words(promise.due_on)
    if standing is Standing.OVERDUE:
        when = _("Dat had op %(day)s klaar moeten zijn", day=due)
    else:
        when = _("Uiterlijk %(day)s", day=due)
    return Item("now", str(when), str(_("Klaar")), promise.office)
