"""Every answer of a story in words, for the page where they are checked."""

from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.programme.queries import districts
from app.stories.consent_rules import default_signature
from app.stories.forms import (
    AGE_NAMES,
    AUDIENCE_NAMES,
    CONSENT_NAMES,
    ELSEWHERE,
    LANGUAGE_NAMES,
    TELLER_NAMES,
)
from app.stories.rules import Consent, needs_guardian
from app.stories.submission import Submission, read_answers
from app.stories.telling import FROM_CHECK
from app.web.db_session import get_read_session


class Row(NamedTuple):
    """One answer, and where to change it."""

    label: str
    #: Empty when nothing was filled in.
    value: str
    href: str


def answer_rows(answers: dict[str, Any], municipality: str, *, photo_count: int) -> list[Row]:
    """Return a row for each question, in the order of the pages."""
    told = read_answers(answers)
    assert told is not None
    return [
        *_story_rows(answers, told, photo_count),
        *_teller_rows(answers, told, municipality),
        *_consent_rows(answers, told, photo_count),
    ]


def _story_rows(answers: dict[str, Any], told: Submission, photo_count: int) -> list[Row]:
    counted = ngettext("%(num)d foto", "%(num)d foto's", photo_count) if photo_count else ""
    return [
        Row(_("Wijk"), _district(answers.get("district")), _change("stories.district")),
        Row(_("Uw verhaal"), told.original, _change("stories.text")),
        Row(_("Taal"), str(LANGUAGE_NAMES[told.language]), _change("stories.text")),
        Row(_("Foto's"), counted, _change("story_photos.photos")),
    ]


def _teller_rows(answers: dict[str, Any], told: Submission, municipality: str) -> list[Row]:
    change = _change("stories.teller")
    signed = told.signed_as or default_signature(told.teller, municipality)
    kind = str(TELLER_NAMES[told.teller]) if answers.get("teller") else ""
    age = str(AGE_NAMES[told.age_group]) if told.age_group else ""
    return [
        Row(_("U vertelt"), kind, change),
        Row(_("Zo noemen wij u"), signed, change),
        Row(_("Leeftijd"), age, change),
    ]


def _consent_rows(answers: dict[str, Any], told: Submission, photo_count: int) -> list[Row]:
    change = _change("stories.consent")
    audience = _or_default(answers.get("audience"), AUDIENCE_NAMES[told.audience])
    rows = [
        Row(_("Wie mag het lezen?"), audience, change),
        Row(_("Een stukje in het citatenboek?"), _consent(answers.get("paper")), change),
        Row(_("Een stukje op de website?"), _consent(answers.get("online")), change),
    ]
    if photo_count:
        rows.append(Row(_("Uw foto's laten zien?"), _consent(answers.get("photos")), change))
    if needs_guardian(told.age_group):
        rows.append(Row(_("Uw ouder of verzorger"), _("Moet eerst ja zeggen, op papier."), change))
    return rows


def _consent(answer: str | None) -> str:
    return _or_default(answer, CONSENT_NAMES[Consent(answer or Consent.NO)])


def _or_default(answer: str | None, words: object) -> str:
    """Return the answer in words; of one that was left open, what holds then."""
    if answer:
        return str(words)
    return str(_("Niet ingevuld. Dan geldt: %(choice)s", choice=str(words).lower()))


def _district(key: str | None) -> str:
    if key == ELSEWHERE:
        return str(_("Weet ik niet, of ergens anders"))
    names = {each.key: each.name for each in districts(get_read_session())}
    return names.get(key or "", "")


def _change(endpoint: str) -> str:
    return url_for(endpoint, van=FROM_CHECK)
