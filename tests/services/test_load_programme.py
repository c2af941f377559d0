from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core.errors import NotFoundError
from app.core.versions import read_version
from app.programme import queries
from app.programme.models import Cluster, Programme
from app.programme.reading_file import read_file
from app.programme.rules import ClusterKind, OtherProgrammeError, ProgrammeFileError
from app.programme.services import LoadReport, load_programme
from tests.conftest import NOW

FILE: dict[str, Any] = {
    "programme": {
        "key": "dorp",
        "name": "Programma Dorp",
        "municipality": "Dorp",
        "site_title": "Dorpsstem",
        "help_phone": "14 000",
        "privacy_contact": "Bel ons.",
    },
    "districts": [
        {"key": "noord", "name": "Noord", "households": 12, "neighbourhoods": ["De Hoek"]},
        {"key": "zuid", "name": "Zuid"},
    ],
    "clusters": [
        {
            "key": "samen",
            "kind": "opportunity",
            "title": "Samen doen",
            "short_title": "Samen",
            "description": "Buren doen veel samen.",
        },
        {
            "key": "stoep",
            "kind": "problem",
            "title": "Losse tegels op de stoep",
            "short_title": "De stoep",
            "description": "Mensen vallen.",
            "indicators": ["vallen"],
        },
    ],
    "rounds": [
        {
            "key": "voorjaar",
            "title": "Voorjaar",
            "starts": date(2026, 3, 1),
            "ends": date(2026, 8, 31),
            "keep_until": date(2028, 1, 1),
        },
        {
            "key": "najaar",
            "title": "Najaar",
            "starts": date(2026, 9, 1),
            "ends": date(2027, 2, 28),
            "keep_until": date(2028, 3, 1),
        },
    ],
    "closed_days": [{"date": date(2027, 2, 8), "name": "Carnaval", "example": True}],
    "standard_texts": [{"key": "bedankt", "title": "Bedankt", "text": "Dank u wel.\n\nTot dan."}],
    "help": [{"key": "112", "name": "Alarm", "phone": "112", "dial": "112", "text": "Bel 112."}],
    "texts": {"about": "Over het dorp."},
    "indicators": [
        {
            "key": "vallen",
            "element": "Straat",
            "title": "Mensen die vielen",
            "unit": "%",
            "favourable": "lower",
            "values": {"netherlands": 1, "municipality": 2.5, "zuid": 3},
        }
    ],
}


def load(session: Session, data: dict[str, Any] | None = None, now: datetime = NOW) -> LoadReport:
    return load_programme(session, data or FILE, actor="command", now=now)


def changed_file(*path: str | int, value: object) -> dict[str, Any]:
    """The file with `value` at `path`, or without what stands there for `...`."""
    data = deepcopy(FILE)
    part: Any = data
    for step in path[:-1]:
        part = part[step]
    if value is ...:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return data


def test_everything_of_the_file_is_there_after_loading(session: Session) -> None:
    report = load(session)

    assert len(report.added) == 10
    programme = queries.get_programme(session)
    assert (programme.name, programme.texts["about"]) == ("Programma Dorp", "Over het dorp.")
    assert programme.help_lines[0]["number"] == "112"
    assert [row.key for row in queries.districts(session)] == ["noord", "zuid"]
    assert queries.get_district(session, "noord").neighbourhoods == ["De Hoek"]
    assert [row.key for row in queries.rounds(session)] == ["najaar", "voorjaar"]
    assert queries.closed_days(session) == {date(2027, 2, 8)}
    assert queries.indicators(session)[0].values == {
        "netherlands": 1,
        "municipality": 2.5,
        "zuid": 3,
    }
    assert queries.standard_texts(session)[0].body == "Dank u wel.\n\nTot dan."


def test_problems_stand_before_opportunities_whatever_the_file_says(session: Session) -> None:
    load(session)

    kinds = [row.kind for row in queries.clusters(session)]

    assert kinds == [ClusterKind.PROBLEM, ClusterKind.OPPORTUNITY]


