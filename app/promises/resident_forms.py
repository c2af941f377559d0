"""Forms with which residents say whether a promise was kept."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired

from app.promises.rules import MAX_WHY, Verdict
from app.promises.words import VERDICTS
from app.web.fields import OptionalText, choices, trimmed
from app.web.forms import KeptForm
from app.web.typed_codes import TypedCodeForm


class VerdictForm(KeptForm):
    """Ja, nee or weet ik niet, and one line of why."""

    verdict = RadioField(
        _l("Is dit wat er beloofd was?"),
        choices=choices((each.value, VERDICTS[each]) for each in Verdict),
        validators=[InputRequired(_l("Kies een antwoord."))],
    )
    why = StringField(
        _l("Waarom vindt u dat?"),
        description=_l("Eén regel. Noem niemand bij naam. Wij lezen het eerst."),
        filters=[trimmed],
        validators=[OptionalText(MAX_WHY)],
    )


class CodeVerdictForm(TypedCodeForm, VerdictForm):
    """The same, with the code of a letter."""
