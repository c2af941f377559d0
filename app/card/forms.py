"""The forms of the follow card."""

from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms import ValidationError as FieldError
from wtforms.validators import InputRequired, Length, Optional

from app.card.rules import Permission
from app.core.text import TextError, TextReason, check_text, clean_text, without_forbidden
from app.moderation.decisions import MAX_ANSWER
from app.quotes.rules import Approval
from app.stories.forms import AUDIENCE_NAMES, CONSENT_NAMES
from app.stories.rules import Audience, Consent
from app.web.fields import choices as listed
from app.web.forms import KeptForm
from app.web.typed_codes import MAX_TYPED, TypedCodeForm

QUESTIONS: Final = {
    Permission.READING: _l("Wie mag uw verhaal lezen?"),
    Permission.PAPER: _l("Mogen wij een stukje drukken, in het citatenboek?"),
    Permission.ONLINE: _l("Mogen wij een stukje op deze website zetten?"),
    Permission.PHOTOS: _l("Mogen wij uw foto's laten zien?"),
}


class CodeForm(TypedCodeForm):
    """The code, and what somebody had written when their card closed."""

    #: Reference of the message that it answers, or `WriteForm.OBJECTION`.
    kept_for = HiddenField()
    kept = HiddenField()


class SheetForm(TypedCodeForm):
    """How the card is printed; the code stands on it only when it is typed again."""

    size = RadioField(
        _l("Hoe groot?"),
        choices=listed([("A4", _l("A4: een gewoon blad")), ("A5", _l("A5: een half blad"))]),
        validators=[InputRequired(_l("Kies hoe groot."))],
    )
    code = StringField(
        _l("Uw code"),
        description=_l("Dit hoeft niet. Zonder code is er plek om hem zelf op te schrijven."),
        validators=[
            Optional(),
            Length(max=MAX_TYPED, message=_l("Dit is te lang. Uw code heeft 15 tekens.")),
        ],
    )


class WriteForm(KeptForm):
    """What the teller writes back."""

    body = TextAreaField(_l("Uw bericht"), filters=[lambda typed: clean_text(typed or "")])

    def validate_body(self, field: TextAreaField) -> None:
        """Refuse what can't be kept, each reason in its own words; called by WTForms."""
        try:
            check_text(field.data or "", MAX_ANSWER)
        except TextError as error:
            if error.reason not in {TextReason.EMPTY, TextReason.TOO_LONG}:
                field.data = without_forbidden(field.data or "")
            raise FieldError(_message(error)) from error


class ObjectionForm(WriteForm):
    """Why the teller does not agree."""

    body = TextAreaField(
        _l("Waarom bent u het er niet mee eens?"),
        filters=[lambda typed: clean_text(typed or "")],
    )


class VerdictForm(KeptForm):
    """Yes or no to a quote; the token of the words goes with it."""

    answer = HiddenField()
    seen = HiddenField()

    def approval(self) -> Approval | None:
        """Return what was said, or None when it was neither."""
        said = {"ja": Approval.APPROVED, "nee": Approval.REFUSED}
        return said.get(self.answer.data or "")


class PermissionForm(KeptForm):
    """One thing that the teller allows or not."""

    chosen = RadioField(validators=[InputRequired(_l("Kies een antwoord."))])

    def ask(self, permission: Permission) -> None:
        """Ask about `permission`."""
        self.chosen.label.text = QUESTIONS[permission]
        self.chosen.choices = choices(permission)


def choices(permission: Permission) -> list[tuple[str, str]]:
    """Return the possible answers, as stored and in words."""
    if permission is Permission.READING:
        return [(each.value, str(AUDIENCE_NAMES[each])) for each in Audience]
    kinds = [Consent.NO, Consent.YES]
    if permission is not Permission.PHOTOS:
        kinds.append(Consent.ASK)
    return [(each.value, str(CONSENT_NAMES[each])) for each in kinds]


def to_choice(permission: Permission, value: str) -> Audience | Consent:
    """Return a validated answer as the domain knows it."""
    return Audience(value) if permission is Permission.READING else Consent(value)


def _message(error: TextError) -> str:
    if error.reason is TextReason.EMPTY:
        return str(_l("Schrijf eerst uw bericht."))
    if error.reason is TextReason.TOO_LONG:
        over = error.length - error.maximum
        return str(_l("Uw bericht is %(over)d tekens te lang. Maak het korter.", over=over))
    return str(
        _l(
            "Er stond een teken in dat wij niet kunnen bewaren. Wij hebben het weggehaald. "
            "Kijk of uw bericht nog klopt. Verstuur het daarna."
        )
    )
