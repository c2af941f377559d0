"""The forms with which residents tell a story, one for each page."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms import ValidationError as FieldError
from wtforms.validators import Optional

from app.core.text import TextError, TextReason, check_text, clean_text, without_forbidden
from app.stories.rules import (
    MAX_LENGTH,
    MAX_SIGNED_AS,
    AgeGroup,
    Audience,
    Consent,
    TellerKind,
)
from app.web.fields import choices
from app.web.forms import KeptForm

#: Value for "I don't know" at the question for the district.
ELSEWHERE = "elsewhere"

LANGUAGE_NAMES = {
    "nl": "Nederlands",
    "de": "Deutsch",
    "en": "English",
    "pl": "Polski",
    "tr": "Türkçe",
    "ar": "العربية",
    "uk": "Українська",
    "und": _l("Een andere taal"),
}
TELLER_NAMES = {
    TellerKind.RESIDENT: _l("Als bewoner"),
    TellerKind.PROFESSIONAL: _l("Als professional: ik werk in de wijk"),
}
AGE_NAMES = {
    AgeGroup.UNDER_12: _l("Jonger dan 12 jaar"),
    AgeGroup.FROM_12_TO_15: _l("12 tot en met 15 jaar"),
    AgeGroup.FROM_16: _l("16 jaar of ouder"),
}
AUDIENCE_NAMES = {
    Audience.EVERYONE: _l("Iedereen"),
    Audience.COUNCIL: _l("Alleen het bewonersberaad en de gemeente"),
}
CONSENT_NAMES = {
    Consent.NO: _l("Nee"),
    Consent.YES: _l("Ja"),
    Consent.ASK: _l("Ja, maar laat het mij eerst lezen"),
}


class StepForm(KeptForm):
    """One page of the story."""

    def answers(self) -> dict[str, Any]:
        """Return what was filled in, by the name of each question."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}


class DistrictForm(StepForm):
    """Which district; the view supplies the choices."""

    district = RadioField(_l("Over welke wijk gaat uw verhaal?"), validators=[Optional()])


class TextForm(StepForm):
    """The story itself, the only thing that nobody can leave out."""

    text = TextAreaField(
        _l("Wat wilt u vertellen?"),
        description=_l("Noem geen namen of adressen van anderen. Zeg liever: mijn buurvrouw."),
        filters=[lambda typed: clean_text(typed or "")],
    )
    language = SelectField(
        _l("In welke taal schrijft u?"), choices=choices(LANGUAGE_NAMES.items()), default="nl"
    )

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse what can't be kept, each reason in its own words; called by WTForms."""
        typed = field.data or ""
        try:
            check_text(typed, MAX_LENGTH)
        except TextError as error:
            if error.reason not in {TextReason.EMPTY, TextReason.TOO_LONG}:
                # Nobody can see or delete such a character, so it is taken out here.
                field.data = without_forbidden(typed)
            raise FieldError(_text_message(error)) from error


class PhotosForm(KeptForm):
    """Photos that come with the story."""

    photos = MultipleFileField(
        _l("Kies foto's"),
        description=_l("U kunt er meer tegelijk kiezen. Elke foto mag 25 MB groot zijn."),
    )


class TellerForm(StepForm):
    """Who tells."""

    teller = RadioField(
        _l("Hoe vertelt u dit verhaal?"),
        choices=choices(TELLER_NAMES.items()),
        validators=[Optional()],
    )
    signed_as = StringField(
        _l("Hoe mogen wij u noemen?"),
        filters=[lambda typed: " ".join((typed or "").split())],
        validators=[Optional()],
    )
    age_group = RadioField(
        _l("Hoe oud bent u?"),
        choices=choices(AGE_NAMES.items()),
        validators=[Optional()],
    )

    def validate_signed_as(self, field: StringField) -> None:
        """Refuse what can't stand under a quote; called by WTForms."""
        try:
            check_text(field.data or "", MAX_SIGNED_AS)
        except TextError as error:
            raise FieldError(_signature_message(error)) from error


class ConsentForm(StepForm):
    """Who may read it and what may be used; nothing is chosen beforehand."""

    audience = RadioField(
        _l("Wie mag uw verhaal lezen?"),
        choices=choices(AUDIENCE_NAMES.items()),
        validators=[Optional()],
    )
    paper = RadioField(
        _l("Mogen wij een stukje van uw verhaal drukken, in het citatenboek?"),
        choices=choices(CONSENT_NAMES.items()),
        validators=[Optional()],
    )
    online = RadioField(
        _l("Mogen wij een stukje van uw verhaal op deze website zetten?"),
        choices=choices(CONSENT_NAMES.items()),
        validators=[Optional()],
    )
    photos = RadioField(
        _l("Mogen wij uw foto's laten zien?"),
        choices=choices((each, CONSENT_NAMES[each]) for each in (Consent.NO, Consent.YES)),
        validators=[Optional()],
    )


def _text_message(error: TextError) -> str:
    if error.reason is TextReason.EMPTY:
        return str(_l("Schrijf hier uw verhaal. Een paar zinnen is al goed."))
    if error.reason is TextReason.TOO_LONG:
        over = error.length - error.maximum
        return str(_l("Uw verhaal is %(over)d tekens te lang. Maak het korter.", over=over))
    return str(
        _l(
            "Er stond een teken in dat wij niet kunnen bewaren. Wij hebben het weggehaald. "
            "Kijk of uw verhaal nog klopt. Ga daarna verder."
        )
    )


def _signature_message(error: TextError) -> str:
    if error.reason is TextReason.TOO_LONG:
        return str(_l("Dit is te lang. Gebruik hoogstens %(max)d tekens.", max=error.maximum))
    return str(_l("Dit kunnen wij niet bewaren. Gebruik gewone letters."))
