"""Choosing an office or partner in a form: one of the programme's, or another one by name."""

from collections.abc import Iterable
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, Form, SelectField, StringField
from wtforms.validators import InputRequired

from app.programme.models import Office
from app.programme.rules import MAX_OFFICE
from app.web.fields import PlainText, choices, trimmed

#: Value of the choice that stands for none of the others.
OTHER: Final = "anders"
_NONE: Final = ""


def office_field(label: Any, empty: Any, description: Any = "") -> SelectField:  # noqa: ANN401 - lazy texts
    """Return the field of a choice; `empty` is said when nothing was chosen."""
    return SelectField(
        label, description=description, coerce=str, validators=[InputRequired(empty)]
    )


class _NamedElse(PlainText):
    """Checks the name where `OTHER` was chosen; elsewhere nothing has to stand there."""

    def __init__(self) -> None:
        super().__init__(MAX_OFFICE, _l("Schrijf welke afdeling of partner het is."))
        self.field_flags = {"optional": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Stop with a sentence about what is wrong."""
        if form["office"].data == OTHER:
            super().__call__(form, field)


class OtherOffice(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """Goes with a field `office` that `office_field` made."""

    office: SelectField
    other_office = StringField(
        _l("Anders, namelijk"),
        description=_l("Alleen als u “Anders” kiest. Geen naam van een persoon."),
        filters=[trimmed],
        validators=[_NamedElse()],
    )

    def offer_offices(self, known: Iterable[tuple[str, str]]) -> None:
        """Offer these (value, name), and another one; nothing is chosen beforehand."""
        first, last = (_NONE, _l("Kies")), (OTHER, _l("Anders"))
        self.office.choices = choices([first, *known, last])

    @property
    def is_other(self) -> bool:
        """Whether the office stands by its name beside the choice."""
        return bool(self.office.data == OTHER)

    @property
    def office_name(self) -> str:
        """The name that was chosen or written, where names are the values of the choice."""
        return (self.other_office.data if self.is_other else self.office.data) or ""


def names_of(offices: Iterable[Office], used: Iterable[str]) -> list[tuple[str, str]]:
    """Return the names to choose from as pairs: the programme's in order, then others in use."""
    names = dict.fromkeys([*(office.name for office in offices), *used])
    return [(name, name) for name in names if name]
