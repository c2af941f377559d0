"""Names of what the monitor counts, as readers know them."""

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.dates import short_month
from app.monitor.figures_rules import Kinds, Period
from app.programme.models import Cluster, District
from app.stories.rules import AgeGroup, Channel

_CHANNELS: Final = {
    Channel.SELF: _l("Zelf verteld"),
    Channel.DOOR: _l("Aan de deur"),
    Channel.CAFE: _l("Praatcafé"),
    Channel.GROUP: _l("In een groep"),
    Channel.PHOTO_TALK: _l("Gesprek over foto's"),
    Channel.PAPER: _l("Op papier"),
}
_LANGUAGES: Final = {
    "nl": _l("Nederlands"),
    "de": _l("Duits"),
    "en": _l("Engels"),
    "pl": _l("Pools"),
    "tr": _l("Turks"),
    "ar": _l("Arabisch"),
    "uk": _l("Oekraïens"),
}
_AGES: Final = {
    AgeGroup.UNDER_12: _l("Jonger dan 12"),
    AgeGroup.FROM_12_TO_15: _l("12 tot en met 15"),
    AgeGroup.FROM_16: _l("16 of ouder"),
}


def channel_kinds() -> Kinds:
    """Return the ways of collecting."""
    return Kinds({each.value: str(words) for each, words in _CHANNELS.items()}, _("Anders"))


def language_kinds() -> Kinds:
    """Return the languages that are offered."""
    return Kinds({each: str(words) for each, words in _LANGUAGES.items()}, _("Een andere taal"))


def age_kinds() -> Kinds:
    """Return the age groups."""
    return Kinds({each.value: str(words) for each, words in _AGES.items()}, _("Niet gezegd"))


def district_kinds(districts: Sequence[District]) -> Kinds:
    """Return the districts."""
    return Kinds({str(each.id): each.name for each in districts}, _("Niet bekend"))


def cluster_kinds(clusters: Sequence[Cluster]) -> Kinds:
    """Return the clusters."""
    return Kinds({str(each.id): each.short_title for each in clusters}, "")


def period_name(period: Period) -> str:
    """Return e.g. `okt-dec 2026`, or `okt 2026` for one month."""
    first, last = period.months[0], period.months[-1]
    if first == last:
        return short_month(first)
    return f"{short_month(first).partition(' ')[0]}-{short_month(last)}"
