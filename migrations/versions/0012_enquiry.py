"""Stories that were written down together, and enquiries."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, in the order of their references."""
    _collection()
    _enquiry()
    _collected_story()
    _enquiry_question()
    _enquiry_reply()
    _enquiry_answer()


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


def _enquiry() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_enquiry_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
        sa.UniqueConstraint("ref", name=op.f("uq_enquiry_ref")),
        sa.UniqueConstraint("round_id", "version", name=op.f("uq_enquiry_round_id")),
    )
    op.create_index(op.f("ix_enquiry_round_id"), "enquiry", ["round_id"], unique=False)


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


def _enquiry_question() -> None:
    op.create_table(
        "enquiry_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("open", "choice", "scale", name="questionkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enquiry_id"],
            ["enquiry.id"],
            name=op.f("fk_enquiry_question_enquiry_id_enquiry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_question")),
        sa.UniqueConstraint("enquiry_id", "key", name=op.f("uq_enquiry_question_enquiry_id")),
    )
    op.create_index(
        op.f("ix_enquiry_question_enquiry_id"), "enquiry_question", ["enquiry_id"], unique=False
    )


def _enquiry_reply() -> None:
    op.create_table(
        "enquiry_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("phone", "paper", name="replychannel", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("source_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_enquiry_reply_district_id_district")
        ),
        sa.ForeignKeyConstraint(
            ["enquiry_id"], ["enquiry.id"], name=op.f("fk_enquiry_reply_enquiry_id_enquiry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_reply")),
        sa.UniqueConstraint("ref", name=op.f("uq_enquiry_reply_ref")),
        sa.UniqueConstraint("source_hash", name=op.f("uq_enquiry_reply_source_hash")),
    )
    op.create_index(
        op.f("ix_enquiry_reply_district_id"), "enquiry_reply", ["district_id"], unique=False
    )
    op.create_index(
        op.f("ix_enquiry_reply_enquiry_id"), "enquiry_reply", ["enquiry_id"], unique=False
    )


def _enquiry_answer() -> None:
    op.create_table(
        "enquiry_answer",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["enquiry_question.id"],
            name=op.f("fk_enquiry_answer_question_id_enquiry_question"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"],
            ["enquiry_reply.id"],
            name=op.f("fk_enquiry_answer_reply_id_enquiry_reply"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reply_id", "question_id", name=op.f("pk_enquiry_answer")),
    )
    op.create_index(
        op.f("ix_enquiry_answer_question_id"), "enquiry_answer", ["question_id"], unique=False
    )
