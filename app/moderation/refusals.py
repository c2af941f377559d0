"""Why something that staff did can't be accepted, in words."""

from typing import Final

from flask_babel import lazy_gettext as _l

from app.core.errors import DomainError
from app.core.text import TextError
from app.moderation.asking_services import QuestionWaitsError
from app.moderation.changes import WithdrawnError
from app.moderation.decisions import PublishBarredError, ReasonNeededError
from app.moderation.hand_over_rules import ReminderDayError
from app.moderation.marking import MainClusterError, NoGuardianNeededError, PhotosNotAllowedError
from app.moderation.objection_rules import (
    NewOutcomeError,
    ObjectionWaitsError,
    SecondPersonError,
)
from app.moderation.rules import RedactionError, RedactionReason
from app.moderation.words import BARS
from app.photos.rules import InvalidBoxError, PhotoRefusedError

_REDACTIONS: Final = {
    RedactionReason.EMPTY: _l("Kies eerst woorden in de tekst."),
    RedactionReason.OUT_OF_RANGE: _l("Kies eerst woorden in de tekst."),
    RedactionReason.OVERLAP: _l(
        "Dit valt deels over iets dat al verborgen is. Toon dat eerst weer."
    ),
    RedactionReason.SPLITS_CHARACTER: _l("Kies hele letters en hele plaatjes."),
    RedactionReason.BAD_ROLE: _l("Gebruik alleen letters, zoals: buurvrouw."),
}
_OTHERS: Final[dict[type[DomainError], object]] = {
    MainClusterError: _l("Kies welk thema het belangrijkste is."),
    ReasonNeededError: _l("Schrijf waarom. De verteller leest deze reden."),
    NoGuardianNeededError: _l("De verteller is 16 of ouder. Een ouder is niet nodig."),
    PhotosNotAllowedError: _l("De verteller wil niet dat anderen de foto's zien."),
    WithdrawnError: _l("De verteller heeft dit verhaal ingetrokken."),
    InvalidBoxError: _l("Een vak valt buiten de foto. Kijk de getallen na."),
    PhotoRefusedError: _l("De foto kan nu niet bewerkt worden. Probeer het nog een keer."),
    QuestionWaitsError: _l("Uw vorige vraag staat nog open. Stel één vraag tegelijk."),
    ObjectionWaitsError: _l("De verteller maakte bezwaar. Een ander beslist eerst daarover."),
    SecondPersonError: _l("U nam dit besluit zelf. Een ander beslist over het bezwaar."),
    NewOutcomeError: _l("Kies wie het verhaal dan mag lezen."),
    ReminderDayError: _l("Kies een dag die nog komt."),
    TextError: _l("Deze tekst is leeg, te lang of bevat vreemde tekens."),
}


def refusal_words(error: DomainError) -> str | None:
    """Return why, for whoever tried; None when there are no words for this error."""
    if isinstance(error, RedactionError):
        return str(_REDACTIONS[error.reason])
    if isinstance(error, PublishBarredError):
        return str(BARS[error.bar])
    found = next((text for kind, text in _OTHERS.items() if isinstance(error, kind)), None)
    return None if found is None else str(found)
