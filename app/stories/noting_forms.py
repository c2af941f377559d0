"""The forms with which staff write down what others told."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, StringField
from wtforms import ValidationError as FieldError
from wtforms.validators import InputRequired, NumberRange, Optional

from app.stories.forms import ELSEWHERE, ConsentForm, StepForm, TellerForm, TextForm
from app.stories.noting_rules import (
    MAX_PEOPLE,
    MAX_PLACE,
    Telling,
    is_possible_day,
)
from app.stories.rules import Channel
from app.web.fields import OptionalText, choices, trimmed

CHANNEL_NAMES = {
    Channel.PAPER: _l("Op papier"),
    Channel.DOOR: _l("Aan de deur of aan tafel"),
    Channel.CAFE: _l("In het praatcafé"),
    Channel.GROUP: _l("In een groep"),
    Channel.PHOTO_TALK: _l("Bij foto's"),
}


class TellingForm(StepForm):
    """How, when and where it was told; the view supplies the districts."""

    channel = RadioField(
        _l("Hoe kwam het verhaal binnen?"),
        choices=choices(CHANNEL_NAMES.items()),
        validators=[InputRequired(_l("Kies hoe het verhaal binnenkwam."))],
    )
    collected_on = DateField(
        _l("Op welke dag?"),
        description=_l("De dag waarop het verteld of ingeleverd is."),
        validators=[InputRequired(_l("Vul de dag in."))],
    )
    place = StringField(
        _l("Waar?"),
        description=_l("Bijvoorbeeld: het buurthuis. Schrijf geen adres van iemand op."),
        filters=[trimmed],
        validators=[OptionalText(MAX_PLACE)],
    )
    people = IntegerField(
        _l("Met hoeveel mensen was dit gesprek?"),
        description=_l("Alleen bij een groep of een praatcafé. Tel iedereen mee die meedeed."),
        validators=[
            Optional(),
            NumberRange(1, MAX_PEOPLE, _l("Vul een getal in van 1 tot en met 500.")),
        ],
    )
    district = RadioField(
        _l("Over welke wijk gaat het?"),
        validators=[InputRequired(_l("Kies een wijk."))],
    )

    def __init__(self, *, today: date, data: dict[str, object] | None = None) -> None:
        super().__init__(data={"collected_on": today, **(data or {})})
        self._today = today

    def validate_collected_on(self, field: DateField) -> None:
        """Refuse days to come and days long ago; called by WTForms."""
        if field.data is not None and not is_possible_day(field.data, self._today):
            raise FieldError(_l("Deze dag kan niet. Kies een dag in het afgelopen jaar."))

    def to_telling(self) -> Telling:
        """Return what was filled in."""
        return Telling(
            channel=Channel(self.channel.data),
            collected_on=self.collected_on.data or self._today,
            place=self.place.data or None,
            people=self.people.data or 0,
            district_key=None if self.district.data == ELSEWHERE else self.district.data,
        )


class VoiceForm(TextForm, TellerForm, ConsentForm):
    """What one person told, with the same questions as on a resident's own phone."""

    guardian_seen = BooleanField(
        _l("Jonger dan 16? Een ouder of verzorger zei ja, en dat zag ik op papier.")
    )
