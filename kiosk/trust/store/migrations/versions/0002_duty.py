"""Whom a ward can name at a handover, and when its handovers are."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_people",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_duty_people_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_people")),
        sa.UniqueConstraint("ward", "name", name=op.f("uq_duty_people_ward")),
    )
    op.create_table(
        "duty_handovers",
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("times", sa.Text(), nullable=False),
        sa.Column("grace", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["wards.code"], name=op.f("fk_duty_handovers_ward")),
        sa.PrimaryKeyConstraint("ward", name=op.f("pk_duty_handovers")),
    )
