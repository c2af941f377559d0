"""What somebody wants to see of the promises, as it stands in an address."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _
from sqlmodel import Session

from app.programme import queries as programme
from app.programme.models import Cluster, District
from app.promises import queries
from app.promises.queries import Wanted
from app.promises.rules import Standing
from app.promises.words import STANDING_KEYS, STANDINGS
from app.staff.rules import Scope

DISTRICT: Final = "wijk"
CLUSTER: Final = "onderwerp"
OFFICE: Final = "wie"
STANDING: Final = "stand"
PAGE: Final = "vanaf"


@dataclass(frozen=True)
class Select:
    """A choice in `components/filters.html`."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Choice:
    """What was chosen, and what there is to choose from."""

    districts: Sequence[District]
    clusters: Sequence[Cluster]
    offices: Sequence[str]
    #: By the name of each choice; empty for all.
    chosen: dict[str, str] = field(default_factory=dict)

    def wanted(self, scope: Scope | None = None) -> Wanted:
        """Return the choice as the queries know it."""
        district = _with_key(self.districts, self.chosen[DISTRICT])
        cluster = _with_key(self.clusters, self.chosen[CLUSTER])
        return Wanted(
            district_id=district.id if district else None,
            cluster_id=cluster.id if cluster else None,
            office=self.chosen[OFFICE] or None,
            standing=STANDING_KEYS.get(self.chosen[STANDING]),
            scope=scope,
        )

    def address(self, path: str, **others: str | None) -> str:
        """Return `path` with what was chosen behind it, and `others` in its place."""
        values = {**self.chosen, **others}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{path}?{query}" if query else path

    def counts(self, path: str, counted: dict[Standing, int]) -> list[tuple[str, int, str, bool]]:
        """Return (words, how many, address, is chosen) for each way that a promise can stand."""
        return [
            (
                str(STANDINGS[standing]),
                counted[standing],
                self.address(path, **{STANDING: key}),
                self.chosen[STANDING] == key,
            )
            for key, standing in STANDING_KEYS.items()
        ]

    def selects(self) -> list[Select]:
        """Return what the form offers."""
        districts = [(each.key, each.name) for each in self.districts]
        clusters = [(each.key, each.short_title) for each in self.clusters]
        standings = [(key, str(STANDINGS[each])) for key, each in STANDING_KEYS.items()]
        return [
            self._select(DISTRICT, _("Uit welke wijk?"), _("Alle wijken"), districts),
            self._select(CLUSTER, _("Waar gaat het over?"), _("Alles"), clusters),
            self._select(
                OFFICE, _("Wie doet het?"), _("Iedereen"), [(each, each) for each in self.offices]
            ),
            self._select(STANDING, _("Hoe staat het ermee?"), _("Alles"), standings),
        ]

    def _select(
        self, name: str, label: str, everything: str, options: list[tuple[str, str]]
    ) -> Select:
        return Select(name, str(label), [("", str(everything)), *options], self.chosen[name])


def read_choice(session: Session) -> Choice:
    """Return what this request's address asks for; what isn't known counts as not chosen."""
    choice = Choice(
        programme.districts(session),
        programme.clusters(session, retired=True),
        queries.offices(session),
    )
    known = {
        DISTRICT: {each.key for each in choice.districts},
        CLUSTER: {each.key for each in choice.clusters},
        OFFICE: set(choice.offices),
        STANDING: set(STANDING_KEYS),
    }
    for name, values in known.items():
        asked = request.args.get(name, "")
        choice.chosen[name] = asked if asked in values else ""
    return choice


def _with_key(rows: Sequence[District] | Sequence[Cluster], key: str) -> District | Cluster | None:
    return next((row for row in rows if row.key == key), None)
