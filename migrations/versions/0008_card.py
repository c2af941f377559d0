"""Questions to tellers, rulings on objections, and what is new on a follow card."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the card tells; objections so far were all about refusals."""
    op.add_column(
        "answer", sa.Column("is_question", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    about = sa.Enum("refusal", "redaction", name="objectionabout", native_enum=False, length=40)
    op.add_column("reply", sa.Column("about", about, nullable=True))
    op.execute("UPDATE reply SET about = 'refusal' WHERE is_objection")
    open_ = sa.text("is_objection AND handled_at IS NULL")
    op.create_index(
        "ix_reply_open_objection",
        "reply",
        ["story_id"],
        sqlite_where=open_,
        postgresql_where=open_,
    )
    op.add_column("follow_card", sa.Column("opened_at", UTCDateTime(), nullable=True))
    op.add_column("follow_card", sa.Column("read_until", UTCDateTime(), nullable=True))
    _ruling()


def _ruling() -> None:
    op.create_table(
        "ruling",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("granted", "rejected", name="verdict", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_ruling_member_id_staff_member")
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["reply.id"], name=op.f("fk_ruling_reply_id_reply"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_ruling_story_id_story"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reply_id", name=op.f("pk_ruling")),
    )
    op.create_index(op.f("ix_ruling_story_id"), "ruling", ["story_id"], unique=False)
