"""Forms with which staff make letters, and take single ones out of use."""

from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # stubs lag behind
from wtforms.validators import InputRequired, NumberRange, Optional

from app.core.refs import is_ref, new_ref
from app.polls.code_rules import MAX_BATCH, REPLACING, BatchPlan, LetterForm, LetterReason
from app.polls.letter_changes import REASON_NAMES
from app.web.fields import choices
from app.web.forms import KeptForm

FORM_NAMES: Final = {
    LetterForm.A4: _l("Brief op A4"),
    LetterForm.A5: _l("Brief op A5"),
    LetterForm.CSV: _l("Lijst met codes"),
}
FORM_HINTS: Final = {
    LetterForm.A4.value: _l("Voor elke vensterenvelop. U vouwt de brief."),
    LetterForm.A5.value: _l("Past zonder vouwen in een C5-envelop. Voor korte teksten."),
    LetterForm.CSV.value: _l("Voor brieven op naam, die de gemeente zelf maakt."),
}
_SIZE: Final = NumberRange(
    0, MAX_BATCH, _l("Vul een getal in van 0 tot en met %(max)d.", max=MAX_BATCH)
)
_NUMBER: Final = NumberRange(min=1, message=_l("Vul het nummer van de brief in."))


def _reasons(*members: LetterReason) -> list[SelectChoice]:
    return choices((member.value, REASON_NAMES[member]) for member in members)


class BatchForm(KeptForm):
    """Letters to be, for one district."""

    hints = FORM_HINTS
    #: Whoever sends the same form twice gets the letters once.
    batch = HiddenField(default=new_ref)
    district = SelectField(_l("Voor welke wijk?"))
    form = RadioField(_l("Wat wilt u maken?"), validators=[InputRequired(_l("Kies wat u maakt."))])
    issued = IntegerField(
        _l("Hoeveel brieven?"),
        description=_l("Meestal één voor elk adres."),
        validators=[InputRequired(_l("Vul in hoeveel brieven.")), _SIZE],
    )
    reserve = IntegerField(
        _l("Hoeveel reservebrieven?"),
        description=_l("Voor de balie. Zij krijgen de laatste nummers."),
        validators=[InputRequired(_l("Vul in hoeveel reservebrieven.")), _SIZE],
    )

    def to_plan(self, poll_ref: str, actor: str) -> BatchPlan:
        """Return what was filled in."""
        sent = self.batch.data or ""
        return BatchPlan(
            ref=sent if is_ref(sent) else new_ref(),
            poll_ref=poll_ref,
            district_key=self.district.data,
            form=LetterForm(self.form.data),
            issued=self.issued.data or 0,
            reserve=self.reserve.data or 0,
            actor=actor,
        )


class ReplaceForm(KeptForm):
    """A letter that somebody lacks."""

    number = IntegerField(
        _l("Nummer van de oude brief"),
        description=_l("U vindt het in uw eigen lijst met adressen."),
        validators=[InputRequired(_l("Vul het nummer van de brief in.")), _NUMBER],
    )
    reason = RadioField(
        _l("Waarom?"),
        description=_l("Iedereen ziet het nummer en de reden in het logboek."),
        choices=_reasons(*REPLACING),
        validators=[InputRequired(_l("Kies waarom."))],
    )


class VoidForm(KeptForm):
    """Letters that must not be used any more."""

    first = IntegerField(
        _l("Vanaf nummer"),
        validators=[InputRequired(_l("Vul het nummer van de brief in.")), _NUMBER],
    )
    last = IntegerField(
        _l("Tot en met nummer"),
        description=_l("Alleen als het er meer zijn."),
        validators=[Optional(), _NUMBER],
    )
    reason = RadioField(
        _l("Waarom?"),
        description=_l("Iedereen ziet de nummers en de reden in het logboek."),
        choices=_reasons(*REPLACING, LetterReason.RETURNED),
        validators=[InputRequired(_l("Kies waarom."))],
    )


class ExtraForm(KeptForm):
    """An address that had no letter."""

    district = SelectField(_l("In welke wijk is het adres?"))
