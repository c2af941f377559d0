"""Counts of stories, words that stand out, and what was learned to suggest clusters."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, in the order of their references."""
    _counted_story()
    _standing_word()
    _story_count()
    _suggesting()
    _words_looked_for()
    _word_use()


def _counted_story() -> None:
    op.create_table(
        "counted_story",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("telling", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_counted_story")),
    )


def _standing_word() -> None:
    op.create_table(
        "standing_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column(
            "about",
            sa.Enum("cluster", "period", name="about", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_word")),
    )
    op.create_index(
        op.f("ix_standing_word_district_id"), "standing_word", ["district_id"], unique=False
    )


def _story_count() -> None:
    op.create_table(
        "story_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "trait",
            sa.Enum(
                "all",
                "cluster",
                "channel",
                "language",
                "age",
                "answer",
                name="trait",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("stories", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_count")),
    )
    op.create_index(
        "uq_story_count_month",
        "story_count",
        ["month", "district_id", "round_id", "trait", "value"],
        unique=True,
    )


def _suggesting() -> None:
    op.create_table(
        "suggesting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("learned", sa.JSON(), nullable=True),
        sa.Column("learned_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggesting")),
    )


def _words_looked_for() -> None:
    op.create_table(
        "words_looked_for",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words_looked_for")),
    )


def _word_use() -> None:
    op.create_table(
        "word_use",
        sa.Column("word_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["word_id"],
            ["standing_word.id"],
            name=op.f("fk_word_use_word_id_standing_word"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("word_id", "story_id", name=op.f("pk_word_use")),
    )
    op.create_index(op.f("ix_word_use_story_id"), "word_use", ["story_id"], unique=False)
