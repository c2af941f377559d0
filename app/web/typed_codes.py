"""Asking for a code that stands on a card or a letter, and saying what is wrong with one."""

from collections.abc import Callable
from math import ceil
from typing import Final, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.core.attempts import Lock, WrongCodeError
from app.core.codes import CodeCharacterError, CodeError, CodeLengthError
from app.web.context import parts
from app.web.forms import KeptForm

T = TypeVar("T")

#: Characters; a code has 15, and whoever pastes a whole message means one in it.
MAX_TYPED: Final = 200
_MINUTE: Final = 60


class TypedCodeForm(KeptForm):
    """A code as people type it."""

    code = StringField(
        _l("Typ uw code"),
        description=_l(
            "Drie groepjes van vijf, zoals K7QM4 XPH2D 9RW8T. "
            "Hoofdletters en spaties maken niet uit."
        ),
        validators=[
            InputRequired(_l("Typ de code die u kreeg.")),
            Length(max=MAX_TYPED, message=_l("Dit is te lang. Uw code heeft 15 tekens.")),
        ],
    )


def current_lock() -> Lock:
    """Return the lock of this app, for every kind of code."""
    return Lock(parts().settings.secret_key, parts().hash_cost, parts().tries)


def opened_by(form: TypedCodeForm, open_it: Callable[[str], T], unknown: str) -> T | None:
    """Return what the sent code opens; None when nothing does, and the form says why.

    unknown: what is said of a code that could be one.

    Raises:
        TooManyTriesError: this try has to wait.
        BusyError: too many codes are being looked at.
    """
    if not form.validate_on_submit():
        return None
    try:
        return open_it(form.code.data or "")
    except CodeError as error:
        form.code.errors = [code_words(error)]
    except WrongCodeError:
        form.code.errors = [unknown]
    return None


def wait_words(seconds: int) -> str:
    """Return how long the next try has to wait."""
    if seconds < _MINUTE:
        return str(ngettext("%(num)d seconde", "%(num)d seconden", seconds))
    return str(ngettext("%(num)d minuut", "%(num)d minuten", ceil(seconds / _MINUTE)))


def code_words(error: CodeError) -> str:
    """Return what is wrong with what was typed."""
    if isinstance(error, CodeLengthError):
        return str(
            _("Een code heeft 15 letters en cijfers. U typte er %(count)d.", count=error.length)
        )
    if isinstance(error, CodeCharacterError):
        return str(_("Het teken %(character)s staat nooit in een code.", character=error.character))
    return str(_("Er zit een typefout in de code. Kijk hem nog een keer na."))
