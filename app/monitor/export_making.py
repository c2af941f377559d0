"""Making a file, outside the database's way, and knowing whether it still may leave."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from flask_babel import gettext as _
from sqlmodel import Session

from app.core.db import Database
from app.core.errors import DomainError
from app.core.storage import Storage
from app.monitor.export_gathering import Asked, Gathering, Report
from app.monitor.export_guids import Guids
from app.monitor.export_queries import newest_id, state_of
from app.monitor.export_rules import Choice, FileKind, LeftOut, Overview, Part
from app.monitor.export_words import Cover
from app.monitor.export_writing import FORMS, write_file
from app.programme import queries as programme_queries
from app.staff.rules import Scope

#: How often a file is made anew when something in it changed while it was being made.
TRIES: Final = 3


class ExportKeepsChangingError(DomainError):
    """The stories changed each time while the file was being made."""


@dataclass(frozen=True)
class Order:
    """What somebody asked for."""

    kind: FileKind
    choice: Choice
    scope: Scope
    #: Reference of who asked.
    actor: str

    def packed(self) -> dict[str, Any]:
        """Return the order as the arguments of a job."""
        scope = self.scope
        districts = None if scope.everything else sorted(scope.district_ids)
        return {
            "kind": self.kind.value,
            "choice": pack_choice(self.choice),
            "districts": districts,
            "actor": self.actor,
        }


@dataclass(frozen=True)
class Site:
    """What a file needs to know of the site that makes it."""

    public_url: str
    secret_key: str


@dataclass(frozen=True)
class Made:
    """A file that was just made and isn't kept yet."""

    order: Order
    path: Path
    overview: Overview
    newest_story: int
    state: str

    @property
    def counts(self) -> dict[str, int]:
        """How many stories of each part and of each reason to leave one out."""
        overview = self.overview
        parts = {part.value: overview.parts[part] for part in Part}
        return parts | {reason.value: overview.left_out[reason] for reason in LeftOut}


@contextmanager
def made(
    database: Database, storage: Storage, order: Order, site: Site, *, now: datetime, report: Report
) -> Iterator[Made]:
    """Give the file that was asked for; it goes when nobody keeps it.

    Raises:
        TooFewError: so few stories that their tellers would stand out.
        UntrueQuotesError: a stored quote is not its teller's words.
        SheetFullError: there are more rows than a sheet of Excel has.
        FileNotFoundError: a photo was withdrawn or blurred in the meantime.
        NotFoundError: there is no such round or district, or no programme.
    """
    storage.check_room()
    guids = Guids(site.secret_key)
    with storage.spool() as folder:
        path = folder / f"export.{FORMS[order.kind][0]}"
        with database.freeze() as session:
            newest = newest_id(session)
            state = state_now(session, order, newest)
            gathering = Gathering(session, Asked(order.choice, order.scope, guids), report)
            cover = _cover(session, order, site, now)
            write_file(path, order.kind, gathering, cover, (guids, storage.get))
        yield Made(order, path, gathering.overview, newest, state)


def state_now(session: Session, order: Order, newest_story: int) -> str:
    """Return a hash of everything that decides what may leave of stories up to that one."""
    state = state_of(session, order.scope, order.choice, up_to=newest_story)
    return hashlib.sha256(json.dumps(state, default=str).encode()).hexdigest()


def unpack(packed: dict[str, Any]) -> Order:
    """Return the order of a job's arguments."""
    districts = packed["districts"]
    everything = districts is None
    return Order(
        FileKind(packed["kind"]),
        unpack_choice(packed["choice"]),
        Scope(everything=everything, district_ids=frozenset(districts or ())),
        packed["actor"],
    )


def pack_choice(choice: Choice) -> dict[str, str | None]:
    """Return a choice as it is stored."""
    first, last = choice.first_day, choice.last_day
    return {
        "round": choice.round_key,
        "district": choice.district_key,
        "first": first.isoformat() if first else None,
        "last": last.isoformat() if last else None,
    }


def unpack_choice(packed: dict[str, Any]) -> Choice:
    """Return a choice as it was before it was stored."""
    first, last = packed["first"], packed["last"]
    return Choice(
        packed["round"],
        packed["district"],
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
    )


def _cover(session: Session, order: Order, site: Site, now: datetime) -> Cover:
    programme = programme_queries.get_programme(session)
    return Cover(
        title=_("Verhalen van bewoners"),
        programme=programme.name,
        site=site.public_url,
        made_at=now,
        choice=order.choice,
        has_examples=programme.is_example,
    )
