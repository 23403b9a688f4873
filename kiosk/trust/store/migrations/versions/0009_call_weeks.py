"""What stays of a week's staff calls."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counts = ("calls", "shown", "answered", "in_time", "passed_on", "unneeded")
    op.create_table(
        "call_weeks",
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("monday", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("median", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_call_weeks_ward")),
        sa.PrimaryKeyConstraint("ward", "monday", name=op.f("pk_call_weeks")),
    )
