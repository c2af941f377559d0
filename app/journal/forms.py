"""Forms with which staff write the travel story. Each checks its own token."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.journal.rules import MAX_ALT, MAX_TEXT, MAX_TITLE
from app.web.fields import OptionalText, PlainText, choices, tidied, trimmed
from app.web.forms import KeptForm

#: Characters of all addresses together.
_MAX_ADDRESSES = 4_000


class EntryForm(KeptForm):
    """One entry."""

    seen = HiddenField()
    day = DateField(
        _l("Welke dag?"),
        description=_l("De dag waarop het gebeurde."),
        validators=[InputRequired(_l("Vul de dag in."))],
    )
    title = StringField(
        _l("Titel"),
        description=_l("Bijvoorbeeld: Het bankje bij het veld staat er."),
        filters=[trimmed],
        validators=[PlainText(MAX_TITLE, _l("Vul een titel in."))],
    )
    text = TextAreaField(
        _l("Wat is er gedaan?"),
        description=_l("In gewone taal, korte zinnen. Noem geen bewoners bij naam."),
        filters=[tidied],
        validators=[PlainText(MAX_TEXT, _l("Schrijf wat er is gedaan."))],
    )
    district = SelectField(_l("Wijk"))
    links = TextAreaField(
        _l("Waar gaat dit over?"),
        description=_l(
            "Plak het adres van een verhaal, stemming of toezegging. Elk op een eigen regel. "
            "De vertellers zien dit dan op hun volgkaart."
        ),
        filters=[tidied],
        validators=[OptionalText(_MAX_ADDRESSES)],
    )

    def offer(self, districts: Iterable[tuple[str, str]], *, may_be_all: bool = True) -> None:
        """Offer these districts as (key, name)."""
        everywhere = [("", _l("Alle wijken"))] if may_be_all else []
        self.district.choices = choices([*everywhere, *districts])


class PictureForm(KeptForm):
    """A picture, and what is to be seen."""

    picture = FileField(_l("Foto"))
    alt = TextAreaField(
        _l("Wat is er te zien?"),
        description=_l("Voor wie de foto niet kan zien. Noem geen namen."),
        filters=[tidied],
        validators=[PlainText(MAX_ALT, _l("Schrijf wat er op de foto te zien is."))],
    )


class ReportForm(KeptForm):
    """Which period to print."""

    period = SelectField(_l("Welke periode?"))

    def offer(self, periods: Iterable[tuple[str, str]]) -> None:
        """Offer these periods as (key, words)."""
        self.period.choices = choices(periods)
