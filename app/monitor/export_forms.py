"""The form with which somebody chooses which stories go into which kind of file."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from app.core.dates import FIRST_YEAR, LAST_YEAR
from app.monitor.export_rules import Choice, FileKind
from app.monitor.export_words import KINDS
from app.web.fields import choices


class ChoiceForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """Kind of file, round, district and days; its answers stand in the address."""

    class Meta:
        """A form that only asks to see something needs no token."""

        csrf = False

    soort = RadioField(
        _l("Wat voor bestand?"),
        choices=choices((kind.value, words) for kind, words in KINDS.items()),
        validators=[InputRequired(_l("Kies een soort bestand."))],
    )
    ronde = SelectField(_l("Ronde"))
    wijk = SelectField(_l("Wijk"))
    van = DateField(_l("Binnengekomen vanaf"), validators=[Optional()])
    tot = DateField(_l("Binnengekomen tot en met"), validators=[Optional()])

    def offer(self, rounds: list[tuple[str, Any]], districts: list[tuple[str, Any]]) -> None:
        """Offer these rounds and districts as (key, name)."""
        self.ronde.choices = choices([("", _l("Alle rondes")), *rounds])
        self.wijk.choices = choices([("", _l("Alle wijken")), *districts])

    def validate_van(self, field: DateField) -> None:
        """Refuse a year that can't be meant; called by WTForms."""
        _check_year(field)

    def validate_tot(self, field: DateField) -> None:
        """Refuse a last day before the first one; called by WTForms."""
        _check_year(field)
        if self.van.data and field.data and field.data < self.van.data:
            raise ValidationError(_l("De laatste dag ligt voor de eerste."))

    def to_choice(self) -> Choice:
        """Return what was chosen."""
        return Choice(self.ronde.data or None, self.wijk.data or None, self.van.data, self.tot.data)

    def to_kind(self) -> FileKind:
        """Return the kind of file that was chosen."""
        return FileKind(self.soort.data)


def _check_year(field: DateField) -> None:
    if field.data and not FIRST_YEAR < field.data.year < LAST_YEAR:
        raise ValidationError(_l("Vul een dag van deze jaren in."))
