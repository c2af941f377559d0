"""What was typed of one voice in words, for the page where it is checked."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.photos.queries import PhotoView
from app.stories.forms import (
    AGE_NAMES,
    AUDIENCE_NAMES,
    CONSENT_NAMES,
    LANGUAGE_NAMES,
    TELLER_NAMES,
)
from app.stories.rules import needs_guardian
from app.stories.submission import Submission, read_answers
from app.stories.summary import Row


def voice_rows(answers: dict[str, Any], number: int, photos: Sequence[PhotoView]) -> list[Row]:
    """Return a row for each question about one voice."""
    told = read_answers(answers)
    assert told is not None
    there = url_for("noting.voice", number=number)
    pairs = [
        (_("Verhaal"), told.original),
        (_("Taal"), str(LANGUAGE_NAMES[told.language])),
        (_("Wie vertelt"), str(TELLER_NAMES[told.teller])),
        (_("Zo noemen wij de verteller"), told.signed_as or ""),
        (_("Leeftijd"), str(AGE_NAMES[told.age_group]) if told.age_group else ""),
        *_guardian(told),
        (_("Wie mag het lezen?"), str(AUDIENCE_NAMES[told.audience])),
        (_("Een stukje in het citatenboek?"), str(CONSENT_NAMES[told.consent_paper])),
        (_("Een stukje op de website?"), str(CONSENT_NAMES[told.consent_online])),
    ]
    if photos:
        pairs.append((_("Foto's laten zien?"), str(CONSENT_NAMES[told.consent_photos])))
    return [Row(label, value, there) for label, value in pairs]


def _guardian(told: Submission) -> list[tuple[str, str]]:
    if not needs_guardian(told.age_group):
        return []
    seen = _("Zei ja, op papier gezien")
    lacking = _("Moet eerst ja zeggen, op papier. Tot die tijd tonen wij niets.")
    return [(_("Ouder of verzorger"), seen if told.guardian_seen else lacking)]
