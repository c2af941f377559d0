"""Forms with which administrators set the programme."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import URL, InputRequired, NumberRange, Optional

from app.programme.rules import (
    MAX_BODY,
    MAX_DESCRIPTION,
    MAX_SHORT_TITLE,
    MAX_TITLE,
    ClusterFacts,
    ClusterKind,
    Period,
)
from app.web.fields import OptionalText, PlainText, TicksField, choices, tidied, trimmed

MAX_NEIGHBOURHOODS = 4_000
MAX_HOUSEHOLDS = 1_000_000
KIND_NAMES = {
    ClusterKind.PROBLEM: _l("Probleemcluster"),
    ClusterKind.OPPORTUNITY: _l("Kans"),
}


class Named(Protocol):
    """Something to choose."""

    key: str
    title: str


class ClusterForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """A cluster, new or changed."""

    seen = HiddenField()
    kind = RadioField(
        _l("Wat is het?"),
        choices=choices((kind.value, name) for kind, name in KIND_NAMES.items()),
        validators=[InputRequired(_l("Kies of dit een probleem of een kans is."))],
    )
    title = StringField(
        _l("Naam"),
        filters=[trimmed],
        validators=[PlainText(MAX_TITLE, _l("Vul een naam in."))],
    )
    short_title = StringField(
        _l("Korte naam"),
        description=_l("Voor de telefoon: hoogstens %(max)d tekens.", max=MAX_SHORT_TITLE),
        filters=[trimmed],
        validators=[PlainText(MAX_SHORT_TITLE, _l("Vul een korte naam in."))],
    )
    description = TextAreaField(
        _l("Uitleg"),
        description=_l("In gewone taal. Dit staat ook in het citatenboek."),
        filters=[tidied],
        validators=[
            PlainText(MAX_DESCRIPTION, _l("Schrijf in een paar zinnen waar dit over gaat."))
        ],
    )
    indicators = TicksField(_l("Cijfers die ernaast staan"))

    def offer(self, indicators: Iterable[Named]) -> None:
        """Offer these indicators as choices."""
        self.indicators.choices = choices((row.key, row.title) for row in indicators)

    def to_facts(self, before: list[str] | None = None) -> ClusterFacts:
        """Return the input as a value; indicators of `before` keep their order, new ones follow."""
        chosen = self.indicators.data or []
        kept = [key for key in before or [] if key in chosen]
        return ClusterFacts(
            kind=ClusterKind(self.kind.data),
            title=self.title.data or "",
            short_title=self.short_title.data or "",
            description=self.description.data or "",
            indicators=(*kept, *(key for key in chosen if key not in kept)),
        )


class RoundForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """A round, new or changed."""

    seen = HiddenField()
    title = StringField(
        _l("Naam"),
        description=_l("Bijvoorbeeld: Najaar 2026."),
        filters=[trimmed],
        validators=[PlainText(MAX_TITLE, _l("Vul een naam in."))],
    )
    starts_on = DateField(
        _l("Eerste dag"), validators=[InputRequired(_l("Vul in wanneer de ronde begint."))]
    )
    ends_on = DateField(
        _l("Laatste dag"),
        description=_l("Deze dag hoort er nog bij."),
        validators=[InputRequired(_l("Vul in wanneer de ronde eindigt."))],
    )
    keep_until = DateField(
        _l("Bewaren tot en met"),
        description=_l("Zo lang bewaren wij de verhalen van deze ronde."),
        validators=[InputRequired(_l("Vul in hoe lang wij de verhalen bewaren."))],
    )

    def to_period(self) -> Period:
        """Return the input as a value."""
        starts_on, ends_on = self.starts_on.data, self.ends_on.data
        keep_until = self.keep_until.data
        assert starts_on is not None
        assert ends_on is not None
        assert keep_until is not None
        return Period(self.title.data or "", starts_on, ends_on, keep_until)


class StandardTextForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """A standard text, new or changed."""

    seen = HiddenField()
    title = StringField(
        _l("Naam"),
        description=_l("Zo vindt een wijkmanager de tekst terug."),
        filters=[trimmed],
        validators=[PlainText(MAX_TITLE, _l("Vul een naam in."))],
    )
    body = TextAreaField(
        _l("Tekst"),
        description=_l("Zet tussen ‹ en › wat de wijkmanager zelf invult."),
        filters=[tidied],
        validators=[PlainText(MAX_BODY, _l("Schrijf de tekst."))],
    )


class DistrictForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """A district."""

    seen = HiddenField()
    name = StringField(
        _l("Naam"), filters=[trimmed], validators=[PlainText(MAX_TITLE, _l("Vul een naam in."))]
    )
    households = IntegerField(
        _l("Aantal huishoudens"),
        validators=[
            Optional(),
            NumberRange(0, MAX_HOUSEHOLDS, _l("Vul een getal in van 0 of meer.")),
        ],
    )
    neighbourhoods = TextAreaField(
        _l("Buurten"),
        description=_l("Elke buurt op een eigen regel."),
        filters=[tidied],
        validators=[OptionalText(MAX_NEIGHBOURHOODS)],
    )

    def to_neighbourhoods(self) -> tuple[str, ...]:
        """Return the names of the neighbourhoods, without empty lines."""
        lines = (line.strip() for line in (self.neighbourhoods.data or "").split("\n"))
        return tuple(line for line in lines if line)


class ClosedDayForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """A day on which the municipality is closed."""

    day = DateField(_l("Dag"), validators=[InputRequired(_l("Kies een dag."))])
    name = StringField(
        _l("Naam"),
        description=_l("Bijvoorbeeld: Carnavalsmaandag."),
        filters=[trimmed],
        validators=[PlainText(MAX_TITLE, _l("Vul in wat voor dag het is."))],
    )

    def to_day(self) -> tuple[date, str]:
        """Return the day and its name."""
        assert self.day.data is not None
        return self.day.data, self.name.data or ""


class NamesForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """The programme's own names and texts; each field is called as in the programme file."""

    seen = HiddenField()
    site_title = StringField(
        _l("Naam van deze site"),
        filters=[trimmed],
        validators=[PlainText(MAX_TITLE, _l("Vul de naam van de site in."))],
    )
    name = StringField(
        _l("Naam van het programma"),
        filters=[trimmed],
        validators=[PlainText(MAX_TITLE, _l("Vul de naam van het programma in."))],
    )
    municipality = StringField(
        _l("Gemeente"),
        filters=[trimmed],
        validators=[PlainText(MAX_TITLE, _l("Vul de naam van de gemeente in."))],
    )
    help_phone = StringField(
        _l("Telefoon voor hulp"),
        description=_l("Staat onder elke pagina."),
        filters=[trimmed],
        validators=[PlainText(40, _l("Vul een telefoonnummer in."))],
    )
    contact = TextAreaField(
        _l("Hoe bereiken bewoners u?"), filters=[tidied], validators=[OptionalText(MAX_BODY)]
    )
    about = TextAreaField(
        _l("Over deze site"),
        description=_l("Laat tussen twee alinea's een regel leeg."),
        filters=[tidied],
        validators=[OptionalText(MAX_BODY)],
    )
    programme = TextAreaField(
        _l("Over het programma"), filters=[tidied], validators=[OptionalText(MAX_BODY)]
    )
    answer_time = TextAreaField(
        _l("Hoe snel krijgt iemand antwoord?"),
        filters=[tidied],
        validators=[OptionalText(MAX_BODY)],
    )
    privacy_contact = TextAreaField(
        _l("Vragen over privacy"),
        description=_l("Wie kunnen bewoners bellen of schrijven?"),
        filters=[tidied],
        validators=[OptionalText(MAX_BODY)],
    )
    meldpunt_text = TextAreaField(
        _l("Over het meldpunt"), filters=[tidied], validators=[OptionalText(MAX_BODY)]
    )
    meldpunt_phone = StringField(
        _l("Telefoon van het meldpunt"), filters=[trimmed], validators=[OptionalText(40)]
    )
    meldpunt_url = StringField(
        _l("Adres van het meldpunt op internet"),
        filters=[trimmed],
        validators=[Optional(), URL(message=_l("Begin met https://."))],
    )
    accessibility_statement_url = StringField(
        _l("Adres van de toegankelijkheidsverklaring"),
        filters=[trimmed],
        validators=[Optional(), URL(message=_l("Begin met https://."))],
    )

    def names(self) -> tuple[str, ...]:
        """Return the names of what the form changes."""
        return tuple(field.name for field in self if field.name not in {"seen", "csrf_token"})

    def to_words(self) -> dict[str, str]:
        """Return the text under each name."""
        return {name: self[name].data or "" for name in self.names()}
