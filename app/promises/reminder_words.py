"""What a mail of reminders says, in Dutch: what was promised in public, and where to look."""

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.dates import date_in_words
from app.core.mail import SITE
from app.promises.models import Promise

_TEAM: Final = f"{SITE}/team/toezeggingen"


def subject(due: int, late: int) -> str:
    """Return the subject: how many are due this week, and how many are overdue."""
    parts = []
    if late:
        words = ngettext("%(num)s toezegging is te laat", "%(num)s toezeggingen zijn te laat", late)
        parts.append(str(words))
    if due:
        words = ngettext(
            "%(num)s toezegging moet deze week klaar zijn",
            "%(num)s toezeggingen moeten deze week klaar zijn",
            due,
        )
        parts.append(str(words))
    return ", ".join(parts)


def body(due: Sequence[Promise], late: Sequence[Promise]) -> str:
    """Return the text, with the place of the site's address that the outbox fills."""
    blocks = [str(_("Goedendag,"))]
    if late:
        blocks += [str(_("Te laat:")), *map(_line, late)]
    if due:
        blocks += [str(_("Deze week klaar:")), *map(_line, due)]
    blocks += [
        str(_("Meld dat het klaar is, of verzet de dag met een reden:")) + f"\n{_TEAM}",
        str(_("U krijgt dit bericht één keer per toezegging en dag.")),
        str(_("Geen e-mail meer? Haal uw adres weg bij ‘Uw account’, of vraag het de beheerder."))
        + "\n",
    ]
    return "\n\n".join(blocks)


def _line(promise: Promise) -> str:
    day = date_in_words(promise.due_on)
    where = f"{SITE}/beloofd/{promise.ref}"
    return f"- {promise.what}\n  {promise.office}, {day}\n  {where}"
