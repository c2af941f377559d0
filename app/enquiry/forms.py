"""The forms of an enquiry: setting its questions, and answering them by phone or from paper."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from app.core.text import clean_text
from app.enquiry.models import EnquiryQuestion
from app.enquiry.rules import (
    FACES,
    MAX_QUESTIONS,
    MAX_WORDS,
    Given,
    PlanError,
    PlanReason,
    Question,
    QuestionKind,
)
from app.web.fields import OptionalText, add_error, choices, trimmed
from app.web.forms import KeptForm

KIND_NAMES: Final = {
    QuestionKind.OPEN: _l("Open: in eigen woorden"),
    QuestionKind.CHOICE: _l("Eén antwoord kiezen"),
    QuestionKind.SCALE: _l("Vijf gezichten"),
}
#: Words beside the faces unless others are typed.
FACE_WORDS: Final = (
    _l("Heel slecht"),
    _l("Slecht"),
    _l("Niet goed, niet slecht"),
    _l("Goed"),
    _l("Heel goed"),
)
PLAN_WORDS: Final = {
    PlanReason.TOO_MANY: _l("Stel hoogstens tien vragen."),
    PlanReason.NO_TEXT: _l("Typ de vraag."),
    PlanReason.TOO_LONG: _l("Dit is te lang. Een vraag heeft 160 tekens, een antwoord 80."),
    PlanReason.ANSWERS: _l("Geef twee tot acht antwoorden, elk op een eigen regel."),
    PlanReason.FACES: _l("Geef vijf woorden, van slecht naar goed. Of laat dit leeg."),
    PlanReason.DOUBLE: _l("Deze vraag staat er twee keer."),
}


class AnswerForm(KeptForm):
    """What every form with answers has; its questions are added by `answer_form`."""

    #: Which version of the questions was shown.
    version = HiddenField()
    #: Makes a second tap on a typed form the same reply.
    once = HiddenField()

    questions: Sequence[EnquiryQuestion] = ()

    def field_of(self, question: EnquiryQuestion) -> Field:
        """Return the field of a question."""
        field: Field = self[_name(question.key)]
        return field

    def given(self) -> dict[str, Given]:
        """Return what was answered, by the key of the question."""
        found = {}
        for question in self.questions:
            typed = self.field_of(question).data
            if not typed:
                continue
            is_open = question.kind is QuestionKind.OPEN
            found[question.key] = Given(words=typed) if is_open else Given(number=int(typed))
        return found


class QuestionsForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """What every form that sets questions has; its rows are added by `questions_form`."""

    seen = HiddenField()

    def to_questions(self) -> list[Question]:
        """Return the questions that were typed; rows without any text are left out."""
        return [self._question(place) for place in self.filled()]

    def filled(self) -> list[int]:
        """Return which rows hold something, from 0."""
        places = range(MAX_QUESTIONS)
        return [at for at in places if self[f"text_{at}"].data or self[f"answers_{at}"].data]

    def explain(self, error: PlanError) -> None:
        """Say at its field what is wrong with the questions."""
        places = self.filled()
        place = places[min(error.place, len(places) - 1)]
        at_answers = error.reason in {PlanReason.ANSWERS, PlanReason.FACES}
        add_error(
            self[f"answers_{place}" if at_answers else f"text_{place}"], PLAN_WORDS[error.reason]
        )

    def _question(self, place: int) -> Question:
        kind = QuestionKind(self[f"kind_{place}"].data)
        lines = (self[f"answers_{place}"].data or "").split("\n")
        answers = tuple(" ".join(line.split()) for line in lines if line.strip())
        if kind is QuestionKind.SCALE and not answers:
            answers = tuple(str(words) for words in FACE_WORDS)
        return Question(kind, self[f"text_{place}"].data or "", answers)


def answer_form(
    questions: Sequence[EnquiryQuestion],
    districts: Iterable[tuple[str, str]],
    **values: Any,  # noqa: ANN401 - as WTForms
) -> AnswerForm:
    """Return a form with a field for each question, and one for the district."""
    fields: dict[str, Any] = {_name(each.key): _answer_field(each) for each in questions}
    fields["district"] = RadioField(
        _l("In welke wijk woont u?"), choices=choices(districts), validators=[Optional()]
    )
    made: type[AnswerForm] = type("_AnswerForm", (AnswerForm,), fields)
    form = made(**values)
    form.questions = questions
    return form


def questions_form(rows: Sequence[EnquiryQuestion]) -> QuestionsForm:
    """Return a form with a row for each question that can be asked; `rows` are there now."""
    fields: dict[str, Any] = {}
    for place in range(MAX_QUESTIONS):
        fields[f"kind_{place}"] = SelectField(
            _l("Soort"), choices=choices(KIND_NAMES.items()), default=QuestionKind.OPEN
        )
        fields[f"text_{place}"] = StringField(_l("Vraag"), filters=[trimmed])
        fields[f"answers_{place}"] = TextAreaField(
            _l("Antwoorden"),
            description=_l("Elk op een eigen regel. Bij een open vraag blijft dit leeg."),
            filters=[lambda typed: clean_text(typed or "")],
        )
    made: type[QuestionsForm] = type("_QuestionsForm", (QuestionsForm,), fields)
    return made(data=present_of(rows))


def present_of(rows: Sequence[EnquiryQuestion]) -> dict[str, Any]:
    """Return what a form about these questions shows, by the name of its field."""
    shown: dict[str, Any] = {}
    for place, row in enumerate(rows):
        shown[f"kind_{place}"] = row.kind.value
        shown[f"text_{place}"] = row.text
        shown[f"answers_{place}"] = "\n".join(row.answers)
    return shown


def _name(key: str) -> str:
    return f"q_{key}"


def _answer_field(question: EnquiryQuestion) -> Any:  # noqa: ANN401 - an unbound field
    asked = _apart(question.text)
    if question.kind is QuestionKind.OPEN:
        return TextAreaField(
            asked,
            filters=[lambda typed: clean_text(typed or "")],
            validators=[OptionalText(MAX_WORDS)],
        )
    numbered = enumerate(question.answers)
    if question.kind is QuestionKind.SCALE:
        # The words beside the faces are mostly ours, and then there in each language.
        pairs = [(str(at), f"{FACES[at]} {_apart(_(words))}") for at, words in numbered]
    else:
        pairs = [(str(at), _apart(words)) for at, words in numbered]
    return RadioField(asked, choices=choices(pairs), validators=[Optional()])


def _apart(words: str) -> str:
    """Return words of staff so that they keep their own direction on a page of another one."""
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"


def nothing_words() -> str:
    """Return what is said where not one question was answered."""
    return str(_("Vul ten minste één vraag in."))