def test_loading_again_changes_and_doubles_nothing(session: Session) -> None:
    first = load(session)
    session.commit()
    version = read_version(session, "public")

    again = load(session)

    assert (again.added, again.changed, again.left) == ([], [], [])
    assert again.unchanged == first.added
    assert read_version(session, "public") == version
    assert len(session.exec(select(AuditEntry)).all()) == 1


def test_only_what_differs_is_changed(session: Session) -> None:
    load(session)
    session.commit()

    report = load(session, changed_file("clusters", 1, "title", value="Kapotte stoepen"))

    assert (report.added, report.changed) == ([], ["clusters stoep"])
    assert queries.get_cluster(session, "stoep").title == "Kapotte stoepen"


def test_what_the_file_no_longer_has_stays_and_is_told(session: Session) -> None:
    load(session)

    report = load(session, changed_file("clusters", 0, value=...))

    assert report.left == ["clusters samen"]
    assert queries.get_cluster(session, "samen").title == "Samen doen"


def test_a_retired_cluster_stays_retired(session: Session) -> None:
    load(session)
    queries.get_cluster(session, "stoep").retired = True

    load(session)

    assert [row.key for row in queries.clusters(session)] == ["samen"]
    assert [row.key for row in queries.clusters(session, retired=True)] == ["stoep", "samen"]


def test_an_example_stays_an_example(session: Session) -> None:
    load(session)
    queries.get_programme(session).is_example = True

    load(session)

    assert queries.get_programme(session).is_example


def test_another_programme_is_not_mixed_in(session: Session) -> None:
    load(session)
    session.commit()

    with pytest.raises(OtherProgrammeError):
        load(session, changed_file("programme", "key", value="stad"))

    assert [row.key for row in session.exec(select(Programme))] == ["dorp"]


def test_a_round_of_the_file_may_not_overlap_one_that_staff_added(session: Session) -> None:
    load(session, changed_file("rounds", 0, value=...))
    early_autumn = FILE["rounds"][0] | {"key": "herfst", "ends": date(2026, 9, 3)}

    with pytest.raises(ProgrammeFileError, match="in the database already"):
        load(session, changed_file("rounds", value=[early_autumn]))


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("programme", "name"), ..., "programme, field name: Field required"),
        (("programme", "kleur"), "paars", "programme, field kleur: Extra inputs"),
        (("wijken",), [], "wijken: Extra inputs"),
        (("clusters",), [], "clusters: List should have at least 1 item"),
        (
            ("clusters", 1, "kind"),
            "worry",
            "clusters, entry 2 (stoep), field kind: Input should be",
        ),
        (
            ("clusters", 1, "short_title"),
            "x" * 29,
            "field short_title: String should have at most 28",
        ),
        (("clusters", 1, "title"), "  ", "clusters, entry 2 (stoep), field title: String should"),
        (("clusters", 0, "key"), "Met spatie", "clusters, entry 1 (Met spatie), field key: String"),
        (("clusters", 0, "key"), ..., "clusters, entry 1, field key: Field required"),
        (("clusters", 0, "key"), "stoep", "clusters, field key: stoep stands there 2 times"),
        (
            ("clusters", 1, "indicators"),
            ["onbekend"],
            "clusters, entry 2 (stoep), field indicators: there is no indicator onbekend",
        ),
        (("districts", 0, "households"), -1, "districts, entry 1 (noord), field households: Input"),
        (("districts", 1), "Zuid", "districts, entry 2: Input should be a valid dictionary"),
        (("rounds", 0, "starts"), "lente", "rounds, entry 1 (voorjaar), field starts: Input"),
        (
            ("rounds", 0, "ends"),
            date(2026, 2, 1),
            "entry 1 (voorjaar), field ends: lies before starts",
        ),
        (("rounds", 0, "keep_until"), date(2026, 4, 1), "field keep_until: lies before ends"),
        (
            ("rounds", 0, "ends"),
            date(2026, 9, 1),
            "rounds, field starts: Voorjaar and Najaar overlap",
        ),
        (("closed_days", 0, "name"), ..., "closed_days, entry 1, field name: Field required"),
        (
            ("standard_texts", 0, "text"),
            "",
            "standard_texts, entry 1 (bedankt), field text: String",
        ),
        (("indicators", 0, "values", "stad"), 1, "field values: there is no area stad"),
        (
            ("indicators", 0, "values", "noord"),
            "veel",
            "field values.noord: Input should be a valid number",
        ),
    ],
)
def test_a_wrong_file_is_told_by_table_entry_and_field_and_nothing_is_stored(
    session: Session, path: tuple[str | int, ...], value: object, words: str
) -> None:
    with pytest.raises(ProgrammeFileError) as refused:
        load(session, changed_file(*path, value=value))

    assert words in str(refused.value)
    assert session.exec(select(Cluster)).all() == []


