"""Parts of forms that several rooms share."""

from collections.abc import Iterable
from typing import Any, Final

from flask_babel import gettext as _
from wtforms import Field, Form, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # stubs lag behind
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.text import TextError, TextReason, check_text, clean_text

#: Of a version in a hidden field: what any database can keep.
LARGEST_VERSION: Final = 2**31 - 1


def trimmed(value: str | None) -> str | None:
    """Return one line without spaces around it, as a filter of a field."""
    return value.strip() if value else value


def tidied(value: str | None) -> str | None:
    """Return lines without blank ones around them, as a filter of a field."""
    return clean_text(value) if value else value


class PlainText:
    """Checks that a text shows something, fits and can be stored and printed."""

    def __init__(self, maximum: int, empty: Any) -> None:  # noqa: ANN401 - a lazy text
        self.maximum = maximum
        #: What is said when nothing was filled in.
        self.empty = empty
        self.field_flags = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Stop with a sentence about what is wrong."""
        del form
        try:
            check_text(field.data or "", self.maximum)
        except TextError as error:
            raise StopValidation(self._explain(error)) from error

    def _explain(self, error: TextError) -> str:
        if error.reason is TextReason.EMPTY:
            return str(self.empty)
        if error.reason is TextReason.TOO_LONG:
            return str(_("Dit is te lang. Er passen %(count)s tekens.", count=self.maximum))
        return str(_("Hier staat een teken dat wij niet kunnen bewaren. Typ het opnieuw."))


class OptionalText(PlainText):
    """The same for a text that may stay empty."""

    def __init__(self, maximum: int) -> None:
        super().__init__(maximum, empty="")
        self.field_flags = {"optional": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Stop with a sentence about what is wrong, unless there is nothing."""
        if field.data:
            super().__call__(form, field)


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Return (value, words) pairs as WTForms wants the choices of a field."""
    return [SelectChoice(value=value, label=words) for value, words in pairs]


class TicksField(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def add_error(field: Field, message: str) -> None:
    """Show `message` at `field`, for what was found out after validating."""
    field.errors = [*field.errors, message]
