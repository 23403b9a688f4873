"""What readers write about concerns. A group's index is made anew by its next session: it is no more than what that session can open."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("group_index")
    op.create_table(
        "group_index",
        sa.Column("key_id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("record", sa.LargeBinary(length=16), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["group_keys.key_id"], name=op.f("fk_group_index_key_id")),
        sa.PrimaryKeyConstraint("key_id", "record", name=op.f("pk_group_index")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cases",
        sa.Column("record", sa.LargeBinary(length=16), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_cases")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_entries",
        sa.Column("record", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("record", "number", name=op.f("pk_case_entries")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_counters",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("quarter_day", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["reader_groups.id"], name=op.f("fk_case_counters_group_id")),
        sa.PrimaryKeyConstraint("group_id", "name", name=op.f("pk_case_counters")),
    )
    op.create_index("ix_filed_records_ward", "filed_records", ["ward", "id"])
