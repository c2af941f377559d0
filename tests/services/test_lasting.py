"""What staff did and what became of a promise can be added to, by nobody changed or taken away."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.promises.models import DecisionStep, PromiseEvent
from app.promises.rules import Stage
from tests.services.test_poll_decisions import counted, tell

TABLES = ["audit_entry", "promise_event", "decision_step"]
STATEMENTS = [
    "UPDATE {table} SET {day} = '2020-01-01'",
    "UPDATE {table} SET actor = 'nobody'",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE id = 1",
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = 1",
    "UPDATE OR REPLACE {table} SET id = 2 WHERE id = 1",
]  #: The column that says when.
DAYS = {"audit_entry": "at", "promise_event": "at", "decision_step": "told_at"}


@pytest.fixture
def told(session: Session) -> Session:
    """A decision and all that comes with it."""
    poll = counted(session, 2, 2, 1).poll
    for stage in (Stage.DECIDED, Stage.UNDER_WAY, Stage.DONE):
        tell(session, poll, stage, 2)
    session.commit()
    return session


def rows(session: Session) -> list[object]:
    return [
        row.model_dump()
        for table in (AuditEntry, PromiseEvent, DecisionStep)
        for row in session.exec(select(table))
    ]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_to_change_or_drop_it(
    told: Session, table: str, statement: str
) -> None:
    before = rows(told)
    told.rollback()
    with pytest.raises(IntegrityError, match=f"{table} only grows"):
        told.connection().execute(text(statement.format(table=table, day=DAYS[table])))
    told.rollback()

    assert len(before) >= 7
    assert rows(told) == before


def test_a_promise_with_a_history_can_not_be_dropped_with_it(told: Session) -> None:
    with pytest.raises(IntegrityError):
        told.connection().execute(text("DELETE FROM promise"))
