"""The form with which one answer is sent to many stories."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length, StopValidation, ValidationError

from app.core.refs import is_ref
from app.moderation.bulk_rules import MAX_AT_ONCE
from app.moderation.bulk_services import Chosen, Letter
from app.moderation.decisions import MAX_ANSWER
from app.moderation.forms import GAP
from app.stories.rules import Outcome
from app.web.fields import choices

#: Value for "decide nothing".
NOTHING = ""
OUTCOMES = {
    NOTHING: _l("Niets besluiten, alleen antwoorden"),
    Outcome.COUNCIL_ONLY: _l("Alleen voor het beraad en de gemeente"),
    Outcome.PUBLISHED: _l("Publiceren: iedereen mag het lezen"),
}
_LARGEST = 2**31


class BulkForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """Which stories, what is written, and what is decided."""

    class Meta:
        """The app checks the token of every form; a second one isn't needed."""

        csrf = False

    #: `reference:version` of each.
    stories = SelectMultipleField(validate_choice=False)
    answer = TextAreaField(
        _l("Uw antwoord aan iedereen"),
        description=_l("Elke verteller leest dit op de eigen kaart, met uw naam."),
        validators=[
            DataRequired(_l("Schrijf eerst een antwoord.")),
            Length(max=MAX_ANSWER, message=_l("Maak uw antwoord korter.")),
        ],
    )
    outcome = RadioField(
        _l("En verhalen waarover nog niets besloten is?"),
        choices=choices(OUTCOMES.items()),
        default=NOTHING,
    )

    def validate_stories(self, field: Field) -> None:
        """Ask for at least one story, and for no more than fit."""
        if not self.chosen:
            raise StopValidation(str(_l("Kies minstens één verhaal.")))
        if len(self.chosen) > MAX_AT_ONCE:
            raise StopValidation(str(_l("Kies er hoogstens %(max)d.", max=MAX_AT_ONCE)))
        del field

    def validate_answer(self, field: Field) -> None:
        """Refuse a standard text with gaps that nobody filled in."""
        if GAP.search(field.data or ""):
            raise ValidationError(_l("Vul eerst in wat tussen ‹ en › staat."))

    @property
    def chosen(self) -> list[Chosen]:
        """The stories that were chosen; what is no story is left out."""
        return [found for each in self.stories.data or [] if (found := _read(each))]

    def to_letter(self) -> Letter:
        """Return what is to be sent."""
        decided = self.outcome.data
        return Letter(self.answer.data or "", Outcome(decided) if decided else None)


def _read(value: Any) -> Chosen | None:  # noqa: ANN401 - whatever a browser sends
    ref, _colon, version = str(value).partition(":")
    if not is_ref(ref) or not version.isdecimal() or not version.isascii():
        return None
    return Chosen(ref, int(version)) if int(version) < _LARGEST else None
