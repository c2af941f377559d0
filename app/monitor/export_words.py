"""What stands in files in words: names of things, and the sheet that explains a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.dates import date_in_words
from app.moderation.words import AGES, CHANNELS
from app.monitor.export_gathering import Gathering
from app.monitor.export_rules import (
    SMALLEST,
    UNTOLD,
    Choice,
    FileKind,
    LeftOut,
    Overview,
    Part,
    Traits,
)
from app.programme.rules import ClusterKind
from app.stories.rules import AgeGroup, Channel, TellerKind

PARTS: Final = {
    Part.WHOLE: _l("hele verhaal"),
    Part.QUOTES: _l("alleen citaten"),
}
LEFT_OUT: Final = {
    LeftOut.UNDECIDED: _l("Nog niet gelezen door de wijkmanager"),
    LeftOut.REFUSED: _l("Geweigerd"),
    LeftOut.WITHDRAWN: _l("Ingetrokken door de verteller"),
    LeftOut.GUARDIAN: _l("Jonger dan 16, zonder toestemming van een ouder"),
    LeftOut.NO_CONSENT: _l("Geen toestemming voor gebruik op papier en in onderzoek"),
    LeftOut.NO_QUOTE: _l("Alleen citaten mogen mee, en er is nog geen goed citaat"),
}
KINDS: Final = {
    FileKind.XLSX: _l("Excel (.xlsx)"),
    FileKind.ODS: _l("LibreOffice (.ods)"),
    FileKind.CSV: _l("Losse tabellen (.csv, in een zip)"),
    FileKind.JSON: _l("Voor programma's (.json)"),
    FileKind.QDPX: _l("Kwalitatief onderzoek (REFI-QDA-project, .qdpx)"),
    FileKind.QDC: _l("Alleen de codes (REFI-QDA-codeboek, .qdc)"),
}
CLUSTER_KINDS: Final = {
    ClusterKind.PROBLEM: _l("Probleemclusters"),
    ClusterKind.OPPORTUNITY: _l("Kansen"),
}
_TELLERS: Final = {
    TellerKind.RESIDENT: _l("bewoner"),
    TellerKind.PROFESSIONAL: _l("professional"),
}
_LANGUAGES: Final = {
    "nl": _l("Nederlands"),
    "de": _l("Duits"),
    "en": _l("Engels"),
    "pl": _l("Pools"),
    "tr": _l("Turks"),
    "ar": _l("Arabisch"),
    "uk": _l("Oekraïens"),
    "und": _l("een andere taal"),
}


@dataclass(frozen=True)
class Cover:
    """What a file says of itself."""

    title: str
    programme: str
    #: Where the site is that made it.
    site: str
    made_at: datetime
    choice: Choice
    #: Whether there are stories in the database that we wrote ourselves.
    has_examples: bool


def trait_names() -> dict[str, str]:
    """Return what the traits of `Traits` are called, in their order."""
    return {
        "district": _("wijk"),
        "round": _("ronde"),
        "teller": _("verteller"),
        "age_group": _("leeftijd"),
        "channel": _("manier van vertellen"),
        "language": _("taal"),
        "month": _("maand"),
    }


class TraitWords:
    """Traits as people read them; put into words once for each combination."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._known: dict[Traits, dict[str, str]] = {}

    def of(self, traits: Traits) -> dict[str, str]:
        """Return the words for each trait, by name in the order of `trait_names`."""
        if traits not in self._known:
            self._known[traits] = _trait_words(self._gathering, traits)
        return self._known[traits]


def few(count: int) -> str:
    """Return a count in words that tells no small one."""
    return _("minder dan %(few)d", few=SMALLEST) if 0 < count < SMALLEST else str(count)


def overview_rows(overview: Overview) -> list[tuple[str, str]]:
    """Return (what, how many), what is in the file first; reasons that don't occur are absent."""
    rows = [
        (_("Verhalen in het bestand"), few(overview.stories)),
        (_("Waarvan het hele verhaal"), few(overview.parts[Part.WHOLE])),
        (_("Waarvan alleen citaten"), few(overview.parts[Part.QUOTES])),
    ]
    return rows + left_out_rows(overview)


def left_out_rows(overview: Overview) -> list[tuple[str, str]]:
    """Return (why, how many) of what was left out."""
    return [
        (str(words), few(overview.left_out[reason]))
        for reason, words in LEFT_OUT.items()
        if overview.left_out[reason]
    ]


