"""What was published of a period, who signed the report of a quarter, and what people said and the ward did."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("starts", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "ward", "audience", "starts", name=op.f("pk_releases")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report_signatures",
        sa.Column("starts", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "post", "words")),
        sa.Column("reader", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["reader"], ["readers.id"], name=op.f("fk_report_signatures_reader")),
        sa.PrimaryKeyConstraint("starts", "version", name=op.f("pk_report_signatures")),
    )
    op.create_table(
        "you_said",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("said", "did")),
        sa.Column("author", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_you_said_ward")),
        sa.ForeignKeyConstraint(["author"], ["readers.id"], name=op.f("fk_you_said_author")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_you_said")),
    )
    op.create_index("ix_you_said_ward", "you_said", ["ward"], unique=False)
