"""The base of forms that check their own token, so that an old one costs nobody their words."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm


class KeptForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """A form of pages that the app-wide check leaves alone.

    Where its token fails the page is shown again with everything typed, and one tap sends it.
    """

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as the base class
        """Whether everything is right; a failed token is told in words for residents."""
        is_right: bool = super().validate(extra_validators)
        if self.csrf_token.errors:
            self.csrf_token.errors = [
                _l(
                    "Deze pagina stond lang open. Er is niets weg. Tik nog een keer op de knop. "
                    "Lukt het steeds niet? Zet dan cookies aan."
                )
            ]
        return is_right
