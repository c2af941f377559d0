"""Polls, letters, ballots and results."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, in the order of their references."""
    _poll()
    _ballot()
    _code_batch()
    _counted_ballot()
    _paper_batch()
    _paper_count()
    _paper_stub()
    _poll_district()
    _poll_option()
    _poll_result()
    _voting_code()


def _poll() -> None:
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column(
            "access",
            sa.Enum("letters", "open", name="access", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "electorate",
            sa.Enum("household", "person", name="electorate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("min_age", sa.Integer(), nullable=True),
        sa.Column("max_choices", sa.Integer(), nullable=False),
        sa.Column("opens_at", UTCDateTime(), nullable=False),
        sa.Column("closes_at", UTCDateTime(), nullable=False),
        sa.Column(
            "tie_rule",
            sa.Enum("lot", "cheapest", "council", name="tierule", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("min_turnout", sa.Integer(), nullable=True),
        sa.Column("has_paper", sa.Boolean(), nullable=False),
        sa.Column("help_text", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decision_due", sa.Date(), nullable=True),
        sa.Column("frozen_at", UTCDateTime(), nullable=True),
        sa.Column("result_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("ref", name=op.f("uq_poll_ref")),
        sa.UniqueConstraint("slug", name=op.f("uq_poll_slug")),
    )
    op.create_index(op.f("ix_poll_closes_at"), "poll", ["closes_at"], unique=False)


def _ballot() -> None:
    op.create_table(
        "ballot",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("choice", sa.LargeBinary(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_ballot_district_id_district")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_ballot_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "id", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )


def _code_batch() -> None:
    op.create_table(
        "code_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("reserve", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=True),
        sa.Column("sealed_passphrase", sa.String(), nullable=True),
        sa.Column("destroyed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_code_batch_district_id_district")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_code_batch_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_batch")),
        sa.UniqueConstraint("ref", name=op.f("uq_code_batch_ref")),
    )
    op.create_index(op.f("ix_code_batch_poll_id"), "code_batch", ["poll_id"], unique=False)


def _counted_ballot() -> None:
    op.create_table(
        "counted_ballot",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["poll.id"], name=op.f("fk_counted_ballot_poll_id_poll")
        ),
        sa.PrimaryKeyConstraint("poll_id", "receipt", name=op.f("pk_counted_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_counted_ballot_choice", "counted_ballot", ["poll_id", "choice"], unique=False
    )


def _paper_batch() -> None:
    op.create_table(
        "paper_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("counted_by", sa.String(), nullable=False),
        sa.Column("counted_at", UTCDateTime(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_paper_batch_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
        sa.UniqueConstraint("ref", name=op.f("uq_paper_batch_ref")),
    )
    op.create_index(op.f("ix_paper_batch_poll_id"), "paper_batch", ["poll_id"], unique=False)


def _paper_count() -> None:
    op.create_table(
        "paper_count",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("refused_wrong", sa.Integer(), nullable=False),
        sa.Column("refused_void", sa.Integer(), nullable=False),
        sa.Column("refused_seen", sa.Integer(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_paper_count_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_paper_count")),
    )


def _paper_stub() -> None:
    op.create_table(
        "paper_stub",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_paper_stub_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "ballot_id", name=op.f("pk_paper_stub")),
        sqlite_with_rowid=False,
    )


def _poll_district() -> None:
    op.create_table(
        "poll_district",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_poll_district_district_id_district")
        ),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["poll.id"], name=op.f("fk_poll_district_poll_id_poll"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("poll_id", "district_id", name=op.f("pk_poll_district")),
    )


def _poll_option() -> None:
    op.create_table(
        "poll_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["poll.id"], name=op.f("fk_poll_option_poll_id_poll"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
        sa.UniqueConstraint("ref", name=op.f("uq_poll_option_ref")),
    )
    op.create_index(op.f("ix_poll_option_poll_id"), "poll_option", ["poll_id"], unique=False)


def _poll_result() -> None:
    op.create_table(
        "poll_result",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("list_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("tie_winner", sa.Integer(), nullable=True),
        sa.Column("tie_note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_result_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_result")),
    )


def _voting_code() -> None:
    op.create_table(
        "voting_code",
        sa.Column("lookup", sa.String(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("time_cost", sa.Integer(), nullable=False),
        sa.Column("memory_kib", sa.Integer(), nullable=False),
        sa.Column("parallelism", sa.Integer(), nullable=False),
        sa.Column("check_value", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("issued", "reserve", "void", name="codestate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("voided_at", UTCDateTime(), nullable=True),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["code_batch.id"], name=op.f("fk_voting_code_batch_id_code_batch")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_voting_code_poll_id_poll")),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_voting_code")),
    )
    op.create_index(op.f("ix_voting_code_batch_id"), "voting_code", ["batch_id"], unique=False)
    op.create_index(op.f("ix_voting_code_number"), "voting_code", ["number"], unique=False)
    op.create_index(op.f("ix_voting_code_poll_id"), "voting_code", ["poll_id"], unique=False)
