"""The migrated database is the one that the models describe."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import col, select

from app.core.db import Table, open_database
from app.models import ALL
from app.moderation.models import Reply
from app.moderation.objection_rules import ObjectionAbout
from app.staff.models import StaffMember
from app.upkeep.migrating import migrate

assert ALL


def test_migrations_give_what_the_models_say(empty_database: Path) -> None:
    database = open_database(empty_database)
    with database.reading.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, Table.metadata)
    database.dispose()

    # The full-text index is no table of a model; everything else has to be one.
    assert [change for change in found if "story_search" not in str(change[1])] == []


def test_a_database_of_the_first_version_keeps_its_people_and_loses_old_tries(
    tmp_path: Path,
) -> None:
    database = open_database(tmp_path / "old.db")
    migrate(database, revision="0001")
    with database.writing.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO staff_member (username, ref, name, password_hash, roles, districts,"
                " active, created_at) VALUES ('anna', 'ref', 'Anna', 'x', '[]', '[]', 1,"
                " '2026-11-01 00:00:00')"
            )
        )
        connection.execute(
            text("INSERT INTO attempt_count VALUES ('key', 3, '2026-11-01 00:00:00')")
        )
    migrate(database)

    with database.read() as session:
        (member,) = session.exec(select(StaffMember)).all()
        assert (member.username, member.teams) == ("anna", [])
    assert "attempt_count" not in inspect(database.reading).get_table_names()
    database.dispose()


def test_objections_of_before_were_about_refusals(tmp_path: Path) -> None:
    database = open_database(tmp_path / "old.db")
    migrate(database, revision="0007")
    with database.writing.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO story (id, ref, original, language, teller, channel, audience,"
                " consent_paper, consent_online, consent_photos, status, received_at, due_on,"
                " version, submission_hash, is_example) VALUES (1, 'ref', 'Het park.', 'nl',"
                " 'resident', 'self', 'everyone', 'no', 'no', 'no', 'in_review',"
                " '2026-11-01 00:00:00', '2026-11-15', 1, 'hash', 0)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO reply (story_id, body, is_objection, written_at) VALUES"
                " (1, 'Nee.', :is_objection, '2026-11-02 00:00:00')"
            ),
            [{"is_objection": 0}, {"is_objection": 1}],
        )
    migrate(database)

    with database.read() as session:
        replies = session.exec(select(Reply).order_by(col(Reply.id))).all()
    assert [each.about for each in replies] == [None, ObjectionAbout.REFUSAL]
    database.dispose()
