"""The audit log (who of the staff did what, when): rows are added, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from app.core.db import Table, UTCDateTime
from app.core.lasting import only_grows


class AuditEntry(Table, table=True):
    """One thing that somebody did; it holds references and facts, never a resident's words."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime, index=True)
    #: Reference of the staff member, or `teller`, `system`, `command`.
    actor: str = Field(index=True)
    #: Verb, such as `story.answered`.
    action: str
    #: What it was done to: kind and reference.
    kind: str
    reference: str = Field(index=True)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


only_grows(AuditEntry)
