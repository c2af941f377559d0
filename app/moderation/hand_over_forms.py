"""The forms with which a story is handed to an office or partner."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import InputRequired, Optional

from app.moderation.forms import StoryForm
from app.moderation.hand_over_rules import Expected
from app.programme.models import Office
from app.programme.office_fields import OtherOffice, office_field


class ReminderForm(StoryForm):
    """When staff ask how it stands."""

    remind_on = DateField(
        _l("Wanneer vraagt u na?"),
        description=_l("Op die dag staat het verhaal bij ‘Vandaag navragen’."),
        validators=[InputRequired(_l("Kies een dag om na te vragen."))],
    )
    answer_due = DateField(
        _l("Wanneer antwoorden zij?"),
        description=_l("Alleen als zij een dag noemden. De verteller ziet die dag."),
        validators=[Optional()],
    )

    def to_expected(self) -> Expected:
        """Return the validated input as a value the domain understands."""
        assert self.remind_on.data is not None
        return Expected(self.remind_on.data, self.answer_due.data)


class HandOverForm(ReminderForm, OtherOffice):
    """Whom the story waits for."""

    office = office_field(_l("Bij wie ligt het?"), _l("Kies bij wie het ligt."))

    def offer(self, offices: Sequence[Office]) -> None:
        """Let these be chosen, or another one; nothing is chosen beforehand."""
        self.offer_offices((each.key, each.name) for each in offices)
