"""The form with which a deputy is arranged."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from app.staff.deputy_rules import Leave
from app.staff.models import StaffMember


class DeputyForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """Who stands in, and on which days."""

    deputy = SelectField(
        _l("Wie vervangt?"),
        description=_l("Kies een wijkmanager. Die ziet zolang beide wijken."),
        validators=[InputRequired(_l("Kies wie er vervangt."))],
    )
    starts_on = DateField(_l("Eerste dag"), validators=[InputRequired(_l("Kies de eerste dag."))])
    ends_on = DateField(_l("Laatste dag"), validators=[InputRequired(_l("Kies de laatste dag."))])

    def offer(self, colleagues: Sequence[StaffMember]) -> None:
        """Let these be chosen; nobody is chosen beforehand."""
        self.deputy.choices = [("", _l("Kies")), *((each.ref, each.name) for each in colleagues)]

    def to_leave(self) -> Leave:
        """Return the validated days as a value the domain understands."""
        assert self.starts_on.data is not None
        assert self.ends_on.data is not None
        return Leave(self.starts_on.data, self.ends_on.data)
