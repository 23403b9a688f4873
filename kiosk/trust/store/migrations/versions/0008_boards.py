"""Call screens as devices, PINs of roles, and to whom a call was passed on."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("calls") as table:
        for name in ("passed_to", "also_on"):
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("calls") as table:
        for name in ("passed_to", "also_on"):
            table.alter_column(name, existing_type=sa.Text(), server_default=None)
    op.create_table(
        "boards",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cookie_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_boards_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boards")),
        sa.UniqueConstraint("cookie_hash", name=op.f("uq_boards_cookie_hash")),
    )
    op.create_table(
        "board_codes",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_board_codes_ward")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_board_codes")),
    )
    op.create_table(
        "call_pins",
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_call_pins_ward")),
        sa.PrimaryKeyConstraint("ward", "role", name=op.f("pk_call_pins")),
        sa.UniqueConstraint("ward", "hash", name=op.f("uq_call_pins_ward")),
    )
