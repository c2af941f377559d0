"""What a form of staff leaves in the audit log: looked at after every POST of every test."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlmodel import col, select
from werkzeug.exceptions import HTTPException

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import Database
from app.staff.models import StaffMember
from app.web.context import parts
from tests.audit_table import BY_ITSELF, ROWS, SILENT

#: Sign-ins, counts, work that waits for a worker, and the log itself: nothing that staff changed.
NOT_KEPT = {"staff_session", "reading", "job", "audit_entry", "content_version"}


@contextmanager
def audited(app: Flask, path: str, username: str) -> Iterator[None]:
    """Have what the block posts to a page of staff stand in the audit log, if it changes things.

    Every line names who did it, what to, and the moment between before and after.
    """
    endpoint = endpoint_of(app, path) if path.startswith("/team") else ""
    if not endpoint:
        yield
        return
    with app.app_context():
        database, file = parts().database, parts().settings.database
    last, kept, start = last_line(database), digest(file), clock.now()
    yield
    lines, me = lines_since(database, last, username)
    written = {line.action for line in lines}
    assert written <= ROWS[endpoint], f"{endpoint} wrote {written}"
    changed = digest(file) != kept
    assert lines or not changed or endpoint in SILENT, f"{endpoint} left no line"
    for line in lines:
        assert line.actor == me or line.action in BY_ITSELF, f"{endpoint} by {line.actor}"
        assert line.kind, endpoint
        assert line.reference, endpoint
        assert start <= line.at <= clock.now(), f"{endpoint} at {line.at}"


def endpoint_of(app: Flask, path: str) -> str:
    """Return whose page it is; empty where there is none."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(path.partition("?")[0], method="POST")
    except HTTPException:
        return ""
    return str(endpoint)


def last_line(database: Database) -> int:
    """Return the number of the last line of the log."""
    with database.read() as session:
        last = session.exec(select(AuditEntry.id).order_by(col(AuditEntry.id).desc()).limit(1))
        return last.first() or 0


def lines_since(
    database: Database, last: int, username: str
) -> tuple[list[AuditEntry], str | None]:
    """Return what was written after a line, and the reference of who is signed in."""
    with database.read() as session:
        lines = session.exec(select(AuditEntry).where(col(AuditEntry.id) > last)).all()
        me = select(StaffMember.ref).where(StaffMember.username == username.strip().lower())
        return list(lines), session.exec(me).first()


def digest(file: Path) -> str:
    """Return a digest of every table that is kept."""
    connection = sqlite3.connect(file)
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    whole = hashlib.sha256()
    for (name,) in sorted(found):
        if name not in NOT_KEPT:
            rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - our own names
            whole.update(repr((name, rows)).encode())
    connection.close()
    return whole.hexdigest()
