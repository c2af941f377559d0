"""Forms for picking quotes and putting a book together. The app checks their token."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.text import clean_text
from app.stories.rules import MAX_LENGTH
from app.web.fields import TicksField

MAX_TITLE = 80
MAX_FOREWORD = 4_000


class PickForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """A stretch of a story: marked in the text, or copied word for word."""

    start = IntegerField(validators=[Optional(), NumberRange(0, MAX_LENGTH)])
    end = IntegerField(validators=[Optional(), NumberRange(0, MAX_LENGTH)])
    words = TextAreaField(
        _l("Welke woorden? Kopieer ze precies."),
        description=_l("Elke regel is een stuk. Tussen de stukken komt […]."),
        filters=[lambda text: clean_text(text or "")],
        validators=[Length(max=MAX_LENGTH)],
    )


class QuoteForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """Where a quote stands in the book."""

    clusters = TicksField(_l("Waar gaat dit citaat over?"), coerce=str)
    is_minority = BooleanField(_l("Dit is een ander geluid dan de meeste"))


class BookForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """What a new book is about."""

    title = StringField(
        _l("Titel"),
        default=_l("In onze eigen woorden"),
        validators=[InputRequired(_l("Geef het boek een titel.")), Length(max=MAX_TITLE)],
    )
    round = SelectField(_l("Ronde"), coerce=str)
    districts = TicksField(_l("Wijken"), description=_l("Kies niets voor alle wijken."), coerce=str)
    clusters = TicksField(
        _l("Onderwerpen"), description=_l("Kies niets voor alle onderwerpen."), coerce=str
    )


class WordsForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """Title and foreword of a book."""

    title = StringField(
        _l("Titel"),
        validators=[InputRequired(_l("Geef het boek een titel.")), Length(max=MAX_TITLE)],
    )
    foreword = TextAreaField(
        _l("Voorwoord"),
        filters=[lambda text: clean_text(text or "")],
        validators=[
            Optional(),
            Length(max=MAX_FOREWORD, message=_l("Hoogstens %(max)d tekens.", max=MAX_FOREWORD)),
        ],
    )
