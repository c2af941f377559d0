"""Forms for meetings, their packs and advice. Each checks its own token."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.core.dates import LocalTimeError, moment_of
from app.council.rules import (
    MAX_ADVICE,
    MAX_AGENDA,
    MAX_INTRO,
    MAX_OFFICE,
    MAX_PLACE,
    MAX_QUESTION,
    MAX_SUBJECT,
    MAX_TITLE,
)
from app.promises.rules import MAX_WHAT
from app.web.fields import (
    LARGEST_VERSION,
    OptionalText,
    PlainText,
    TicksField,
    add_error,
    choices,
    tidied,
    trimmed,
)
from app.web.forms import KeptForm

#: How forms say that something is for all districts of the meeting.
ALL_DISTRICTS: Final = "alle"
_TIMES: Final = {
    "skipped": _l("Deze tijd bestaat niet: de klok gaat dan een uur vooruit. Kies een andere."),
    "twice": _l("Deze tijd komt twee keer: de klok gaat dan een uur terug. Kies een andere."),
    "year": _l("Kijk het jaar na."),
}


class MeetingForm(KeptForm):
    """When and where a meeting is, and what it is about."""

    seen = HiddenField()
    day = DateField(_l("Welke dag?"), validators=[InputRequired(_l("Vul de dag in."))])
    clock = TimeField(
        _l("Hoe laat begint het?"), validators=[InputRequired(_l("Vul in hoe laat."))]
    )
    place = StringField(
        _l("Waar?"),
        description=_l("Bijvoorbeeld: het Noorderhuis, grote zaal."),
        filters=[trimmed],
        validators=[PlainText(MAX_PLACE, _l("Schrijf waar het is."))],
    )
    agenda = TextAreaField(
        _l("Agenda"),
        description=_l("Elk punt op een eigen regel. Iedereen kan dit lezen."),
        filters=[tidied],
        validators=[OptionalText(MAX_AGENDA)],
    )
    title = StringField(
        _l("Andere naam"),
        description=_l("Mag leeg blijven. Dan heet het: Bewonersberaad."),
        filters=[trimmed],
        validators=[OptionalText(MAX_TITLE)],
    )
    districts = TicksField(
        _l("Over welke wijken gaat het?"),
        description=_l("Kies niets voor alle wijken."),
        coerce=str,
    )

    def offer(self, districts: Iterable[tuple[str, str]]) -> None:
        """Offer these districts as (key, name)."""
        self.districts.choices = choices(districts)

    def starts_at(self) -> datetime | None:
        """Return the moment that a valid form says; None, with an error, where there is none."""
        if self.day.data is None or self.clock.data is None:
            return None
        try:
            return moment_of(self.day.data, self.clock.data)
        except LocalTimeError as error:
            add_error(self.day if error.reason == "year" else self.clock, str(_TIMES[error.reason]))
            return None


class _SeenPack(KeptForm):
    """Which version of the pack somebody had before them."""

    version = IntegerField(
        widget=HiddenInput(), validators=[Optional(), NumberRange(0, LARGEST_VERSION)]
    )


class IntroForm(_SeenPack):
    """What stands above something in the pack."""

    intro = TextAreaField(
        _l("Wat wilt u erboven zetten?"),
        description=_l("Mag leeg blijven. Korte zinnen, geen namen van bewoners."),
        filters=[tidied],
        validators=[OptionalText(MAX_INTRO)],
    )


class QuestionForm(_SeenPack):
    """A question to the council."""

    question = TextAreaField(
        _l("Wat vraagt u aan het beraad?"),
        description=_l("Eén vraag, kort. Eronder komt ruimte om te schrijven."),
        filters=[tidied],
        validators=[PlainText(MAX_QUESTION, _l("Schrijf de vraag."))],
    )
    intro = TextAreaField(
        _l("Wat moeten zij daarvoor weten?"),
        description=_l("Mag leeg blijven."),
        filters=[tidied],
        validators=[OptionalText(MAX_INTRO)],
    )


class AdviceForm(KeptForm):
    """What the council advised about one subject."""

    seen = HiddenField()
    subject = StringField(
        _l("Waarover gaat het advies?"),
        description=_l("In een paar woorden. Bijvoorbeeld: licht op het achterpad."),
        filters=[trimmed],
        validators=[PlainText(MAX_SUBJECT, _l("Schrijf waarover het gaat."))],
    )
    text = TextAreaField(
        _l("Wat adviseert het beraad?"),
        description=_l("In de woorden van het beraad. Geen namen van bewoners."),
        filters=[tidied],
        validators=[PlainText(MAX_ADVICE, _l("Schrijf wat het beraad adviseert."))],
    )
    district = SelectField(_l("Voor welke wijk?"), coerce=str)
    clusters = TicksField(
        _l("Bij welke onderwerpen hoort het?"),
        description=_l("Verhalen uit het pakket over deze onderwerpen tonen het advies."),
        coerce=str,
    )
    office = StringField(
        _l("Wie moet hier iets mee?"),
        description=_l("Een afdeling of partner, geen persoon. Mag later."),
        filters=[trimmed],
        validators=[OptionalText(MAX_OFFICE)],
    )
    due_on = DateField(
        _l("Wanneer moet het klaar zijn?"),
        description=_l("Mag later."),
        validators=[Optional()],
    )
    answer = TextAreaField(
        _l("Wat is het antwoord van de gemeente?"),
        description=_l("Doet de gemeente iets anders? Schrijf hier waarom. Mag later."),
        filters=[tidied],
        validators=[OptionalText(MAX_ADVICE)],
    )

    def offer(
        self, districts: Iterable[tuple[str, str]], clusters: Iterable[tuple[str, str]]
    ) -> None:
        """Offer these districts and clusters, each as (key, words)."""
        self.district.choices = choices(districts)
        self.clusters.choices = choices(clusters)


class PromiseForm(KeptForm):
    """What is promised after an advice."""

    what = TextAreaField(
        _l("Wat belooft u?"),
        description=_l("Eén korte zin. Schrijf geen namen: dit blijft altijd in het logboek."),
        filters=[tidied],
        validators=[PlainText(MAX_WHAT, _l("Schrijf wat u belooft."))],
    )
    office = StringField(
        _l("Wie doet het?"),
        description=_l("Een afdeling of partner, geen persoon."),
        filters=[trimmed],
        validators=[PlainText(MAX_OFFICE, _l("Schrijf welke afdeling of partner het doet."))],
    )
    due_on = DateField(
        _l("Wanneer is het klaar?"),
        description=_l("Daarna staat het vanzelf op “te laat”."),
        validators=[InputRequired(_l("Vul de dag in waarop het klaar is."))],
    )
    for_whom = StringField(
        _l("Voor wie?"),
        description=_l("Bijvoorbeeld: iedereen rond het plein. Geen namen."),
        filters=[trimmed],
        validators=[OptionalText(MAX_OFFICE)],
    )
