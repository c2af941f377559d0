"""The form with which a teller asks for mail."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField
from wtforms import ValidationError as FieldError
from wtforms.validators import InputRequired

from app.core.mail_address import MailAddressError, read_mail_address
from app.web.forms import KeptForm


class MailForm(KeptForm):
    """An address, and the consent that goes with it."""

    address = EmailField(
        _l("Uw e-mailadres"), validators=[InputRequired(_l("Vul uw e-mailadres in."))]
    )
    agreed = BooleanField(
        _l("Ja, stuur mij een e-mail als er nieuws is voor mij"),
        validators=[InputRequired(_l("Zet een vinkje als u e-mail wilt."))],
    )

    def validate_address(self, field: EmailField) -> None:
        """Refuse what no mail can be sent to; called by WTForms."""
        try:
            read_mail_address(field.data or "")
        except MailAddressError as error:
            raise FieldError(
                _l("Dit adres klopt niet. Een adres ziet er zo uit: naam@voorbeeld.nl.")
            ) from error
