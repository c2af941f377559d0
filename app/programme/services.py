"""Loading a programme file: what is new is added, what differs is changed, nothing is deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, select

from app.audit.services import record
from app.core.db import Table
from app.core.versions import raise_version
from app.programme.file_shape import ProgrammeFile, check_file
from app.programme.models import (
    ClosedDay,
    Cluster,
    District,
    Indicator,
    Programme,
    Round,
    StandardText,
)
from app.programme.queries import find_programme, rounds
from app.programme.rules import (
    OtherProgrammeError,
    Period,
    ProgrammeFileError,
    RoundsOverlapError,
    check_periods,
)

#: Columns of `Programme`; the rest of the file's `[programme]` goes into `texts`.
_NAMES: Final = frozenset({"key", "name", "municipality", "site_title", "help_phone"})
#: What a row is recognised by, where that isn't its `key`.
_KEY_COLUMN: Final[dict[type[Table], str]] = {ClosedDay: "day"}


@dataclass(frozen=True)
class LoadReport:
    """What a load did, each thing as `table key`."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    #: Stands in the database and not in the file; nothing was done to it.
    left: list[str] = field(default_factory=list)


def load_programme(
    session: Session, data: Mapping[str, Any], *, actor: str, now: datetime
) -> LoadReport:
    """Bring the database to what `data`, a parsed programme file, says; flushed.

    Things are recognised by their key. Whether a cluster is retired is not the file's business.

    Raises:
        ProgrammeFileError: the file isn't right, or its rounds overlap one of the database.
        OtherProgrammeError: the database holds a programme with another key.
    """
    parsed = check_file(data)
    present = find_programme(session)
    if present is not None and present.key != parsed.programme.key:
        raise OtherProgrammeError(f"the database holds the programme {present.key}")
    report = LoadReport()
    _put(session, report, "programme", present, Programme(**_programme(parsed)))
    for name, table, rows in _tables(parsed):
        _put_all(session, report, name, table, rows)
    session.flush()
    _check_rounds(session)
    if report.added or report.changed:
        raise_version(session, "public")
        counts = {"added": len(report.added), "changed": len(report.changed)}
        about = ("programme", parsed.programme.key)
        record(session, actor, "programme.loaded", about, now=now, **counts)
    return report


def _programme(parsed: ProgrammeFile) -> dict[str, Any]:
    part = parsed.programme.model_dump()
    rest = {name: value for name, value in part.items() if name not in _NAMES}
    return {
        **{name: part[name] for name in _NAMES},
        # A text of the same name says it in full, and wins.
        "texts": {
            **rest,
            **parsed.texts,
            "efforts": [row.model_dump() for row in parsed.efforts],
            "households": [row.model_dump(mode="json") for row in parsed.households],
        },
        "help_lines": [
            {"number" if name == "phone" else name: value for name, value in line}
            for line in parsed.help
        ],
    }


def _tables(parsed: ProgrammeFile) -> list[tuple[str, type[Table], Sequence[Table]]]:
    return [
        (
            "districts",
            District,
            [District(**_placed(p, n)) for n, p in enumerate(parsed.districts)],
        ),
        ("clusters", Cluster, [Cluster(**_placed(p, n)) for n, p in enumerate(parsed.clusters)]),
        (
            "rounds",
            Round,
            [
                Round(
                    key=part.key,
                    title=part.title,
                    starts_on=part.starts,
                    ends_on=part.ends,
                    keep_until=part.keep_until,
                )
                for part in parsed.rounds
            ],
        ),
        (
            "closed_days",
            ClosedDay,
            [ClosedDay(day=part.date, name=part.name) for part in parsed.closed_days],
        ),
        (
            "standard_texts",
            StandardText,
            [
                StandardText(key=part.key, title=part.title, body=part.text, position=number)
                for number, part in enumerate(parsed.standard_texts)
            ],
        ),
        (
            "indicators",
            Indicator,
            [Indicator(**_placed(p, n)) for n, p in enumerate(parsed.indicators)],
        ),
    ]


def _placed(part: Any, number: int) -> dict[str, Any]:  # noqa: ANN401 - any part of the file
    return {**part.model_dump(), "position": number}


def _put_all(
    session: Session, report: LoadReport, name: str, table: type[Table], rows: Sequence[Table]
) -> None:
    present = {_key(row): row for row in session.exec(select(table))}
    for row in rows:
        _put(session, report, name, present.pop(_key(row), None), row)
    report.left.extend(f"{name} {key}" for key in present)


def _put(
    session: Session, report: LoadReport, name: str, present: Table | None, wanted: Table
) -> None:
    words = f"{name} {_key(wanted)}"
    if present is None:
        session.add(wanted)
        report.added.append(words)
        return
    said = wanted.model_dump(exclude_unset=True)
    differing = {key: value for key, value in said.items() if getattr(present, key) != value}
    for key, value in differing.items():
        setattr(present, key, value)
    session.add(present)
    (report.changed if differing else report.unchanged).append(words)


def _key(row: Table) -> str:
    return str(getattr(row, _KEY_COLUMN.get(type(row), "key")))


def _check_rounds(session: Session) -> None:
    try:
        check_periods(
            Period(row.title, row.starts_on, row.ends_on, row.keep_until) for row in rounds(session)
        )
    except RoundsOverlapError as error:
        problem = f"rounds, field starts: {error} overlap; one of them is in the database already"
        raise ProgrammeFileError([problem]) from error
