"""Wrong tries are counted in a database file of their own; what was counted here goes."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the old counts: they are kept for a day at most, and nobody deletes them any more."""
    op.drop_table("attempt_count")