@pytest.mark.parametrize("content", [b"key = ", b'name = "\xff"'])
def test_a_file_that_is_no_toml_is_told_by_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "dorp.toml").write_bytes(content)

    with pytest.raises(ProgrammeFileError, match=r"dorp\.toml: "):
        read_file(tmp_path / "dorp.toml")


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2026, 2, 28), None),
        (date(2026, 3, 1), "voorjaar"),
        (date(2026, 8, 31), "voorjaar"),
        (date(2026, 9, 1), "najaar"),
        (date(2027, 3, 1), None),
    ],
)
def test_a_day_belongs_to_the_round_that_holds_it(
    session: Session, day: date, key: str | None
) -> None:
    load(session)

    found = queries.current_round(session, day)

    assert (found.key if found else None) == key


def test_the_newest_round_starts_last(session: Session) -> None:
    assert queries.newest_round(session) is None
    load(session)

    newest = queries.newest_round(session)

    assert newest is not None
    assert newest.key == "najaar"


@pytest.mark.parametrize(
    "get", [queries.get_cluster, queries.get_district, queries.get_round, queries.get_standard_text]
)
def test_an_unknown_key_is_not_found(session: Session, get: Any) -> None:
    load(session)

    with pytest.raises(NotFoundError):
        get(session, "nergens")


def test_before_a_programme_there_is_none(session: Session) -> None:
    assert queries.find_programme(session) is None
    with pytest.raises(NotFoundError):
        queries.get_programme(session)


def test_the_command_loads_a_file_and_says_what_it_did(app: Flask, tmp_path: Path) -> None:
    small = tmp_path / "dorp.toml"
    small.write_text(
        '[programme]\nkey = "dorp"\nname = "Dorp"\nmunicipality = "Dorp"\nsite_title = "Stem"\n'
        'help_phone = "1"\n[[districts]]\nkey = "noord"\nname = "Noord"\n[[clusters]]\nkey = "a"\n'
        'kind = "problem"\ntitle = "A"\nshort_title = "A"\ndescription = "A."\n',
        encoding="utf-8",
    )
    runner = app.test_cli_runner()

    first = runner.invoke(args=["programme", "load", str(small)])
    again = runner.invoke(args=["programme", "load", str(small)])

    assert "dorp.toml: 3 added, 0 changed, 0 unchanged." in first.output
    assert "Added: clusters a" in first.output
    assert "0 added, 0 changed, 3 unchanged." in again.output


def test_the_command_refuses_a_wrong_file(app: Flask, tmp_path: Path) -> None:
    wrong = tmp_path / "dorp.toml"
    wrong.write_text('[programme]\nkey = "dorp"\n', encoding="utf-8")

    result = app.test_cli_runner().invoke(args=["programme", "load", str(wrong)])

    assert result.exit_code == 1
    assert "programme, field name: Field required" in result.output
