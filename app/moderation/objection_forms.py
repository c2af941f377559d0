"""The form of the second person who rules on an objection."""

from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.moderation.decisions import MAX_REASON
from app.moderation.forms import StoryForm
from app.moderation.objection_rules import ObjectionAbout, Verdict
from app.moderation.objection_services import Ruled
from app.stories.rules import Outcome

_REJECTED: Final = Verdict.REJECTED.value
_KEPT: Final = {
    ObjectionAbout.REFUSAL: _l("Nee: de weigering blijft"),
    ObjectionAbout.REDACTION: _l("Nee: de woorden blijven verborgen"),
}
_GRANTED: Final = {
    Outcome.PUBLISHED: _l("Ja: iedereen mag het verhaal lezen"),
    Outcome.COUNCIL_ONLY: _l("Ja: het beraad en de gemeente mogen het lezen"),
}


class RulingForm(StoryForm):
    """Whether the teller is right, and why."""

    ruling = RadioField(
        _l("Krijgt de verteller gelijk?"), validators=[InputRequired(_l("Kies ja of nee."))]
    )
    ruling_reason = TextAreaField(
        _l("Waarom?"),
        description=_l("De verteller leest dit op de volgkaart."),
        validators=[
            DataRequired(_l("Schrijf waarom. De verteller leest deze reden.")),
            Length(max=MAX_REASON, message=_l("Maak de reden korter.")),
        ],
    )

    def ask(self, about: ObjectionAbout, *, may_publish: bool) -> None:
        """Ask about an objection to this."""
        if about is ObjectionAbout.REFUSAL:
            yes = [
                (outcome.value, words)
                for outcome, words in _GRANTED.items()
                if may_publish or outcome is not Outcome.PUBLISHED
            ]
        else:
            yes = [(Verdict.GRANTED.value, _l("Ja: ik heb de tekst hiernaast aangepast"))]
        self.ruling.choices = [*yes, (_REJECTED, _KEPT[about])]

    def to_ruled(self) -> Ruled:
        """Return the validated input as a value the domain understands."""
        said, reason = self.ruling.data, self.ruling_reason.data or ""
        if said in set(Verdict):
            return Ruled(Verdict(said), reason)
        return Ruled(Verdict.GRANTED, reason, Outcome(said))
