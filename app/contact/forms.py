"""The forms with which residents ask to be called or visited, and staff deal with it."""

from collections.abc import Sequence
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
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
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp, StopValidation

from app.contact.asking_services import Wish
from app.contact.rules import (
    MAX_ABOUT,
    MAX_ADDRESS,
    MAX_NAME,
    MAX_PHONE,
    MAX_REASON,
    MAX_WHEN,
    ContactState,
    Details,
    Way,
    is_phone,
)
from app.programme.models import District, Office
from app.web.fields import LARGEST_VERSION, OptionalText, choices, tidied, trimmed
from app.web.forms import KeptForm

#: Value for "I don't know" at the question for the district.
ELSEWHERE: Final = "elsewhere"
_WAYS: Final = {Way.PHONE: _l("Bel mij"), Way.VISIT: _l("Kom bij mij langs")}
#: A token as `app.web.drafts.new_token` makes them.
_ONCE: Final = r"^[A-Za-z0-9_-]{43}$"


class Fits(OptionalText):
    """Checks a text that is needed or not, as another answer says; so it isn't called optional."""

    def __init__(self, maximum: int) -> None:
        super().__init__(maximum)
        self.field_flags = {}


class ContactForm(KeptForm):
    """How to reach somebody, and by when."""

    #: One-time token: sent twice, it is one request.
    once = HiddenField(validators=[Regexp(_ONCE)])
    way = RadioField(
        _l("Hoe wilt u ons spreken?"),
        choices=choices(_WAYS.items()),
        validators=[InputRequired(_l("Kies: bellen of langskomen."))],
    )
    phone = StringField(
        _l("Uw telefoonnummer"),
        description=_l("Alleen als wij u bellen."),
        filters=[trimmed],
        validators=[Fits(MAX_PHONE)],
    )
    address = StringField(
        _l("Uw adres"),
        description=_l("Alleen als wij langskomen."),
        filters=[trimmed],
        validators=[Fits(MAX_ADDRESS)],
    )
    name = StringField(
        _l("Naar wie vragen wij?"),
        filters=[trimmed],
        validators=[Optional(), OptionalText(MAX_NAME)],
    )
    when = StringField(
        _l("Wanneer kunt u?"),
        description=_l("Bijvoorbeeld: na het eten, of op dinsdag."),
        filters=[trimmed],
        validators=[Optional(), OptionalText(MAX_WHEN)],
    )
    is_plea = BooleanField(_l("Ik heb nu hulp nodig. Het kan niet wachten."))

    def validate_phone(self, field: StringField) -> None:
        """Ask for a number where somebody wants to be called; called by WTForms."""
        if self.way.data == Way.PHONE and not is_phone(field.data or ""):
            raise StopValidation(str(_l("Vul uw telefoonnummer in.")))

    def validate_address(self, field: StringField) -> None:
        """Ask for an address where somebody wants a visit; called by WTForms."""
        if self.way.data == Way.VISIT and not field.data:
            raise StopValidation(str(_l("Vul uw adres in.")))

    def to_wish(self) -> Wish:
        """Return what was asked; of number and address only the one that is needed."""
        way = Way(self.way.data)
        reach = self.phone.data if way is Way.PHONE else self.address.data
        details = Details(reach or "", self.name.data or "", self.when.data or "")
        return Wish(way, details, bool(self.is_plea.data))


class AloneForm(ContactForm):
    """The same without a story."""

    district = RadioField(
        _l("In welke wijk woont u?"),
        validators=[InputRequired(_l("Kies een wijk. Weet u het niet? Kies dat dan."))],
    )
    about = TextAreaField(
        _l("Waar gaat het over?"),
        description=_l("Een paar woorden is genoeg."),
        filters=[tidied],
        validators=[Optional(), OptionalText(MAX_ABOUT)],
    )

    def offer(self, districts: Sequence[District]) -> None:
        """Let these be chosen."""
        known = [(each.key, each.name) for each in districts]
        self.district.choices = choices([*known, (ELSEWHERE, _l("Weet ik niet"))])

    def to_wish(self) -> Wish:
        """Return what was asked."""
        wish = super().to_wish()
        details = Details(
            wish.details.reach, wish.details.name, wish.details.when, self.about.data or ""
        )
        return Wish(wish.way, details, wish.is_plea, self.district.data)


class StaffForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """A form that was made from one version of a request."""

    class Meta:
        """The app checks the token of every form; a second one isn't needed."""

        csrf = False

    version = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_VERSION)])


class PromiseForm(StaffForm):
    """By when somebody is called or visited."""

    day = DateField(
        _l("Uiterlijk op welke dag?"),
        description=_l("De bewoner ziet uw naam en deze dag."),
        validators=[InputRequired(_l("Kies een dag."))],
    )
    reason = StringField(
        _l("Waarom later?"),
        description=_l("Alleen nodig bij een latere dag. De bewoner leest dit."),
        filters=[trimmed],
        validators=[Optional(), OptionalText(MAX_REASON)],
    )


class TeamForm(StaffForm):
    """Which team calls or visits."""

    team = SelectField(_l("Welk team?"), validators=[InputRequired(_l("Kies een team."))])

    def offer(self, teams: Sequence[Office]) -> None:
        """Let these be chosen; nothing is chosen beforehand."""
        self.team.choices = [("", _l("Kies")), *((each.key, each.name) for each in teams)]


class CloseForm(StaffForm):
    """How it ended."""

    state = RadioField(
        _l("Hoe liep het af?"),
        choices=choices(
            [
                (ContactState.SPOKEN, _l("Wij spraken elkaar")),
                (ContactState.NOT_REACHED, _l("Het lukte niet om de bewoner te bereiken")),
            ]
        ),
        validators=[InputRequired(_l("Kies hoe het afliep."))],
    )
