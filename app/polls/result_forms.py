"""Forms about results, stubs and paper ballots."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from app.polls.counting import read_choice
from app.polls.outcome import Fault
from app.polls.pack_services import MAX_PACK
from app.polls.receipts import read_receipt
from app.polls.result_services import MAX_REASON
from app.polls.rules import BLANK, INVALID, Choice
from app.web.fields import OptionalText, PlainText, choices, tidied
from app.web.forms import KeptForm

_MAX_TYPED = 200
_MAX_LINES = 5_000


class ReceiptForm(KeptForm):
    """The receipt that a voter kept."""

    receipt = StringField(
        _l("Uw stembewijs"),
        description=_l("Vier groepjes van vier, zoals 7KQ4-M2XB-TD9H-JRWC."),
        validators=[
            InputRequired(_l("Typ het stembewijs dat u bij uw stem kreeg.")),
            Length(max=_MAX_TYPED, message=_l("Dit is te lang. Het nummer heeft 16 tekens.")),
        ],
    )

    def validate_receipt(self, field: StringField) -> None:
        """Refuse what can't be a receipt."""
        if read_receipt(field.data or "") is None:
            raise ValidationError(_("Een stembewijs heeft 16 letters en cijfers."))


class StubForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """The code on a tear-off strip."""

    code = StringField(
        _l("Code op het strookje"),
        validators=[
            InputRequired(_l("Typ de code van het strookje.")),
            Length(max=_MAX_TYPED, message=_l("Dit is te lang. Een code heeft 15 tekens.")),
        ],
    )


class SureForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """A question that is answered by sending it."""


class CountForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """How many ballots of a pack have which choice; made by `count_form`."""

    def to_lines(self) -> dict[Choice, int]:
        """Return the ballots of each choice."""
        raise NotImplementedError


def count_form(titles: Sequence[tuple[int, str]], most: int, **kwargs: Any) -> CountForm:  # noqa: ANN401 - as FlaskForm takes them
    """Return the form to type a count of ballots with these options.

    titles: (number, title) in order. most: how many options one may choose.
    """
    form = _single(titles) if most == 1 else _several()
    return form(**kwargs)


def _single(titles: Sequence[tuple[int, str]]) -> type[CountForm]:
    """Return a form with a number for each option."""
    names: dict[str, Choice] = {f"optie_{number}": 1 << number for number, _ in titles}
    labels = {f"optie_{number}": f"{number}. {title}" for number, title in titles}
    names |= {"blanco": BLANK, "ongeldig": INVALID}
    labels |= {"blanco": str(_("Blanco")), "ongeldig": str(_("Ongeldig"))}

    class Single(CountForm):
        def to_lines(self) -> dict[Choice, int]:
            return {choice: self[name].data for name, choice in names.items()}

    for name, label in labels.items():
        setattr(Single, name, _number(label))
    return Single


def _number(label: str) -> IntegerField:
    return IntegerField(
        label,
        validators=[
            InputRequired(_("Vul een getal in. Zijn er geen? Vul dan 0 in.")),
            NumberRange(0, MAX_PACK, _("Een pak is hoogstens %(count)s papieren.", count=MAX_PACK)),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


def _several() -> type[CountForm]:
    """Return a form with a line for each combination of options."""

    class Several(CountForm):
        regels = TextAreaField(
            _l("Wat er op de papieren staat"),
            description=_l(
                "Elke regel: de keuze, een spatie en het aantal. "
                "Zoals: 1+3 12. Of: blanco 2. Of: ongeldig 1."
            ),
            filters=[tidied],
            validators=[PlainText(_MAX_LINES, _l("Vul in wat er op de papieren staat."))],
            render_kw={"rows": 8, "autocomplete": "off"},
        )

        def validate_regels(self, field: TextAreaField) -> None:
            _read_lines(field.data or "")

        def to_lines(self) -> dict[Choice, int]:
            return _read_lines(self.regels.data or "")

    return Several


def _read_lines(text: str) -> dict[Choice, int]:
    """Return the ballots of each choice; raise `ValidationError` at a line that can't be."""
    lines: dict[Choice, int] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        written, _space, count = line.rpartition(" ")
        choice = read_choice(written.strip().lower())
        if choice is None or not (count.isascii() and count.isdecimal()):
            raise ValidationError(_("Deze regel klopt niet: %(line)s", line=line[:40]))
        if choice in lines:
            raise ValidationError(_("Deze keuze staat er twee keer: %(line)s", line=line[:40]))
        lines[choice] = int(count) if len(count) < len(str(MAX_PACK)) + 1 else MAX_PACK + 1
    return lines


class OpenResultForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """Opening a result, with a public reason where it doesn't add up."""

    reason = TextAreaField(
        _l("Waarom klopt het niet?"),
        description=_l("Iedereen leest dit, ook in het logboek. Noem geen namen."),
        filters=[tidied],
        validators=[OptionalText(MAX_REASON)],
    )

    def check(self, faults: Sequence[Fault]) -> bool:
        """Whether everything is right; a reason is needed where there are `faults`."""
        if faults:
            self.reason.validators = [PlainText(MAX_REASON, _("Schrijf waarom het niet klopt."))]
        is_right: bool = self.validate_on_submit()
        return is_right


class DecideForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """Which option the lot or the advice brought."""

    number = RadioField(
        _l("Welke keuze is het geworden?"),
        coerce=int,
        validators=[InputRequired(_l("Kies wat het is geworden."))],
    )
    note = TextAreaField(
        _l("Hoe, waar en wanneer?"),
        description=_l("Iedereen leest dit, ook in het logboek. Noem geen namen."),
        filters=[tidied],
        validators=[PlainText(MAX_REASON, _l("Schrijf hoe, waar en wanneer."))],
    )

    def offer(self, titles: Sequence[tuple[int, str]]) -> None:
        """Let one of these options be chosen."""
        self.number.choices = choices((str(number), title) for number, title in titles)
