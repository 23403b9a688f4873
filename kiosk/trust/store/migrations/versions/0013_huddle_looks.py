"""On which days a ward's team looked together, and what they will do next."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "huddle_looks",
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.LargeBinary(8), nullable=True),
        sa.Column("line", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_huddle_looks_ward")),
        sa.ForeignKeyConstraint(["key_id"], ["group_keys.key_id"], name=op.f("fk_huddle_looks_key_id")),
        sa.PrimaryKeyConstraint("ward", "day", name=op.f("pk_huddle_looks")),
    )
