"""What entries of the ledger about advice say in Dutch."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _

from app.core.dates import date_in_words
from app.ledger.words import Describer, Told

Facts = Mapping[str, Any]


def _given(facts: Facts) -> Told:
    text = _(
        "Het bewonersberaad van %(day)s gaf advies over %(about)s: %(text)s",
        day=date_in_words(date.fromisoformat(facts["day"])),
        about=facts["about"],
        text=facts["text"],
    )
    return Told(str(text), f"/beraad/{facts['meeting']}")


def _answered(facts: Facts) -> Told:
    text = _(
        "Antwoord op het advies over %(about)s: %(answer)s",
        about=facts["about"],
        answer=facts["answer"],
    )
    return Told(str(text))


#: For the ledger's page, by kind.
DESCRIBERS: Final[Mapping[str, Describer]] = {
    "advice.given": _given,
    "advice.answered": _answered,
}
