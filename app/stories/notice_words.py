"""What a teller's mail says, in Dutch: that there is news, never what was told or the code."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.mail import OFF, SITE
from app.stories.notice_rules import Notice

SENTENCES: Final = {
    Notice.ANSWERED: _l("Er is een antwoord voor u."),
    Notice.QUESTION: _l("Wij hebben een vraag aan u."),
    Notice.QUOTE: _l("Wij willen graag uw ja of nee."),
    Notice.DECIDED: _l("Wij namen een besluit."),
    Notice.CHAIN: _l("Er is een nieuwe stap."),
    Notice.MORE: _l("Er is meer dan één bericht voor u."),
}


def subject() -> str:
    """Return the subject: the same for all, for others may see it on a screen."""
    return str(_("Er is nieuws voor u"))


def body(notice: Notice) -> str:
    """Return the text, with the places that the outbox fills."""
    card = f"{SITE}/volg"
    return "\n\n".join(
        (
            str(_("Goedendag,")),
            str(SENTENCES[notice]),
            str(_("U leest het op uw volgkaart:")) + f"\n{card}",
            str(
                _(
                    "U hebt uw code nodig. Geef uw code aan niemand. "
                    "Wij vragen er nooit om in een e-mail."
                )
            ),
            str(_("U krijgt dit bericht omdat u ons uw e-mailadres gaf.")),
            str(_("Wilt u geen e-mail meer? Klik dan hier:")) + f"\n{OFF}",
            str(_("Antwoorden op deze e-mail kan niet.")) + "\n",
        )
    )