def choice_rows(
    choice: Choice, districts: Mapping[str, str], rounds: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return (what, chosen) of what somebody asked for."""
    first, last = choice.first_day, choice.last_day
    return [
        (_("Ronde"), rounds.get(choice.round_key or "", _("alle rondes"))),
        (_("Wijk"), districts.get(choice.district_key or "", _("alle wijken"))),
        (_("Vanaf"), date_in_words(first) if first else _("het begin")),
        (_("Tot en met"), date_in_words(last) if last else _("nu")),
    ]


def explain(cover: Cover, gathering: Gathering) -> list[tuple[str, str]]:
    """Return the sheet that explains a file, as (heading or empty, sentence or value) rows.

    Read all stories first: how many quotes and photos there are is known after that.
    """
    example = [(_("Let op"), _("Er staan verzonnen voorbeelden in."))] if cover.has_examples else []
    left_out = left_out_rows(gathering.overview)
    return [
        (cover.title, cover.programme),
        (_("Gemaakt op"), date_in_words(cover.made_at)),
        (_("Gemaakt door"), f"Buurtstem, {cover.site}"),
        *example,
        *choice_rows(cover.choice, gathering.districts, gathering.rounds),
        *overview_rows(gathering.overview)[:3],
        (_("Citaten"), few(gathering.quotes)),
        (_("Foto's die mogen worden getoond"), few(gathering.photos)),
        (_("Weggelaten"), "" if left_out else _("niets")),
        *left_out,
        *((heading, sentence) for heading, sentence in _rules()),
    ]


def _rules() -> list[tuple[str, str]]:
    """Return under which consents stories are in a file, and how to read it."""
    return [
        (
            _("Toestemming"),
            _(
                "Een verhaal staat er helemaal in als de verteller ja zei tegen gebruik op papier "
                "en in onderzoek, en iedereen het mag lezen."
            ),
        ),
        (
            "",
            _(
                "Mag niet iedereen het lezen, of wilde de verteller citaten eerst lezen? Dan staan "
                "alleen de citaten erin die mogen. Geen antwoord is nee."
            ),
        ),
        (
            "",
            _("Foto's gaan alleen mee met een eigen toestemming, en als de wijkmanager ze toont."),
        ),
        ("", _("Onder de 16 jaar gaat niets mee zonder toestemming van een ouder op papier.")),
        (
            _("Privacy"),
            _(
                "Wat de wijkmanager afschermde, staat er niet in. Daar staat […] of een rol, zoals "
                "[buurvrouw]. Namen van vertellers, straten en precieze dagen staan er niet in."
            ),
        ),
        (
            "",
            _(
                "Kenmerken die minder dan %(few)d mensen delen, zijn weggelaten. Dan staat er "
                "“niet vermeld”. Combineer dit bestand niet met andere om mensen te herkennen.",
                few=SMALLEST,
            ),
        ),
        (
            "",
            _(
                "Een verteller kan morgen nee zeggen. Gebruik daarom steeds een nieuw bestand, en "
                "wis oude."
            ),
        ),
        (
            _("Citaten"),
            _(
                "Citaten zijn gekozen door de wijkmanager. Ze zeggen niet hoeveel mensen dit "
                "vinden. Begin en einde tellen tekens (Unicode code points) van de tekst, vanaf 0. "
                "Het einde telt niet mee."
            ),
        ),
        (
            _("Namen"),
            _("Dezelfde namen (GUID's) komen terug in een volgend bestand van dezelfde site."),
        ),
    ]


def csv_rules() -> list[tuple[str, str]]:
    """Return what somebody who reads a CSV has to know besides."""
    return [
        (
            _("Over CSV"),
            _(
                "UTF-8, komma's ertussen, tekst waar nodig tussen aanhalingstekens (RFC 4180). "
                "Begint een cel met =, +, -, @, een tab, een nieuwe regel of '? Dan staat er een ' "
                "voor, zodat geen programma er een formule van maakt. Haal die ene ' weg."
            ),
        ),
        ("", _("Wilt u de tabellen in Excel of LibreOffice? Neem dan dat bestand.")),
    ]


def _trait_words(gathering: Gathering, traits: Traits) -> dict[str, str]:
    words = {
        "district": gathering.districts.get(traits.district, UNTOLD),
        "round": gathering.rounds.get(traits.round, UNTOLD),
        "teller": str(_TELLERS[TellerKind(traits.teller)]) if traits.teller else UNTOLD,
        "age_group": str(AGES[AgeGroup(traits.age_group)]).lower() if traits.age_group else UNTOLD,
        "channel": str(CHANNELS[Channel(traits.channel)]) if traits.channel else UNTOLD,
        "language": str(_LANGUAGES.get(traits.language, traits.language)),
        "month": traits.month,
    }
    return {name: value or _("niet vermeld") for name, value in words.items()}
