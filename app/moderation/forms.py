"""The forms of the screen of one story. Their token is checked by the app, for all of them."""

import re
from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from app.moderation.decisions import MAX_ANSWER, MAX_REASON, RefusalGround
from app.moderation.marking import MAX_ALT
from app.moderation.rules import MAX_ROLE, Redaction, is_role
from app.moderation.services import Decision
from app.moderation.words import GROUNDS
from app.programme.models import Cluster, District
from app.stories.rules import MAX_LENGTH, Outcome
from app.web.fields import LARGEST_VERSION, choices

#: What hides a person or a place most often: one tap each.
ROLES = (
    _l("buurvrouw"),
    _l("buurman"),
    _l("partner"),
    _l("zoon"),
    _l("dochter"),
    _l("kind"),
    _l("collega"),
    _l("arts"),
    _l("school"),
    _l("straat"),
    _l("bedrijf"),
)
OUTCOMES = {
    Outcome.PUBLISHED: _l("Publiceren: iedereen mag het lezen"),
    Outcome.COUNCIL_ONLY: _l("Alleen voor het beraad en de gemeente"),
    Outcome.REFUSED: _l("Weigeren: niemand anders leest het"),
}
#: What a standard text leaves to be filled in.
GAP = re.compile("‹[^‹›]*›")


def _check_role(_form: FlaskForm, field: Field) -> None:
    if field.data and not is_role(" ".join(field.data.split())):
        raise ValidationError(
            _l("Gebruik alleen letters, zoals: buurvrouw. Hoogstens %(max)d.", max=MAX_ROLE)
        )


class StoryForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """A form that was made from one version of a story or photo."""

    class Meta:
        """The app checks the token of every form; a second one isn't needed."""

        csrf = False

    version = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_VERSION)])


class HideForm(StoryForm):
    """A stretch that was marked on the screen."""

    start = IntegerField(
        validators=[InputRequired(_l("Kies eerst woorden.")), NumberRange(0, MAX_LENGTH)]
    )
    end = IntegerField(
        validators=[InputRequired(_l("Kies eerst woorden.")), NumberRange(0, MAX_LENGTH)]
    )
    #: From a button; empty hides without a role.
    role = StringField(validators=[_check_role])
    #: In somebody's own words; its button sends no role.
    own_role = StringField(_l("Of schrijf zelf"), validators=[Optional(), _check_role])

    #: Also where the same words stand elsewhere.
    everywhere = BooleanField()

    def to_redaction(self) -> Redaction:
        """Return the stretch with what stands in its place."""
        own = self.own_role.data if self.role.data is None else self.role.data
        assert self.start.data is not None
        assert self.end.data is not None
        return Redaction(self.start.data, self.end.data, " ".join((own or "").split()) or None)


class WordsForm(StoryForm):
    """Words to hide that were copied by hand."""

    words = StringField(
        _l("Welke woorden?"),
        description=_l("Neem ze precies over, met hoofdletters."),
        validators=[InputRequired(_l("Vul in welke woorden u wilt verbergen.")), Length(max=500)],
    )
    words_role = StringField(
        _l("Vervang door"),
        description=_l("Bijvoorbeeld: buurvrouw. Leeg wordt […]."),
        validators=[Optional(), _check_role],
    )
    nth = IntegerField(
        _l("De hoeveelste keer?"),
        description=_l("Leeg verbergt ze overal."),
        validators=[Optional(), NumberRange(1, MAX_LENGTH, _l("Vul een getal in vanaf 1."))],
    )


class PhotoForm(StoryForm):
    """What staff say of one photo."""

    alt = TextAreaField(
        _l("Wat is er te zien?"),
        description=_l("Voor wie de foto niet kan zien. Noem geen namen."),
        validators=[Optional(), Length(max=MAX_ALT)],
    )
    shown = BooleanField(_l("Deze foto mag getoond en gedrukt worden"))


class ClusterForm(StoryForm):
    """What a story is about."""

    clusters = SelectMultipleField()
    main = RadioField(validators=[Optional()])

    def offer(self, clusters: Sequence[Cluster]) -> None:
        """Let these be chosen."""
        self.clusters.choices = self.main.choices = [(each.key, each.title) for each in clusters]

    @property
    def chosen(self) -> list[str]:
        """Keys that were chosen; the main one counts as chosen."""
        keys = list(self.clusters.data or [])
        return keys if self.main.data in {None, *keys} else [*keys, self.main.data]


class AnswerForm(StoryForm):
    """A message to the teller."""

    answer = TextAreaField(
        _l("Uw antwoord"),
        description=_l("De verteller leest dit op de volgkaart, met uw naam."),
        validators=[
            DataRequired(_l("Schrijf eerst een antwoord.")),
            Length(max=MAX_ANSWER, message=_l("Maak uw antwoord korter.")),
        ],
    )

    #: Asked where the story waits for an office; without it the waiting ends.
    still_waits = BooleanField()

    def validate_answer(self, field: Field) -> None:
        """Refuse a standard text with gaps that nobody filled in."""
        if GAP.search(field.data or ""):
            raise ValidationError(_l("Vul eerst in wat tussen ‹ en › staat."))


class DecisionForm(StoryForm):
    """Who may read the story."""

    outcome = RadioField(
        _l("Wie mag dit verhaal lezen?"),
        validators=[InputRequired(_l("Kies wat er met het verhaal gebeurt."))],
    )
    reason = TextAreaField(
        _l("Reden voor de verteller"),
        description=_l("Nodig bij weigeren, en als u een besluit verandert."),
        validators=[Optional(), Length(max=MAX_REASON, message=_l("Maak de reden korter."))],
    )

    ground = SelectField(
        _l("Weigert u? Kies waarom"),
        description=_l("Dit telt mee op de openbare pagina, zonder namen."),
        choices=choices((ground.value, words) for ground, words in GROUNDS.items()),
        default=RefusalGround.OTHER.value,
    )

    def offer(self, outcomes: Iterable[Outcome]) -> None:
        """Let these be decided."""
        self.outcome.choices = [(each.value, OUTCOMES[each]) for each in outcomes]

    def to_decision(self) -> Decision:
        """Return the validated input as a value the domain understands."""
        return Decision(
            Outcome(self.outcome.data), self.reason.data or "", RefusalGround(self.ground.data)
        )


class GuardianForm(StoryForm):
    """That a parent's consent was seen."""

    seen = BooleanField(
        _l("Ik heb de handtekening van een ouder of voogd gezien"),
        validators=[InputRequired(_l("Vink aan dat u het papier hebt gezien."))],
    )


class DistrictForm(StoryForm):
    """Where a story belongs."""

    district = SelectField(_l("Wijk"))
    sure = BooleanField(_l("Ik weet dat het verhaal dan misschien uit mijn lijst verdwijnt"))

    def offer(self, districts: Sequence[District]) -> None:
        """Let these be chosen."""
        self.district.choices = [(each.key, each.name) for each in districts]
