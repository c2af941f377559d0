"""The forms of somebody who votes."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.polls.rules import ChoiceError
from app.web.fields import TicksField
from app.web.forms import KeptForm

#: Of the number of an option.
_DIGITS: Final = 3


class BallotForm(KeptForm):
    """What is chosen: numbers of options, or blank."""

    BLANK: Final = "blanco"

    choice = TicksField(_l("Uw keuze"), name="keuze", validate_choice=False)

    @property
    def blank(self) -> bool:
        """Whether somebody chose nothing on purpose."""
        return self.BLANK in (self.choice.data or [])

    @property
    def numbers(self) -> set[int]:
        """The option numbers that were chosen, 0 for what can be none."""
        return {_number(each) for each in self.choice.data or [] if each != self.BLANK}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else 0


def choice_words(error: ChoiceError, *, chosen: int, most: int) -> str:
    """Return what has to be done before this can be a vote."""
    if error.reason == "too_many":
        return str(_("U koos er %(chosen)d. Er mogen er %(most)d.", chosen=chosen, most=most))
    words = {
        "none": _("Kies er ten minste één. Of stem blanco."),
        "blank_and_option": _("U koos iets, en u koos blanco. Kies één van de twee."),
        "unknown": _("Deze keuze is er niet. Kies opnieuw."),
    }
    return str(words[error.reason])
