"""Meetings of the council, their packs, what was advised, and other forms of an edition."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, in the order of their references."""
    _meeting()
    _advice()
    _edition_file()
    _pack_item()
    _advice_cluster()
    _advice_story()


def _meeting() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("districts", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "ready", "held", name="meetingstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("pack_version", sa.Integer(), nullable=False),
        sa.Column("gathered_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("ref", name=op.f("uq_meeting_ref")),
    )
    op.create_index(op.f("ix_meeting_starts_at"), "meeting", ["starts_at"], unique=False)


def _advice() -> None:
    op.create_table(
        "advice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("promise_ref", sa.String(), nullable=True),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_advice_district_id_district")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_advice_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice")),
        sa.UniqueConstraint("ref", name=op.f("uq_advice_ref")),
    )
    op.create_index(op.f("ix_advice_meeting_id"), "advice", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_advice_promise_ref"), "advice", ["promise_ref"], unique=False)


def _edition_file() -> None:
    op.create_table(
        "edition_file",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["edition.id"],
            name=op.f("fk_edition_file_edition_id_edition"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("edition_id", "form", name=op.f("pk_edition_file")),
    )


def _pack_item() -> None:
    op.create_table(
        "pack_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "figures",
                "quote",
                "photo",
                "question",
                "poll",
                "promise",
                "advice",
                "part",
                name="packkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("story_ref", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("intro", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_pack_item_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_item")),
        sa.UniqueConstraint("meeting_id", "kind", "reference", name="uq_pack_item_reference"),
        sa.UniqueConstraint("ref", name=op.f("uq_pack_item_ref")),
    )
    op.create_index(op.f("ix_pack_item_story_ref"), "pack_item", ["story_ref"], unique=False)


def _advice_cluster() -> None:
    op.create_table(
        "advice_cluster",
        sa.Column("advice_id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advice_id"],
            ["advice.id"],
            name=op.f("fk_advice_cluster_advice_id_advice"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["cluster.id"], name=op.f("fk_advice_cluster_cluster_id_cluster")
        ),
        sa.PrimaryKeyConstraint("advice_id", "cluster_id", name=op.f("pk_advice_cluster")),
    )
    op.create_index(
        op.f("ix_advice_cluster_cluster_id"), "advice_cluster", ["cluster_id"], unique=False
    )


def _advice_story() -> None:
    op.create_table(
        "advice_story",
        sa.Column("advice_id", sa.Integer(), nullable=False),
        sa.Column("story_ref", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advice_id"],
            ["advice.id"],
            name=op.f("fk_advice_story_advice_id_advice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("advice_id", "story_ref", name=op.f("pk_advice_story")),
    )
    op.create_index(op.f("ix_advice_story_story_ref"), "advice_story", ["story_ref"], unique=False)
