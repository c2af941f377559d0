"""The ledger, and the triggers that refuse to change it."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime
from app.ledger.models import TRIGGERS

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nothing can be written to it before its triggers are there."""
    op.create_table(
        "ledger_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger_entry")),
    )
    op.create_index(op.f("ix_ledger_entry_subject"), "ledger_entry", ["subject"], unique=False)
    for trigger in TRIGGERS:
        op.execute(trigger)
