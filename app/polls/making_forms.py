"""Forms with which staff make a poll, its options, and change it in public."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.core.dates import LocalTimeError, moment_of
from app.polls.making_rules import (
    HIGHEST_AGE,
    LOWEST_AGE,
    MAX_ALT,
    MAX_COST,
    MAX_DECIDED,
    MAX_HELP,
    MAX_LINE,
    MAX_OPTION_TITLE,
    MAX_PLACE,
    MAX_QUESTION,
    MAX_REASON,
    MAX_WHY,
    MOST_TURNOUT,
    OptionPlan,
    PollPlan,
)
from app.polls.rules import MAX_OPTIONS, Access, Electorate, TieRule
from app.web.fields import (
    OptionalText,
    PlainText,
    TicksField,
    add_error,
    choices,
    tidied,
    trimmed,
)
from app.web.forms import KeptForm

_TIMES: Final = {
    "skipped": _l("Deze tijd bestaat niet: de klok gaat dan een uur vooruit. Kies een andere."),
    "twice": _l("Deze tijd komt twee keer: de klok gaat dan een uur terug. Kies een andere."),
    "year": _l("Kijk het jaar na."),
}


def _moment(day: Field, clock: Field) -> datetime | None:
    """Return the moment that two fields say; else None, with an error where it is wrong."""
    if day.data is None or clock.data is None:
        return None
    try:
        return moment_of(day.data, clock.data)
    except LocalTimeError as error:
        add_error(day if error.reason == "year" else clock, str(_TIMES[error.reason]))
        return None


class PollForm(KeptForm):
    """Everything about a poll but its options."""

    seen = HiddenField()
    question = StringField(
        _l("Wat vraagt u?"),
        description=_l("Eén vraag, kort. Bijvoorbeeld: Welke speeltuin komt er op het plein?"),
        filters=[trimmed],
        validators=[PlainText(MAX_QUESTION, _l("Schrijf de vraag."))],
    )
    why = TextAreaField(
        _l("Waarom vraagt u dit?"),
        description=_l("Wat gebeurt er met de keuze? Schrijf het in gewone taal."),
        filters=[tidied],
        validators=[OptionalText(MAX_WHY)],
    )
    access = RadioField(
        _l("Wat wordt het?"),
        choices=choices(
            [
                (Access.LETTERS.value, _l("Stemming: met een code uit een brief")),
                (Access.OPEN.value, _l("Peiling: iedereen kan meedoen")),
            ]
        ),
        validators=[InputRequired(_l("Kies stemming of peiling."))],
    )
    districts = TicksField(_l("In welke wijken?"))
    electorate = RadioField(
        _l("Voor wie is één brief?"),
        choices=choices(
            [
                (Electorate.HOUSEHOLD.value, _l("Voor een huishouden")),
                (Electorate.PERSON.value, _l("Voor één persoon")),
            ]
        ),
        validators=[InputRequired(_l("Kies voor wie één brief is."))],
    )
    min_age = IntegerField(
        _l("Vanaf welke leeftijd?"),
        description=_l("Laat leeg als iedereen mag stemmen."),
        validators=[
            Optional(),
            NumberRange(LOWEST_AGE, HIGHEST_AGE, _l("Vul een leeftijd in van 4 tot en met 99.")),
        ],
    )
    opens_day = DateField(_l("Dag"), validators=[InputRequired(_l("Vul in welke dag het opent."))])
    opens_time = TimeField(_l("Tijd"), validators=[InputRequired(_l("Vul in hoe laat het opent."))])
    closes_day = DateField(_l("Dag"), validators=[InputRequired(_l("Vul in welke dag het sluit."))])
    closes_time = TimeField(
        _l("Tijd"), validators=[InputRequired(_l("Vul in hoe laat het sluit."))]
    )
    max_choices = IntegerField(
        _l("Hoeveel keuzes heeft iemand?"),
        description=_l("Blanco stemmen kan altijd."),
        validators=[
            InputRequired(_l("Vul in hoeveel iemand mag kiezen.")),
            NumberRange(1, MAX_OPTIONS - 1, _l("Vul een getal in van 1 tot en met 11.")),
        ],
    )
    tie_rule = RadioField(
        _l("Wat als twee keuzes evenveel stemmen krijgen?"),
        choices=choices(
            [
                (TieRule.LOT.value, _l("Dan loten wij, in het openbaar")),
                (TieRule.CHEAPEST.value, _l("Dan wint de goedkoopste")),
                (TieRule.COUNCIL.value, _l("Dan geeft het bewonersberaad advies")),
            ]
        ),
        validators=[InputRequired(_l("Kies wat er dan gebeurt."))],
    )
    min_turnout = IntegerField(
        _l("Hoeveel procent moet er stemmen?"),
        description=_l("Laat leeg als er geen minimum is. Bij te weinig wordt het een advies."),
        validators=[
            Optional(),
            NumberRange(1, MOST_TURNOUT, _l("Vul een getal in van 1 tot en met 100.")),
        ],
    )
    has_paper = RadioField(
        _l("Kan het ook op papier?"),
        choices=choices([("yes", _l("Ja, ook op papier")), ("no", _l("Nee, alleen op internet"))]),
        validators=[InputRequired(_l("Kies of het ook op papier kan."))],
    )
    help_text = TextAreaField(
        _l("Waar krijgt iemand hulp?"),
        description=_l("Een plek, met dagen en tijden. En een telefoonnummer."),
        filters=[tidied],
        validators=[OptionalText(MAX_HELP)],
    )
    decided_by = TextAreaField(
        _l("Wie besluit er daarna?"),
        description=_l("Bijvoorbeeld: Het college besluit en volgt de uitslag."),
        filters=[tidied],
        validators=[OptionalText(MAX_DECIDED)],
    )
    decision_due = DateField(
        _l("Wanneer weten bewoners het besluit?"),
        description=_l("Uiterlijk op deze dag."),
        validators=[Optional()],
    )

    def offer(self, districts: Iterable[tuple[str, str]]) -> None:
        """Offer these districts, as (key, name)."""
        self.districts.choices = choices(districts)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the base class
        """Whether everything is right, the times on the clock included."""
        is_right = super().validate(extra_validators)
        self._opens_at = _moment(self.opens_day, self.opens_time)
        self._closes_at = _moment(self.closes_day, self.closes_time)
        return is_right and self._opens_at is not None and self._closes_at is not None

    def to_plan(self) -> PollPlan:
        """Return the input as a value, after it was found right."""
        assert self._opens_at is not None
        assert self._closes_at is not None
        return PollPlan(
            question=self.question.data or "",
            why=self.why.data or "",
            access=Access(self.access.data),
            electorate=Electorate(self.electorate.data),
            min_age=self.min_age.data,
            max_choices=self.max_choices.data or 1,
            opens_at=self._opens_at,
            closes_at=self._closes_at,
            tie_rule=TieRule(self.tie_rule.data),
            min_turnout=self.min_turnout.data,
            has_paper=self.has_paper.data == "yes",
            help_text=self.help_text.data or "",
            decided_by=self.decided_by.data or "",
            decision_due=self.decision_due.data,
            district_keys=tuple(self.districts.data or ()),
        )


class OptionForm(KeptForm):
    """The words of an option."""

    seen = HiddenField()
    title = StringField(
        _l("Naam"),
        description=_l("Bijvoorbeeld: Klimtoren met glijbaan."),
        filters=[trimmed],
        validators=[PlainText(MAX_OPTION_TITLE, _l("Geef deze keuze een naam."))],
    )
    line = StringField(
        _l("Eén zin erover"),
        description=_l("In gewone taal. Bijvoorbeeld: Voor kinderen van 4 tot 12 jaar."),
        filters=[trimmed],
        validators=[OptionalText(MAX_LINE)],
    )
    cost = IntegerField(
        _l("Wat kost het, in hele euro's?"),
        description=_l("Alleen cijfers. Laat leeg als het niet bekend is."),
        validators=[
            Optional(),
            NumberRange(0, MAX_COST, _l("Vul een bedrag in hele euro's in.")),
        ],
    )
    place = StringField(
        _l("Waar komt het?"), filters=[trimmed], validators=[OptionalText(MAX_PLACE)]
    )

    def to_plan(self) -> OptionPlan:
        """Return the input as a value."""
        return OptionPlan(
            title=self.title.data or "",
            line=self.line.data or "",
            cost=self.cost.data,
            place=self.place.data or "",
        )


class PictureForm(KeptForm):
    """A picture for an option."""

    picture = FileField(
        _l("Foto of tekening"),
        description=_l("Neem bij elke keuze eenzelfde soort beeld. Zo is het eerlijk."),
        validators=[FileRequired(_l("Kies een foto of een tekening."))],
    )


class AltForm(KeptForm):
    """What is to be seen on the picture of an option."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    alt = StringField(
        _l("Wat is er te zien?"),
        description=_l("Voor wie de foto niet kan zien."),
        filters=[trimmed],
        validators=[PlainText(MAX_ALT, _l("Schrijf wat er te zien is."))],
    )


