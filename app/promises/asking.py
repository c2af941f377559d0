"""Asking residents whether a promise was kept: what the three ways to answer have in common."""

from flask_babel import gettext as _

from app.promises.confirming_services import Answer
from app.promises.models import Promise
from app.promises.resident_forms import VerdictForm
from app.promises.rules import ReopenRule, Verdict, VoiceKind
from app.promises.voices import voice_of
from app.web.context import parts


def answer_of(form: VerdictForm, promise: Promise, kind: VoiceKind, holder: str) -> Answer:
    """Return what a valid form says, in the name of a value that only `holder` leads to."""
    return Answer(
        kind=kind,
        voice=voice_for(promise, kind, holder),
        verdict=Verdict(form.verdict.data),
        why=form.why.data or "",
    )


def voice_for(promise: Promise, kind: VoiceKind, holder: str) -> str:
    """Return the value that stands for `holder` at this promise, here."""
    return voice_of(parts().settings.secret_key, kind, holder, promise)


def reopen_rule() -> ReopenRule:
    """Return how many residents open a promise again, here."""
    settings = parts().settings
    return ReopenRule(settings.reopen_least, settings.reopen_percent)


def thanks(*, reopened: bool, counts: bool) -> str:
    """Return what somebody reads who has answered."""
    if reopened:
        return str(_("Dank u wel. Genoeg mensen zeiden nee: het staat weer open."))
    if counts:
        return str(_("Dank u wel. Uw antwoord telt mee."))
    return str(_("Dank u wel. Uw antwoord is bewaard."))
