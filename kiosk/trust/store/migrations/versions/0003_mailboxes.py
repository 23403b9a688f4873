"""Replies that wait for people with a return code, and a counter for the requests that fetch them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailbox_replies",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("quarter_day", sa.BigInteger(), nullable=False),
        sa.Column("read_quarter_day", sa.BigInteger(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_mailbox_replies_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_replies")),
        sa.UniqueConstraint("mailbox", "number", name=op.f("uq_mailbox_replies_mailbox")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mailbox_replies_ward", "mailbox_replies", ["ward"])
    op.create_table(
        "code_changes",
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("new_mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "new_mailbox", name=op.f("pk_code_changes")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("tablets") as table:
        table.add_column(sa.Column("mailboxes_ceiling", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("tablets") as table:
        table.alter_column("mailboxes_ceiling", existing_type=sa.BigInteger(), server_default=None)
