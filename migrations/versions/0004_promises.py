"""Promises, decisions and what residents say of them."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, in the order of their references."""
    _promise()
    _confirmation()
    _decision_step()
    _promise_cluster()
    _promise_event()
    _promise_story()


def _promise() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("for_whom", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("first_due", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "done", "dropped", name="promisestatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("list_place", sa.Integer(), nullable=False),
        sa.Column(
            "source_kind",
            sa.Enum(
                "story", "poll", "meeting", "hand", name="sourcekind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("source_ref", sa.String(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("effort", sa.String(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_promise_district_id_district")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("ref", name=op.f("uq_promise_ref")),
    )
    op.create_index(op.f("ix_promise_district_id"), "promise", ["district_id"], unique=False)
    op.create_index("ix_promise_list", "promise", ["list_place", "id"], unique=False)
    op.create_index(op.f("ix_promise_office"), "promise", ["office"], unique=False)
    op.create_index(op.f("ix_promise_source_ref"), "promise", ["source_ref"], unique=False)


def _confirmation() -> None:
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column(
            "voice_kind",
            sa.Enum("card", "code", "browser", name="voicekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "verdict",
            sa.Enum("yes", "no", "unknown", name="verdict", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column(
            "why_state",
            sa.Enum(
                "none", "waiting", "shown", "hidden", name="whystate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
            name=op.f("fk_confirmation_promise_id_promise"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
        sa.UniqueConstraint("promise_id", "voice", name="uq_confirmation_voice"),
        sa.UniqueConstraint("ref", name=op.f("uq_confirmation_ref")),
    )
    op.create_index(
        op.f("ix_confirmation_promise_id"), "confirmation", ["promise_id"], unique=False
    )


def _decision_step() -> None:
    op.create_table(
        "decision_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("poll_ref", sa.String(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("decided", "under_way", "done", name="stage", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=True),
        sa.Column("differs", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["promise_id"], ["promise.id"], name=op.f("fk_decision_step_promise_id_promise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_step")),
        sa.UniqueConstraint("ref", name=op.f("uq_decision_step_ref")),
    )
    op.create_index(op.f("ix_decision_step_poll_ref"), "decision_step", ["poll_ref"], unique=False)
    op.create_index(
        op.f("ix_decision_step_promise_id"), "decision_step", ["promise_id"], unique=False
    )


def _promise_cluster() -> None:
    op.create_table(
        "promise_cluster",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["cluster.id"], name=op.f("fk_promise_cluster_cluster_id_cluster")
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
            name=op.f("fk_promise_cluster_promise_id_promise"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("promise_id", "cluster_id", name=op.f("pk_promise_cluster")),
    )
    op.create_index(
        op.f("ix_promise_cluster_cluster_id"), "promise_cluster", ["cluster_id"], unique=False
    )


def _promise_event() -> None:
    op.create_table(
        "promise_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "made",
                "moved",
                "changed",
                "done",
                "dropped",
                "reopened",
                "reopened_by_residents",
                name="promiseeventkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("old_due", sa.Date(), nullable=True),
        sa.Column("new_due", sa.Date(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
            name=op.f("fk_promise_event_promise_id_promise"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_event")),
    )
    op.create_index(
        op.f("ix_promise_event_promise_id"), "promise_event", ["promise_id"], unique=False
    )


def _promise_story() -> None:
    op.create_table(
        "promise_story",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("story_ref", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
            name=op.f("fk_promise_story_promise_id_promise"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("promise_id", "story_ref", name=op.f("pk_promise_story")),
    )
    op.create_index(
        op.f("ix_promise_story_story_ref"), "promise_story", ["story_ref"], unique=False
    )
