"""What callers have added to calls that stand."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ADDED = (
    ("told", sa.Integer(), "0"),
    ("kinds", sa.Text(), ""),
    ("who", sa.Text(), ""),
    ("quiet", sa.Boolean(), sa.false()),
)


def upgrade() -> None:
    with op.batch_alter_table("calls") as table:
        for name, kind, usual in ADDED:
            table.add_column(sa.Column(name, kind, nullable=False, server_default=usual))
    with op.batch_alter_table("calls") as table:
        for name, kind, _ in ADDED:
            table.alter_column(name, existing_type=kind, server_default=None)
