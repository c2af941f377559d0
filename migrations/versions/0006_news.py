"""The outbox of mail, mail addresses of tellers, and the travel story."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, in the order of their references."""
    _outgoing_mail()
    _journal_entry()
    _journal_link()
    _teller_mail()


def _outgoing_mail() -> None:
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "claimed",
                "handed_over",
                "sent",
                "failed",
                name="mailstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("has_off", sa.Boolean(), nullable=False),
        sa.Column("queued_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("claimed_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("ref", name=op.f("uq_outgoing_mail_ref")),
    )
    op.create_index(op.f("ix_outgoing_mail_about"), "outgoing_mail", ["about"], unique=False)
    op.create_index(
        "ix_outgoing_mail_due", "outgoing_mail", ["state", "due_at", "id"], unique=False
    )


def _journal_entry() -> None:
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_journal_entry_district_id_district")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("ref", name=op.f("uq_journal_entry_ref")),
    )
    op.create_index("ix_journal_entry_day", "journal_entry", ["day", "id"], unique=False)
    op.create_index(
        op.f("ix_journal_entry_district_id"), "journal_entry", ["district_id"], unique=False
    )
    op.create_index(
        op.f("ix_journal_entry_published_at"), "journal_entry", ["published_at"], unique=False
    )


def _journal_link() -> None:
    op.create_table(
        "journal_link",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["journal_entry.id"],
            name=op.f("fk_journal_link_entry_id_journal_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_id", "kind", "reference", name=op.f("pk_journal_link")),
    )
    op.create_index(op.f("ix_journal_link_reference"), "journal_link", ["reference"], unique=False)


def _teller_mail() -> None:
    op.create_table(
        "teller_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("consented_at", UTCDateTime(), nullable=False),
        sa.Column("mailed_on", sa.Date(), nullable=True),
        sa.Column(
            "notice",
            sa.Enum(
                "answered",
                "question",
                "quote",
                "decided",
                "chain",
                "more",
                name="notice",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["story_id"],
            ["story.id"],
            name=op.f("fk_teller_mail_story_id_story"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teller_mail")),
        sa.UniqueConstraint("ref", name=op.f("uq_teller_mail_ref")),
        sa.UniqueConstraint("story_id", name=op.f("uq_teller_mail_story_id")),
    )
