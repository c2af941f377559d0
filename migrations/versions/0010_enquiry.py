"""Stories that were written down together, and enquiries."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, in the order of their references."""
    _collection()
    _collected_story()


def _collection() -> None:
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "self",
                "door",
                "cafe",
                "group",
                "photo_talk",
                "paper",
                name="channel",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("typed_at", UTCDateTime(), nullable=False),
        sa.Column("submission_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint("ref", name=op.f("uq_collection_ref")),
        sa.UniqueConstraint("submission_hash", name=op.f("uq_collection_submission_hash")),
    )


def _collected_story() -> None:
    op.create_table(
        "collected_story",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collection.id"],
            name=op.f("fk_collected_story_collection_id_collection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["story_id"],
            ["story.id"],
            name=op.f("fk_collected_story_story_id_story"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_collected_story")),
    )
    op.create_index(
        op.f("ix_collected_story_collection_id"), "collected_story", ["collection_id"], unique=False
    )