class FreezeForm(KeptForm):
    """Being sure before the rules are frozen."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    is_real = BooleanField(
        _l("Elke keuze kan echt, voor het bedrag dat erbij staat."),
        validators=[InputRequired(_l("Zet hier een vinkje als elke keuze echt kan."))],
    )


class ReasonForm(KeptForm):
    """A reason that everybody can read."""

    reason = TextAreaField(
        _l("Waarom?"),
        description=_l("Iedereen kan dit lezen. Het blijft altijd in het logboek staan."),
        filters=[tidied],
        validators=[PlainText(MAX_REASON, _l("Schrijf waarom."))],
    )


class HelpForm(ReasonForm):
    """Where people get help from now on, and why."""

    help_text = TextAreaField(
        _l("Waar krijgt iemand nu hulp?"),
        description=_l("Een plek, met dagen en tijden. En een telefoonnummer."),
        filters=[tidied],
        validators=[PlainText(MAX_HELP, _l("Schrijf waar iemand hulp krijgt."))],
    )


class ExtendForm(ReasonForm):
    """A later closing time, and why."""

    closes_day = DateField(_l("Dag"), validators=[InputRequired(_l("Vul in welke dag het sluit."))])
    closes_time = TimeField(
        _l("Tijd"), validators=[InputRequired(_l("Vul in hoe laat het sluit."))]
    )

    def closes_at(self) -> datetime | None:
        """Return the moment; None where the clock doesn't show it, with an error beside it."""
        return _moment(self.closes_day, self.closes_time)
