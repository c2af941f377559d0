"""Forms for signing in and for accounts."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app.staff.rules import MAX_PASSWORD, MIN_PASSWORD, Role
from app.staff.services import Account

ROLE_NAMES = {
    Role.AMBASSADOR: _l("Ambassadeur: voert verhalen in"),
    Role.DISTRICT_MANAGER: _l("Wijkmanager: leest en beantwoordt verhalen van de eigen wijk"),
    Role.COUNCIL: _l("Bewonersberaad: ziet de stukken voor het beraad"),
    Role.RESEARCHER: _l("Onderzoeker: haalt bestanden op"),
    Role.ADMINISTRATOR: _l("Beheerder: ziet en regelt alles"),
}


class SignInForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """User name and password."""

    username = StringField(_l("Gebruikersnaam"), validators=[InputRequired(_l("Vul uw naam in."))])
    password = PasswordField(
        _l("Wachtwoord"), validators=[InputRequired(_l("Vul uw wachtwoord in."))]
    )


class _Ticks(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class MemberForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """An account: new, or changed (then the user name stays and the password may stay empty)."""

    username = StringField(
        _l("Gebruikersnaam"),
        description=_l("Kleine letters en cijfers, zonder spaties."),
        validators=[
            InputRequired(_l("Vul een gebruikersnaam in.")),
            Length(2, 40, _l("Kies een naam van 2 tot 40 tekens.")),
            Regexp(r"^[a-z0-9._-]+$", message=_l("Gebruik kleine letters en cijfers.")),
        ],
    )
    name = StringField(
        _l("Naam"),
        description=_l("Zo ziet de bewoner wie er antwoordt."),
        validators=[InputRequired(_l("Vul een naam in.")), Length(max=80)],
    )
    roles = _Ticks(
        _l("Wat mag deze persoon?"), choices=[(role.value, ROLE_NAMES[role]) for role in Role]
    )
    districts = _Ticks(_l("Welke wijken?"))
    active = BooleanField(_l("Dit account is in gebruik"), default=True)
    password = PasswordField(
        _l("Wachtwoord"),
        description=_l(
            "Minstens %(min)d tekens. Een zin onthoudt u makkelijker.", min=MIN_PASSWORD
        ),
        validators=[Optional(), Length(max=MAX_PASSWORD)],
    )

    def to_account(self) -> Account:
        """Return the validated input as a value the domain understands."""
        return Account(
            username=self.username.data or "",
            name=self.name.data or "",
            roles=frozenset(Role(value) for value in self.roles.data or []),
            districts=frozenset(self.districts.data or []),
            active=bool(self.active.data),
        )
