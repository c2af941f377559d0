"""Whose turn it is: offices, hand-overs, deputies, requests to be called, answers to many."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, in the order of their references; nobody is in a team yet."""
    op.add_column(
        "staff_member", sa.Column("teams", sa.JSON(), nullable=False, server_default="[]")
    )
    _office()
    _bulk_answer()
    _deputy()
    _bulk_item()
    _contact_request()
    _hand_over()
    _contact_details()
    _contact_step()


def _office() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("calls", sa.Boolean(), nullable=False),
        sa.Column("takes_pleas", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("key", name=op.f("uq_office_key")),
    )


def _bulk_answer() -> None:
    op.create_table(
        "bulk_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "published", "council_only", "refused", name="outcome", native_enum=False, length=40
            ),
            nullable=True,
        ),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_bulk_answer_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_answer")),
        sa.UniqueConstraint("ref", name=op.f("uq_bulk_answer_ref")),
    )
    op.create_index(op.f("ix_bulk_answer_member_id"), "bulk_answer", ["member_id"], unique=False)


def _deputy() -> None:
    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("cancelled_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["staff_member.id"],
            name=op.f("fk_deputy_deputy_id_staff_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["staff_member.id"],
            name=op.f("fk_deputy_member_id_staff_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
        sa.UniqueConstraint("ref", name=op.f("uq_deputy_ref")),
    )
    op.create_index(op.f("ix_deputy_deputy_id"), "deputy", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_deputy_member_id"), "deputy", ["member_id"], unique=False)


def _bulk_item() -> None:
    op.create_table(
        "bulk_item",
        sa.Column("bulk_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "answered",
                "changed",
                "barred",
                "gone",
                name="bulkresult",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["bulk_id"],
            ["bulk_answer.id"],
            name=op.f("fk_bulk_item_bulk_id_bulk_answer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_bulk_item_story_id_story"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bulk_id", "story_id", name=op.f("pk_bulk_item")),
    )
    op.create_index(op.f("ix_bulk_item_story_id"), "bulk_item", ["story_id"], unique=False)


def _contact_request() -> None:
    op.create_table(
        "contact_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column(
            "way",
            sa.Enum("phone", "visit", name="way", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("is_plea", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "spoken",
                "not_reached",
                "cancelled",
                name="contactstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_hash", sa.String(), nullable=False),
        sa.Column("lookup", sa.String(), nullable=True),
        sa.Column("secret_hash", sa.String(), nullable=True),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_contact_request_district_id_district")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["staff_member.id"],
            name=op.f("fk_contact_request_member_id_staff_member"),
        ),
        sa.ForeignKeyConstraint(
            ["story_id"],
            ["story.id"],
            name=op.f("fk_contact_request_story_id_story"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["office.id"], name=op.f("fk_contact_request_team_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_request")),
        sa.UniqueConstraint("lookup", name=op.f("uq_contact_request_lookup")),
        sa.UniqueConstraint("ref", name=op.f("uq_contact_request_ref")),
        sa.UniqueConstraint("submission_hash", name=op.f("uq_contact_request_submission_hash")),
    )
    op.create_index(
        op.f("ix_contact_request_district_id"), "contact_request", ["district_id"], unique=False
    )
    op.create_index(
        op.f("ix_contact_request_member_id"), "contact_request", ["member_id"], unique=False
    )
    op.create_index(
        "ix_contact_request_open", "contact_request", ["state", "is_plea", "due_at"], unique=False
    )
    op.create_index(
        op.f("ix_contact_request_story_id"), "contact_request", ["story_id"], unique=False
    )
    op.create_index(
        op.f("ix_contact_request_team_id"), "contact_request", ["team_id"], unique=False
    )
    op.create_index(
        "uq_contact_request_story_id",
        "contact_request",
        ["story_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _hand_over() -> None:
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=False),
        sa.Column("answer_due", sa.Date(), nullable=True),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_hand_over_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_hand_over_story_id_story"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("ref", name=op.f("uq_hand_over_ref")),
    )
    op.create_index(op.f("ix_hand_over_office_id"), "hand_over", ["office_id"], unique=False)
    op.create_index(op.f("ix_hand_over_remind_on"), "hand_over", ["remind_on"], unique=False)
    op.create_index(op.f("ix_hand_over_story_id"), "hand_over", ["story_id"], unique=False)
    op.create_index(
        "uq_hand_over_story_id",
        "hand_over",
        ["story_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )


def _contact_details() -> None:
    op.create_table(
        "contact_details",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["contact_request.id"],
            name=op.f("fk_contact_details_request_id_contact_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_contact_details")),
    )


def _contact_step() -> None:
    op.create_table(
        "contact_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asked",
                "promised",
                "moved",
                "handed_over",
                "handed_back",
                "spoken",
                "not_reached",
                "cancelled",
                name="stepkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["contact_request.id"],
            name=op.f("fk_contact_step_request_id_contact_request"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["office.id"], name=op.f("fk_contact_step_team_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_step")),
    )
    op.create_index(
        op.f("ix_contact_step_request_id"), "contact_step", ["request_id"], unique=False
    )
