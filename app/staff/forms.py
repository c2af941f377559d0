"""Forms for signing in and for accounts."""

from collections.abc import Iterable
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, Field, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, Regexp, StopValidation

from app.core.mail_address import MailAddressError, read_mail_address
from app.staff.rules import MIN_PASSWORD, PasswordRefusedError, Role, check_password
from app.staff.services import Account
from app.web.fields import PlainText, TicksField, choices, trimmed

MAX_NAME = 80
#: What each role may do, in a few words.
ROLE_NAMES = {
    Role.AMBASSADOR: _l("Ambassadeur"),
    Role.DISTRICT_MANAGER: _l("Wijkmanager"),
    Role.COUNCIL: _l("Bewonersberaad"),
    Role.TEAM: _l("Teamlid"),
    Role.RESEARCHER: _l("Onderzoeker"),
    Role.ADMINISTRATOR: _l("Beheerder"),
}
ROLE_HINTS = {
    Role.AMBASSADOR.value: _l("Schrijft verhalen op, samen met bewoners."),
    Role.DISTRICT_MANAGER.value: _l("Leest en beantwoordt verhalen van de eigen wijk."),
    Role.COUNCIL.value: _l("Ziet de stukken voor het beraad."),
    Role.TEAM.value: _l("Belt en bezoekt bewoners die hulp vroegen aan dit team."),
    Role.RESEARCHER.value: _l("Haalt bestanden op, zonder namen."),
    Role.ADMINISTRATOR.value: _l("Ziet alle wijken en regelt alles."),
}


class Named(Protocol):
    """A district or team to choose."""

    key: str
    name: str


def good_password(form: Any, field: Field) -> None:  # noqa: ANN401 - flask_wtf ships no types
    """Stop with a sentence when the password can't protect residents' stories."""
    del form
    try:
        check_password(field.data or "")
    except PasswordRefusedError as error:
        words = {
            "short": _("Neem minstens %(min)d tekens.", min=MIN_PASSWORD),
            "long": _("Dit wachtwoord is te lang."),
            "common": _("Dit wachtwoord is te makkelijk te raden. Neem een eigen zin."),
        }
        raise StopValidation(str(words[error.reason])) from error


def new_password_field(label: Any) -> PasswordField:  # noqa: ANN401 - a lazy text
    """Return a field for a password to be."""
    return PasswordField(
        label,
        description=_l(
            "Minstens %(min)d tekens. Een zin onthoudt u makkelijker.", min=MIN_PASSWORD
        ),
        validators=[InputRequired(_l("Vul een wachtwoord in.")), good_password],
    )


class SignInForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """User name and password."""

    username = StringField(_l("Gebruikersnaam"), validators=[InputRequired(_l("Vul uw naam in."))])
    password = PasswordField(
        _l("Wachtwoord"), validators=[InputRequired(_l("Vul uw wachtwoord in."))]
    )


class MemberForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """What an administrator changes of an account."""

    seen = HiddenField()
    name = StringField(
        _l("Naam"),
        description=_l("Zo ziet de bewoner wie er antwoordt."),
        filters=[trimmed],
        validators=[PlainText(MAX_NAME, _l("Vul een naam in."))],
    )
    roles = TicksField(
        _l("Wat mag deze persoon?"),
        choices=choices((role.value, name) for role, name in ROLE_NAMES.items()),
        validators=[InputRequired(_l("Kies wat deze persoon mag."))],
    )
    districts = TicksField(_l("Welke wijken?"))
    teams = TicksField(_l("Welk team?"), description=_l("Alleen voor een teamlid."))
    active = BooleanField(_l("Dit account is in gebruik"), default=True)
    #: Asked of those who take their own access away.
    sure = BooleanField(_l("Ik weet het zeker: ik kan straks zelf niet meer beheren"))

    def offer(self, districts: Iterable[Named], teams: Iterable[Named]) -> None:
        """Offer these districts and teams as choices."""
        self.districts.choices = choices((row.key, row.name) for row in districts)
        self.teams.choices = choices((row.key, row.name) for row in teams)

    def validate_districts(self, field: Field) -> None:
        """Ask a wijkmanager's district."""
        if Role.DISTRICT_MANAGER in (self.roles.data or []) and not field.data:
            raise StopValidation(str(_("Kies minstens één wijk voor de wijkmanager.")))

    def validate_teams(self, field: Field) -> None:
        """Ask a team member's team."""
        if Role.TEAM in (self.roles.data or []) and not field.data:
            raise StopValidation(str(_("Kies het team van dit teamlid.")))

    def to_account(self, username: str) -> Account:
        """Return the input as a value the domain understands."""
        return Account(
            username=username,
            name=self.name.data or "",
            roles=frozenset(Role(value) for value in self.roles.data or []),
            districts=frozenset(self.districts.data or []),
            teams=frozenset(self.teams.data or []),
            active=bool(self.active.data),
        )


class NewMemberForm(MemberForm):
    """A new account."""

    username = StringField(
        _l("Gebruikersnaam"),
        description=_l("Kleine letters en cijfers, zonder spaties."),
        filters=[trimmed],
        validators=[
            InputRequired(_l("Vul een gebruikersnaam in.")),
            Length(2, 40, _l("Kies een naam van 2 tot 40 tekens.")),
            Regexp(r"^[a-z0-9._-]+$", message=_l("Gebruik kleine letters en cijfers.")),
        ],
    )
    password = new_password_field(_l("Eerste wachtwoord"))


class PasswordForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """A new password that an administrator sets."""

    password = new_password_field(_l("Nieuw wachtwoord"))


class OwnPasswordForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """One's own new password, with the old one."""

    old = PasswordField(
        _l("Uw wachtwoord van nu"), validators=[InputRequired(_l("Vul uw wachtwoord van nu in."))]
    )
    password = new_password_field(_l("Uw nieuwe wachtwoord"))


class OwnMailForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """Where somebody wants reminders; empty: nowhere."""

    address = EmailField(
        _l("Uw e-mailadres"),
        description=_l("Maak het vak leeg als u geen e-mail wilt."),
        filters=[trimmed],
    )

    def validate_address(self, field: EmailField) -> None:
        """Refuse what no mail can be sent to; called by WTForms."""
        try:
            read_mail_address(field.data or "nobody@example.nl")
        except MailAddressError as error:
            raise StopValidation(
                str(_("Dit adres klopt niet. Een adres ziet er zo uit: naam@voorbeeld.nl."))
            ) from error
