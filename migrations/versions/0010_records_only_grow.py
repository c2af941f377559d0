"""What staff did and what became of promises can't be changed; who is reminded by mail, of what."""

import sqlalchemy as sa
from alembic import op

from app.core.lasting import triggers_of

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Have three tables refuse changes; keep addresses of staff and offices, and reminders."""
    for table in ("audit_entry", "promise_event", "decision_step"):
        for trigger in triggers_of(table):
            op.execute(trigger)
    op.add_column("office", sa.Column("mail", sa.String(), nullable=False, server_default=""))
    op.add_column("staff_member", sa.Column("mail", sa.String(), nullable=True))
    op.create_table(
        "promise_reminder",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
            name=op.f("fk_promise_reminder_promise_id_promise"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "promise_id", "due_on", "overdue", "recipient", name=op.f("pk_promise_reminder")
        ),
    )
