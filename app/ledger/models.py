"""The stored ledger, and the triggers by which the database keeps what it holds."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, event
from sqlmodel import Field

from app.core.db import Table, UTCDateTime


class LedgerEntry(Table, table=True):
    """One entry: added by `services.append`, never changed. It holds no personal data."""

    __tablename__ = "ledger_entry"

    #: 1, 2, 3 and so on, without gaps.
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    #: Whole seconds.
    at: datetime = Field(sa_type=UTCDateTime)
    #: What it is about and what happened, such as `poll.opened`.
    kind: str
    #: Reference of what it is about; the same as `subject` in the payload.
    subject: str | None = Field(default=None, index=True)
    #: Canonical JSON text, exactly as hashed. Staff are named by office.
    payload: str
    #: Hash of the entry before it, in hexadecimal.
    previous: str
    hash: str


#: An INSERT OR REPLACE takes a row away without asking the trigger of DELETE: so an entry can
#: only be added behind the last one, and has to hold its hash.
TRIGGERS: Final = (
    """CREATE TRIGGER ledger_entry_added BEFORE INSERT ON ledger_entry
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM ledger_entry)
  OR new.previous IS NOT coalesce(
    (SELECT hash FROM ledger_entry ORDER BY seq DESC LIMIT 1),
    '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN SELECT raise(ABORT, 'the ledger only grows, one entry behind the other'); END""",
    """CREATE TRIGGER ledger_entry_changed BEFORE UPDATE ON ledger_entry
BEGIN SELECT raise(ABORT, 'the ledger is never changed'); END""",
    """CREATE TRIGGER ledger_entry_deleted BEFORE DELETE ON ledger_entry
BEGIN SELECT raise(ABORT, 'nothing is taken out of the ledger'); END""",
)


@event.listens_for(Table.metadata.tables[LedgerEntry.__tablename__], "after_create")
def _add_triggers(_table: object, connection: Connection, **_: object) -> None:
    for trigger in TRIGGERS:
        connection.exec_driver_sql(trigger)
