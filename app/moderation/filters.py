"""What somebody wants to see of the queue, read from an address; what is strange is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.moderation import words
from app.moderation.queue import QueueFilters, QueueState
from app.programme.models import Cluster, District, Office
from app.stories.rules import Outcome
from app.stories.submission import LANGUAGES

#: What an address can ask for; anything else in it is not passed on.
NAMES = ("stand", "wijk", "thema", "besluit", "taal", "ligt-bij", "te-laat", "zoek")
#: Stands for "no district is known".
NO_DISTRICT = "onbekend"
#: Stand for "waits for anybody" and "staff ask how it stands today".
ANYBODY = "iemand"
ASK_TODAY = "navragen"
#: Longer than anybody types; the rest is left out.
MAX_SEARCH = 200

_STATES = {name: state for state, (name, _words) in words.STATES.items()}


@dataclass(frozen=True)
class Choices:
    """What can be chosen."""

    districts: Sequence[District]
    clusters: Sequence[Cluster]
    offices: Sequence[Office]


def read_filters(args: Mapping[str, str], choices: Choices, *, today: date) -> QueueFilters:
    """Return what an address asks for."""
    districts = {each.key: each.id for each in choices.districts} | {NO_DISTRICT: None}
    clusters = {each.key: each.id for each in choices.clusters}
    wanted = args.get("wijk", "")
    language = args.get("taal")
    outcome = args.get("besluit")
    waits = args.get("ligt-bij", "")
    return QueueFilters(
        state=_STATES.get(args.get("stand", ""), QueueState.OPEN),
        district_ids=frozenset({districts[wanted]} if wanted in districts else ()),
        cluster_id=clusters.get(args.get("thema", "")),
        outcome=Outcome(outcome) if outcome in set(Outcome) else None,
        due_before=today if args.get("te-laat") else None,
        language=language if language in LANGUAGES else None,
        is_handed_over=waits == ANYBODY,
        office_id={each.key: each.id for each in choices.offices}.get(waits),
        remind_by=today if waits == ASK_TODAY else None,
        search=args.get("zoek", "")[:MAX_SEARCH],
    )


def kept_filters(args: Mapping[str, str]) -> dict[str, str]:
    """Return what an address asked for, for the address of another page with the same stories."""
    return {name: args[name] for name in NAMES if args.get(name)}


def selects(args: Mapping[str, str], choices: Choices) -> list[dict[str, Any]]:
    """Return the selects of the form, as `components/filters.html` wants them."""
    everything = ("", _("Alles"))
    listed = [
        ("stand", _("Stand"), list(words.STATES.values())),
        (
            "wijk",
            _("Wijk"),
            [
                ("", _("Mijn wijken")),
                *((each.key, each.name) for each in choices.districts),
                (NO_DISTRICT, _("Wijk onbekend")),
            ],
        ),
        ("thema", _("Thema"), [everything, *((each.key, each.title) for each in choices.clusters)]),
        ("besluit", _("Besluit"), [everything, *words.OUTCOMES.items()]),
        (
            "ligt-bij",
            _("Ligt bij"),
            [
                everything,
                (ASK_TODAY, _("Vandaag navragen")),
                (ANYBODY, _("Bij een ander")),
                *((each.key, each.name) for each in choices.offices),
            ],
        ),
        (
            "taal",
            _("Taal"),
            [everything, *((code, words.language_name(code)) for code in LANGUAGES)],
        ),
    ]
    return [
        {"name": name, "label": label, "options": options, "chosen": args.get(name, "")}
        for name, label, options in listed
    ]
