"""Files with stories that wait to be fetched."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0011"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    _export_file()


def _export_file() -> None:
    op.create_table(
        "export_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "csv",
                "xlsx",
                "ods",
                "json",
                "qdpx",
                "qdc",
                name="filekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("choice", sa.JSON(), nullable=False),
        sa.Column("districts", sa.JSON(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("newest_story", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_file")),
        sa.UniqueConstraint("file_key", name=op.f("uq_export_file_file_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_export_file_ref")),
    )
    op.create_index(op.f("ix_export_file_made_at"), "export_file", ["made_at"], unique=False)
    op.create_index(op.f("ix_export_file_made_by"), "export_file", ["made_by"], unique=False)
