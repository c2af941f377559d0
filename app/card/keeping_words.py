"""What the facts of `card.everything` are called on paper, in Dutch."""

from datetime import date, datetime
from typing import Final

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.contact.rules import ContactState, StepKind, Way
from app.core.dates import in_words, local_day
from app.promises.rules import PromiseStatus, Verdict

_LANGUAGES: Final = Locale.parse("nl").languages
OBJECTIONS: Final = {
    "refusal": _l("U was het niet eens met ons nee"),
    "redaction": _l("U was het niet eens met wat verborgen is"),
}
APPROVALS: Final = {
    "waiting": _l("u zei nog niets"),
    "approved": _l("u zei ja"),
    "refused": _l("u zei nee"),
}
PROMISES: Final = {
    PromiseStatus.OPEN: _l("nog niet klaar"),
    PromiseStatus.DONE: _l("klaar"),
    PromiseStatus.DROPPED: _l("gaat niet door"),
}
ANSWERS: Final = {
    Verdict.YES: _l("ja"),
    Verdict.NO: _l("nee"),
    Verdict.UNKNOWN: _l("weet ik niet"),
}
WAYS: Final = {Way.PHONE: _l("U vroeg of wij u bellen"), Way.VISIT: _l("U vroeg om een bezoek")}
STATES: Final = {
    ContactState.OPEN: _l("wacht"),
    ContactState.SPOKEN: _l("wij spraken elkaar"),
    ContactState.NOT_REACHED: _l("wij bereikten u niet"),
    ContactState.CANCELLED: _l("u zegde het af"),
}
STEPS: Final = {
    StepKind.ASKED: _l("U vroeg het"),
    StepKind.PROMISED: _l("Wij beloofden het"),
    StepKind.MOVED: _l("Wij verzetten het"),
    StepKind.HANDED_OVER: _l("Wij gaven het aan een team"),
    StepKind.HANDED_BACK: _l("Het lag weer bij de wijkmanager"),
    StepKind.SPOKEN: _l("Wij spraken elkaar"),
    StepKind.NOT_REACHED: _l("Wij bereikten u niet"),
    StepKind.CANCELLED: _l("U zegde het af"),
}


def when(written: str | None) -> str:
    """Return a moment or day of the facts in words; a stripe for none."""
    if written is None:
        return "–"
    if "T" not in written:
        return in_words(date.fromisoformat(written))
    return in_words(local_day(datetime.fromisoformat(written)))


def yes_or_no(is_so: bool) -> str:  # noqa: FBT001 - the only argument
    """Return `ja` or `nee`."""
    return str(_("ja") if is_so else _("nee"))


def language(code: str) -> str:
    """Return what a language is called in Dutch."""
    if code == "und":
        return str(_("een andere taal"))
    return str(_LANGUAGES.get(code.partition("-")[0], code))
