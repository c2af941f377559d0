"""Forms with which staff promise things and say what became of them."""

from collections.abc import Iterable
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.programme.office_fields import OtherOffice, office_field
from app.programme.rules import MAX_OFFICE
from app.promises.rules import MAX_TEXT, MAX_WHAT
from app.web.fields import (
    LARGEST_VERSION,
    OptionalText,
    PlainText,
    TicksField,
    choices,
    tidied,
    trimmed,
)
from app.web.forms import KeptForm

MAX_ALT: Final = 250
#: Value of a choice that stands for none of the others.
NONE: Final = ""


class _WordsFields(KeptForm, OtherOffice):
    """What is promised, for whom and by which office."""

    what = TextAreaField(
        _l("Wat belooft u?"),
        description=_l("Eén korte zin. Schrijf geen namen: dit blijft altijd in het logboek."),
        filters=[tidied],
        validators=[PlainText(MAX_WHAT, _l("Schrijf wat u belooft."))],
    )
    for_whom = StringField(
        _l("Voor wie?"),
        description=_l("Bijvoorbeeld: iedereen rond het plein. Geen namen."),
        filters=[trimmed],
        validators=[OptionalText(MAX_OFFICE)],
    )
    office = office_field(
        _l("Wie doet het?"),
        _l("Kies welke afdeling of partner het doet."),
        _l("Een afdeling of partner, geen persoon."),
    )


class _SubjectFields(KeptForm):
    """What a promise is about."""

    district = SelectField(
        _l("Welke wijk?"),
        coerce=str,
        default=NONE,
        validators=[InputRequired(_l("Kies een wijk."))],
    )
    clusters = TicksField(_l("Waar gaat het over?"), coerce=str)
    effort = SelectField(_l("Bij welke inspanning hoort het?"), coerce=str, default=NONE)
    all_stories = BooleanField(
        _l("Zet dit op de kaart van elk verhaal over deze onderwerpen uit deze wijk")
    )

    def offer(
        self,
        districts: Iterable[tuple[str, str]],
        clusters: Iterable[tuple[str, str]],
        efforts: Iterable[tuple[str, str]],
    ) -> None:
        """Offer these to choose from, each as (key, words)."""
        self.district.choices = choices(districts)
        self.clusters.choices = choices(clusters)
        self.effort.choices = choices([(NONE, _l("Geen")), *efforts])


class PromiseForm(_WordsFields, _SubjectFields):
    """A new promise."""

    due_on = DateField(
        _l("Wanneer is het klaar?"),
        description=_l("Daarna staat het vanzelf op “te laat”."),
        validators=[InputRequired(_l("Vul de dag in waarop het klaar is."))],
    )


class _VersionForm(KeptForm):
    """Which version of the promise somebody had before them."""

    version = IntegerField(
        widget=HiddenInput(), validators=[Optional(), NumberRange(0, LARGEST_VERSION)]
    )


class _Reason(KeptForm):
    """Why, in public."""

    reason = TextAreaField(
        _l("Waarom?"),
        description=_l("Iedereen kan dit lezen. Het blijft altijd in het logboek staan."),
        filters=[tidied],
        validators=[PlainText(MAX_TEXT, _l("Schrijf waarom."))],
    )


class WordsForm(_WordsFields, _Reason, _VersionForm):
    """Other words for what was promised, and why."""


class SubjectForm(_SubjectFields, _VersionForm):
    """What a promise is about."""


class MoveForm(_Reason, _VersionForm):
    """Another day, and why."""

    due_on = DateField(
        _l("Wat is de nieuwe dag?"), validators=[InputRequired(_l("Vul de nieuwe dag in."))]
    )


class ReasonForm(_Reason, _VersionForm):
    """Why a promise is dropped, or stands on the list again."""


class DoneForm(_VersionForm):
    """What was done."""

    reason = TextAreaField(
        _l("Wat is er gedaan?"),
        description=_l("Iedereen kan dit lezen."),
        filters=[tidied],
        validators=[OptionalText(MAX_TEXT)],
    )


class PictureForm(KeptForm):
    """A picture of how it looks now."""

    picture = FileField(
        _l("Foto"),
        description=_l("Zonder mensen of kentekens in beeld."),
        validators=[FileRequired(_l("Kies een foto."))],
    )
    alt = StringField(
        _l("Wat is er te zien?"),
        description=_l("Voor wie de foto niet kan zien."),
        filters=[trimmed],
        validators=[PlainText(MAX_ALT, _l("Schrijf wat er te zien is."))],
    )


class WhyForm(KeptForm):
    """Whether everybody may read the line beside an answer."""

    shown = HiddenField()


class DecisionForm(KeptForm, OtherOffice):
    """The next step of what became of a poll."""

    seen_steps = IntegerField(widget=HiddenInput(), validators=[Optional()])
    stage = RadioField(_l("Wat vertelt u?"), validators=[InputRequired(_l("Kies wat u vertelt."))])
    option = RadioField(_l("Wat wordt het?"), validators=[InputRequired(_l("Kies wat het wordt."))])
    what = StringField(
        _l("Wat is het dan?"),
        description=_l("Alleen bij “iets anders”. Een paar woorden."),
        filters=[trimmed],
        validators=[OptionalText(MAX_WHAT)],
    )
    text = TextAreaField(
        _l("Vertel het aan bewoners"),
        description=_l("Schrijf geen namen: dit blijft altijd in het logboek."),
        filters=[tidied],
        validators=[PlainText(MAX_TEXT, _l("Vertel wat er is besloten of gedaan."))],
    )
    office = office_field(
        _l("Wie is hiervoor verantwoordelijk?"),
        _l("Kies welke afdeling of partner het is."),
        _l("Een afdeling of partner, geen persoon."),
    )
    due_on = DateField(
        _l("Wanneer is het klaar?"),
        description=_l("Daarna staat het vanzelf op “te laat”."),
        validators=[Optional()],
    )
    reason = TextAreaField(
        _l("Is het iets anders dan gekozen? Waarom?"),
        description=_l("Iedereen leest deze reden, naast wat er gekozen was."),
        filters=[tidied],
        validators=[OptionalText(MAX_TEXT)],
    )
    clusters = TicksField(_l("Waar gaat het over?"), coerce=str)
    all_stories = BooleanField(
        _l("Zet dit op de kaart van elk verhaal over deze onderwerpen uit deze wijken")
    )
    picture = FileField(_l("Foto"), description=_l("Als die er is. Zonder mensen in beeld."))
    alt = StringField(
        _l("Wat is er op de foto te zien?"),
        filters=[trimmed],
        validators=[OptionalText(MAX_ALT)],
    )
